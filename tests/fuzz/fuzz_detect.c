/* fuzz_detect.c - any header and sample: which format is it, what do name and options say? Lines of the input are records,
 * commas part fields, as many as the header has. */
#include "fuzz.h"
#include "store/ingest.h"

enum { COLUMNS = 200, ROWS = 20 };

static const char *texts[ROWS][COLUMNS];
static const char *const *rows[ROWS];

/* Splits in place; missing fields are "". */
static int32_t split(char *line, const char **cell, int32_t max)
{
    int32_t n = 0;
    for (char *p = line; n < max; p++) {
        cell[n++] = p;
        p += strcspn(p, ",");
        if (!*p)
            break;
        *p = '\0';
    }
    return n;
}

static void try_one(gad_ctx *cx, arena *mem, const header *h, const char *forced)
{
    detection d;
    fuzz_demand(format_detect(cx, mem, h, forced, &d) == GAD_OK, "detection needs only memory");
    fuzz_demand(d.text != NULL, "there is always a text");
    fuzz_demand(d.outcome == GAD_INGESTED ? d.format != NULL : *d.text != '\0',
                "what is not taken is explained");
    for (int32_t i = 0; d.outcome == GAD_INGESTED && i < d.format->n_field; i++)
        fuzz_demand(d.at[i] >= -1 && d.at[i] < h->n_col, "columns are those of the file");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const forced[] = { NULL,   "auto",         "comtrade",
                                          "baci", "observations", "nonsense" };
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    arena mem;
    fuzz_demand(cx != NULL, "memory");
    arena_init(&mem, &cx->al);
    char *text = arena_strn(&mem, (const char *)bytes, n);
    fuzz_demand(text != NULL, "memory");
    header h = { 0 };
    char *rest = text;
    for (int32_t r = 0; r < ROWS && *rest; r++) {
        char *line = rest;
        rest += strcspn(rest, "\n");
        if (*rest)
            *rest++ = '\0';
        for (int32_t c = 0; c < COLUMNS; c++)
            texts[r][c] = "";
        int32_t fields = split(line, texts[r], r ? h.n_col : COLUMNS);
        if (r == 0)
            h.n_col = fields;
        rows[r] = texts[r];
        h.n_sample = r;
    }
    h.col = texts[0];
    h.sample = rows + 1;
    for (int32_t i = 0; i < COUNT_OF(forced) && h.n_col; i++)
        try_one(cx, &mem, &h, forced[i]);
    given g = { -1, -1, -1, -1, -1, NULL, false, false, false };
    given_from_name(h.n_col ? h.col[0] : "", &g);
    const char *explanation = NULL;
    fuzz_demand(format_of_json(h.n_col ? h.col[0] : "", &explanation) || explanation,
                "JSON is taken or explained");
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}
