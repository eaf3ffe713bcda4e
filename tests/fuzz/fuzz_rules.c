/* fuzz_rules.c - any bytes as YAML, bound by the shape of a rules file, and every `when` as a condition: what is taken is
 * sound, what is refused is named with its place. */
#include "fuzz.h"
#include "text/yaml.h"
#include "trade/alert.h"

typedef struct rule {
    const char *name, *when;
    double number;
    int32_t whole, month, day;
    bool on;
} rule;

typedef struct file {
    rule *rules;
    int32_t n;
} file;

static const yaml_field rule_fields[] = {
    { .key = "name", .type = YAML_TEXT, .offset = offsetof(rule, name) },
    { .key = "when", .type = YAML_TEXT, .offset = offsetof(rule, when) },
    { .key = "number", .type = YAML_NUMBER, .offset = offsetof(rule, number), .unit = "%" },
    { .key = "whole", .type = YAML_INTEGER, .offset = offsetof(rule, whole), .lo = -5, .hi = 5 },
    { .key = "month", .type = YAML_MONTH, .offset = offsetof(rule, month) },
    { .key = "day", .type = YAML_DAY, .offset = offsetof(rule, day) },
    { .key = "on", .type = YAML_BOOL, .offset = offsetof(rule, on) },
};
static const yaml_schema rule_schema = {
    .what = "a rule", .field = rule_fields, .n = COUNT_OF(rule_fields), .size = sizeof(rule)
};
static const yaml_field file_fields[] = { { .key = "rules",
                                            .type = YAML_LIST,
                                            .offset = offsetof(file, rules),
                                            .of = &rule_schema,
                                            .count = offsetof(file, n) } };
static const yaml_schema file_schema = {
    .what = "a file", .field = file_fields, .n = 1, .size = sizeof(file)
};

static void check_refusal(const gad_ctx *cx, gad_status st)
{
    const char *text = gad_last_error(cx).text;
    fuzz_demand(st == GAD_E_FORMAT, "bad input is the file's fault");
    fuzz_demand(strncmp(text, "f.yaml:", 7) == 0, "an error names the file");
    fuzz_demand(fuzz_is_utf8(text, strlen(text)) || strlen(text) == ERROR_TEXT_MAX - 1,
                "an error is UTF-8");
}

/* A condition that is taken reads the same in its own spelling. */
static void check_condition(gad_ctx *cx, arena *mem, const char *when)
{
    alert_test t, again;
    size_t at = SIZE_MAX;
    gad_status st = alert_parse(cx, mem, when, &t, &at);
    fuzz_demand(st == GAD_OK || st == GAD_E_FORMAT, "a condition is read or refused");
    fuzz_demand(at <= strlen(when), "the place lies in the condition");
    if (st)
        return;
    const char *text = alert_text(mem, &t);
    fuzz_demand(text != NULL, "memory");
    fuzz_demand(alert_parse(cx, mem, text, &again, &at) == GAD_OK, "its own spelling is read");
    fuzz_demand(STR_EQ(alert_text(mem, &again), text), "and gives itself");
    fuzz_demand(again.subject == t.subject && again.op == t.op && again.periods == t.periods &&
                    (again.threshold == t.threshold || isnan(t.threshold)),
                "and means the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    yaml_doc *doc = NULL;
    arena mem;
    file f = { NULL, 0 };
    fuzz_demand(cx != NULL, "memory");
    arena_init(&mem, &cx->al);
    gad_status st = yaml_doc_parse(cx, "f.yaml", (const char *)bytes, n, &doc);
    if (!st)
        st = yaml_bind(cx, doc, yaml_doc_top(doc), &file_schema, &mem, &f);
    if (st)
        check_refusal(cx, st);
    for (int32_t i = 0; !st && i < f.n; i++) {
        const rule *r = &f.rules[i];
        fuzz_demand(isfinite(r->number) && r->whole >= -5 && r->whole <= 5, "numbers are sound");
        if (r->when)
            check_condition(cx, &mem, r->when);
    }
    const char *text = arena_strn(&mem, (const char *)bytes, n);
    fuzz_demand(text != NULL, "memory");
    check_condition(cx, &mem, text);
    yaml_doc_free(doc);
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}
