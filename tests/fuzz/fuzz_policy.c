/* fuzz_policy.c - any bytes as a scenario: what is taken says exactly what the file says and is sound, what is refused names
 * its line; and a scenario that is taken is checked against a small world, every month of it. */
#include "fuzz.h"
#include "policy_dump.h"

typedef struct bench { /* made once: scenarios change nothing in it */
    gad_ctx *cx;
    world *w;
} bench;

static const bench *bench_of(void)
{
    static bench b; /* libFuzzer has no other place for it */
    if (b.w)
        return &b;
    b.cx = gad_ctx_new(NULL, NULL);
    fuzz_demand(b.cx != NULL, "memory");
    if (world_read(b.cx, TEST_SOURCE_DIR "/tests/data/worlds/toy", &b.w))
        fuzz_demand(false, gad_last_error(b.cx).text);
    return &b;
}

static void check_refusal(const gad_ctx *cx, gad_status st, const char *name)
{
    const char *text = gad_last_error(cx).text;
    fuzz_demand(st == GAD_E_FORMAT, "a bad scenario is the file's fault");
    fuzz_demand(strncmp(text, name, strlen(name)) == 0, "an error names the file");
    fuzz_demand(fuzz_is_utf8(text, strlen(text)) || strlen(text) >= ERROR_TEXT_MAX / 2 - 1,
                "an error is UTF-8");
}

static void check_event(const policy *p, const policy_event *e)
{
    fuzz_demand(e->start <= e->end && e->announced <= e->start, "days are in order");
    fuzz_demand(e->source && (!STR_EQ(e->source, "assumption") || e->note), "there is a source");
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        fuzz_demand(!isinf(e->number[k]), "numbers are finite");
    for (int32_t m = p->start - 1; m <= p->start + p->months; m++) {
        double share = policy_share_of_month(e, m), frac = policy_approved_in(e, m);
        fuzz_demand(share >= 0 && share <= 1, "a month has a share in force");
        fuzz_demand(frac >= 0 && frac <= 1, "a month has a share approved");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const bench *b = bench_of();
    policy *p = NULL;
    char why[256] = "";
    gad_status st = policy_parse(b->cx, "p.yaml", (const char *)bytes, n, &p);
    fuzz_demand((st == GAD_OK) == (p != NULL), "a scenario, or an error");
    if (st) {
        check_refusal(b->cx, st, "p.yaml:");
        return 0;
    }
    fuzz_demand(p->months >= 1 && p->months <= 240 && p->level > 0, "the head is sound");
    fuzz_demand(dump_agree(b->cx, p, (const char *)bytes, n, why), why);
    for (int32_t i = 0; i < p->n; i++)
        check_event(p, &p->event[i]);
    st = policy_check(b->cx, p, b->w);
    if (st)
        check_refusal(b->cx, st, "p.yaml:");
    policy_free(p);
    return 0;
}
