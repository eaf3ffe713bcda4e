/* fuzz_given.c - any bytes as the files of `gadolin risk` that people write: cases of GeoPolRisk, and
 * governance. What is refused names the file; what is taken keeps the promises of the headers. */
#include "fuzz.h"
#include "keep.h"
#include "trade/geopolrisk.h"
#include <unistd.h>

static char dir[64], path[100];
static gad_ctx *code_cx;
static gad_store *codes;

static void drop_all(void)
{
    gad_store_close(codes);
    gad_ctx_free(code_cx);
    unlink(path);
    rmdir(dir);
}

static void make_all(void)
{
    snprintf(dir, sizeof dir, "%s/gadolin-fuzz-XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    fuzz_demand(mkdtemp(dir) != NULL, "a folder can be made");
    snprintf(path, sizeof path, "%s/in", dir);
    code_cx = gad_ctx_new(NULL, NULL);
    fuzz_demand(code_cx && !gad_store_open(code_cx, NULL, GAD_OPEN_MEMORY, &codes),
                "a store can be opened");
    atexit(drop_all);
}

static void check_case(const geopolrisk_case *c)
{
    const geopolrisk *r = &c->out;
    fuzz_demand(c->line > 1, "a case has a line");
    fuzz_demand(IS_NUMBER(r->score) == !*c->why, "a score, or what is missing for it");
    fuzz_demand(!isinf(r->score) && !isinf(r->cf) && !(r->score < 0) && !(r->cf < 0),
                "scores are finite and not negative");
    for (int32_t k = 0; k < IN_ALL; k++)
        fuzz_demand(IS_NUMBER(c->in[k].value) == (c->in[k].origin != ORIGIN_NONE),
                    "a number is from somewhere");
    for (int32_t i = 0; i < c->n; i++) {
        const geopolrisk_supplier *s = &c->supplier[i];
        fuzz_demand(*s->name && s->line >= c->line, "a supplier has a name and a line");
        fuzz_demand(!(s->governance < 0) && !(s->governance > 1), "governance is 0 to 1");
        fuzz_demand(i == 0 || strcasecmp(s[-1].name, s->name) < 0, "suppliers stand by name, once");
    }
    if (c->supplier && IS_NUMBER(r->import_risk))
        fuzz_demand(r->import_risk <= 1 + 1e-9, "a mean of fractions is one");
}

static void check_governance(const governance *g)
{
    for (int32_t k = 0; k < g->n; k++) {
        const governance_row *row = &g->row[k];
        double eu = governance_value(row, SCALE_EU), unit = governance_value(row, SCALE_UNIT);
        fuzz_demand(*row->country && row->line > 1, "a row has a country and a line");
        fuzz_demand(eu >= 0 && eu <= 10 && unit >= 0 && unit <= 1, "scales have ends");
        if (row->id)
            fuzz_demand(governance_find(g, row->id, row->year) != NULL, "a row is found");
    }
}

static void check_refusal(const gad_ctx *cx, gad_status st)
{
    fuzz_demand(st == GAD_E_FORMAT || st == GAD_E_IO, "bad input is the file's fault");
    fuzz_demand(strstr(gad_last_error(cx).text, path) != NULL, "an error names the file");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    arena mem;
    geopolrisk_file f;
    governance g;
    if (!codes)
        make_all();
    FILE *to = fopen(path, "wb");
    fuzz_demand(to && fwrite(bytes, 1, n, to) == n && fclose(to) == 0, "a file can be written");
    gad_ctx *cx = gad_ctx_new(keep_large, NULL);
    fuzz_demand(cx != NULL, "memory");
    arena_init(&mem, &cx->al);
    gad_status st = geopolrisk_read(cx, &mem, path, NULL, 5, &f);
    if (st)
        check_refusal(cx, st);
    for (int32_t i = 0; !st && i < f.n; i++)
        check_case(&f.item[i]);
    st = governance_read(cx, codes, &mem, path, &g);
    if (st)
        check_refusal(cx, st);
    else
        check_governance(&g);
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}
