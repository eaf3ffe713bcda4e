/* policy_dump.h - a scenario as text in two ways: what the policy holds, and what the YAML tree says. They share no code with
 * the reader but the names and defaults of policy_kinds.def, so that where the two differ something was lost or guessed. */
#ifndef GAD_POLICY_DUMP_H
#define GAD_POLICY_DUMP_H

#include "base/base.h"
#include "text/yaml.h"
#include "world/policy.h"

static const struct dump_number {
    const char *name;
    double def;
} dump_numbers[POLICY_NUMBERS] = {
#define KIND(id, name, needs, may, help)
#define NUMBER(id, name, def, lo, hi, help) [id] = { name, def },
#include "world/policy_kinds.def"
};

/* Numbers that a licence_relief leaves as they are when it does not give them (and a plant_on its ramp_months). */
static const char *const dump_kept[] = { "review_frac",  "approve_frac", "validity_months",
                                         "reapply_frac", "lead_months",  "limit_months" };
static const char *const dump_head[] = { "name",         "title", "world",  "note",
                                         "level_source", "start", "months", "level" };
static const char *const dump_words[] = { "from",  "place", "use",   "process",
                                          "plant", "note",  "source" };

static inline void dump_text(buf *b, const char *key, const char *text)
{
    if (text)
        buf_fmt(b, "%s=%zu:%s\n", key, strlen(text), text);
}

static inline void dump_double(buf *b, const char *key, double x)
{
    char text[NUM_TEXT];
    buf_fmt(b, "%s=%s\n", key, num_shortest(text, x == 0 ? 0 : x));
}

static inline void dump_day(buf *b, const char *key, int32_t day)
{
    char text[PERIOD_TEXT];
    if (day != INT32_MAX)
        dump_text(b, key, day_text(text, day));
}

/* ---- what the policy holds ------------------------------------------------------------------------- */

static inline void dump_event(buf *b, const policy_event *e)
{
    const char *words[] = { e->from, e->place, e->use, e->process, e->plant, e->note, e->source };
    buf_fmt(b, "event %s\n", policy_kind_name(e->kind));
    for (int32_t i = 0; i < e->n_what; i++)
        dump_text(b, "what", e->what[i]);
    for (int32_t i = 0; i < e->n_to; i++)
        dump_text(b, "to", e->to[i]);
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        dump_text(b, dump_words[i], words[i]);
    for (int32_t i = 0; i < e->n_approve; i++) {
        dump_day(b, "day", e->approve[i].day);
        dump_double(b, "frac", e->approve[i].frac);
    }
    dump_day(b, "start", e->start);
    dump_day(b, "end", e->end);
    dump_day(b, "announced", e->announced);
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        dump_double(b, dump_numbers[k].name, e->number[k]);
}

static inline void dump_policy(buf *b, const policy *p)
{
    char start[PERIOD_TEXT];
    dump_text(b, "name", p->name);
    dump_text(b, "title", p->title);
    dump_text(b, "world", p->world);
    dump_text(b, "note", p->note);
    dump_text(b, "level_source", p->level_source);
    dump_text(b, "start", month_text(start, p->start));
    dump_double(b, "months", p->months);
    dump_double(b, "level", p->level);
    for (int32_t i = 0; i < p->n; i++)
        dump_event(b, &p->event[i]);
}

/* ---- what the tree says ---------------------------------------------------------------------------- */

static inline bool dump_listed(const char *const *list, int32_t n, const char *word)
{
    for (int32_t i = 0; i < n; i++)
        if (STR_EQ(list[i], word))
            return true;
    return false;
}

/* A number as people write one, perhaps with its unit; anything else shows as itself. */
static inline void dump_written(buf *b, const char *key, const yaml_node *v)
{
    static const char *const units[] = { "", "%", "days", "months", "t", "t/yr", "USD/t" };
    const char *text = v->text, *digits = text + (*text == '-' || *text == '+');
    size_t n = strspn(text, "0123456789.eE+-");
    char number[NUM_TEXT];
    double x = 0;
    snprintf(number, sizeof number, "%.*s", (int)n, text);
    bool zero = digits[0] == '0' && isdigit((unsigned char)digits[1]);
    const char *unit = text + n + strspn(text + n, " ");
    if (v->kind != YAML_IS_TEXT || !v->plain || zero || !num_parse(number, &x) ||
        !dump_listed(units, COUNT_OF(units), unit))
        dump_text(b, "no number", text);
    else
        dump_double(b, key, x);
}

static inline const char *dump_find(const yaml_node *map, const char *key, int32_t *seen)
{
    const yaml_node *v = yaml_find(map, key);
    *seen += v != NULL;
    return v ? v->text : NULL;
}

static inline void dump_list(buf *b, const yaml_node *map, const char *key, int32_t *seen)
{
    const yaml_node *list = yaml_find(map, key);
    *seen += list != NULL;
    for (const yaml_node *v = list ? list->first : NULL; v; v = v->next)
        dump_text(b, key, v->text);
}

static inline void dump_approve(buf *b, const yaml_node *map, int32_t *seen)
{
    const yaml_node *list = yaml_find(map, "approve");
    *seen += list != NULL;
    for (const yaml_node *v = list ? list->first : NULL; v; v = v->next) {
        int32_t of_point = 0;
        dump_text(b, "day", dump_find(v, "day", &of_point));
        if (yaml_find(v, "frac"))
            dump_written(b, "frac", yaml_find(v, "frac"));
        if (v->n != 2)
            buf_add(b, "a point has two keys\n");
    }
}

static inline void dump_event_tree(buf *b, const yaml_node *e)
{
    int32_t seen = 0;
    const char *kind = dump_find(e, "kind", &seen);
    bool relief = kind && STR_EQ(kind, "licence_relief");
    bool plant = kind && STR_EQ(kind, "plant_on");
    buf_fmt(b, "event %s\n", kind ? kind : "none");
    dump_list(b, e, "what", &seen);
    dump_list(b, e, "to", &seen);
    for (int32_t i = 0; i < COUNT_OF(dump_words); i++)
        dump_text(b, dump_words[i], dump_find(e, dump_words[i], &seen));
    dump_approve(b, e, &seen);
    const char *start = dump_find(e, "start", &seen);
    const char *announced = dump_find(e, "announced", &seen);
    dump_text(b, "start", start);
    dump_text(b, "end", dump_find(e, "end", &seen));
    dump_text(b, "announced", announced ? announced : start);
    for (int32_t k = 0; k < POLICY_NUMBERS; k++) {
        const char *name = dump_numbers[k].name;
        const yaml_node *v = yaml_find(e, name);
        bool kept = (relief && dump_listed(dump_kept, COUNT_OF(dump_kept), name)) ||
                    (plant && STR_EQ(name, "ramp_months"));
        seen += v != NULL;
        if (v)
            dump_written(b, name, v);
        else
            dump_double(b, name, kept ? NO_NUMBER : dump_numbers[k].def);
    }
    if (seen != e->n)
        buf_add(b, "keys that nobody reads\n");
}

static inline void dump_tree(buf *b, const yaml_doc *doc)
{
    const yaml_node *top = yaml_doc_top(doc), *events = yaml_find(top, "events");
    int32_t seen = events != NULL;
    for (int32_t i = 0; i < COUNT_OF(dump_head); i++) {
        const yaml_node *v = yaml_find(top, dump_head[i]);
        seen += v != NULL;
        if (v && (STR_EQ(dump_head[i], "months") || STR_EQ(dump_head[i], "level")))
            dump_written(b, dump_head[i], v);
        else if (v)
            dump_text(b, dump_head[i], v->text);
        else if (STR_EQ(dump_head[i], "level"))
            dump_double(b, "level", 1);
    }
    if (seen != top->n)
        buf_add(b, "keys that nobody reads\n");
    for (const yaml_node *e = events ? events->first : NULL; e; e = e->next)
        dump_event_tree(b, e);
}

/* Does the policy say what the tree of the same bytes says? *why is the first line that differs, in `mem`. */
static inline bool dump_agree(gad_ctx *cx, const policy *p, const char *bytes, size_t n,
                              char why[256])
{
    buf held, said;
    yaml_doc *doc = NULL;
    buf_init(&held, &cx->al);
    buf_init(&said, &cx->al);
    bool same = yaml_doc_parse(cx, "tree", bytes, n, &doc) == GAD_OK;
    if (same) {
        dump_policy(&held, p);
        dump_tree(&said, doc);
        const char *a = buf_text(&held), *b = buf_text(&said);
        same = STR_EQ(a, b);
        while (!same && *a && *a == *b)
            a++, b++;
        snprintf(why, 256, "the policy holds '%.90s', the file says '%.90s'", a, b);
    }
    yaml_doc_free(doc);
    buf_release(&held);
    buf_release(&said);
    return same;
}

#endif
