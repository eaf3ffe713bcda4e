/* fuzz_world.c - any bytes as one of the files of a world, the others those of the toy world: what is taken is sound, what is
 * refused is named with file and line. The first byte says which file ('a' the first); past the last one, bytes are read by a
 * schema that has every type. */
#include "fuzz.h"
#include "world/world_impl.h"

#define TOY TEST_SOURCE_DIR "/tests/data/worlds/toy"

typedef struct entry {
    const char *text;
    double number;
    int32_t count, month, line;
} entry;

static const csv_column columns[] = {
    { .name = "text", .type = CSV_TEXT, .offset = offsetof(entry, text), .required = true },
    { .name = "number", .type = CSV_NUMBER, .offset = offsetof(entry, number), .lo = -5, .hi = 5 },
    { .name = "count", .type = CSV_INTEGER, .offset = offsetof(entry, count), .lo = 1, .hi = 9 },
    { .name = "month", .type = CSV_MONTH, .offset = offsetof(entry, month) },
};
static const csv_schema schema = {
    .column = columns, .n = COUNT_OF(columns), .size = sizeof(entry), .line = offsetof(entry, line)
};

static void check_refusal(const gad_ctx *cx, gad_status st, const char *name)
{
    const char *text = gad_last_error(cx).text;
    fuzz_demand(st == GAD_E_FORMAT, "bad input is the file's fault");
    fuzz_demand(strncmp(text, name, strlen(name)) == 0, "an error names the file");
    fuzz_demand(fuzz_is_utf8(text, strlen(text)), "an error is UTF-8");
}

static void check_table(gad_ctx *cx, const char *bytes, size_t n)
{
    arena mem;
    void *rows = NULL;
    int32_t k = 0, line = 0;
    arena_init(&mem, &cx->al);
    gad_status st = csv_read_bytes(cx, "t.csv", bytes, n, &schema, &mem, &rows, &k);
    if (st)
        check_refusal(cx, st, "t.csv:");
    for (int32_t i = 0; !st && i < k; i++) {
        const entry *e = (const entry *)rows + i;
        fuzz_demand(*e->text && fuzz_is_utf8(e->text, strlen(e->text)), "texts are UTF-8");
        fuzz_demand(isnan(e->number) || fabs(e->number) <= 5, "numbers are within their range");
        fuzz_demand(e->count == INT32_MIN || (e->count >= 1 && e->count <= 9), "counts as well");
        fuzz_demand(e->month == INT32_MIN || month_year(e->month) >= YEAR_MIN, "months are months");
        fuzz_demand(e->line > line, "lines rise");
        line = e->line;
    }
    arena_release(&mem);
}

static void check_estimate(const estimate *e)
{
    fuzz_demand(isfinite(e->low) && isfinite(e->high), "numbers are finite");
    fuzz_demand(e->low <= e->mode && e->mode <= e->high, "low, mode and high are in order");
    fuzz_demand(*e->source && e->file && e->line > 1, "a number has its source and its line");
    fuzz_demand(!STR_EQ(e->source, "assumption") || *e->note, "an assumption has its reason");
}

static bool below(int32_t i, int32_t n)
{
    return i >= 0 && i < n;
}

static void check_makers(const world *w)
{
    for (int32_t p = 0; p < w->n_process; p++)
        fuzz_demand(w->process[p].n > 0 && below(w->process[p].first, w->n_recipe),
                    "a process has lines");
    for (int32_t i = 0; i < w->n_recipe; i++) {
        check_estimate(&w->recipe[i].est);
        fuzz_demand(w->recipe[i].coef != 0 && below(w->recipe[i].material, w->n_material) &&
                        below(w->recipe[i].process, w->n_process),
                    "a line of a recipe is sound");
    }
    for (int32_t i = 0; i < w->n_run; i++) {
        check_estimate(&w->run[i].t_yr);
        fuzz_demand(w->run[i].capacity_t_yr > 0 && isfinite(w->run[i].capacity_t_yr) &&
                        below(w->run[i].place, w->n_place) &&
                        below(w->run[i].process, w->n_process),
                    "a maker is sound");
    }
}

static void check_uses(const world *w)
{
    for (int32_t u = 0; u < w->n_use; u++) {
        double sum = 0;
        check_estimate(&w->use[u].t_yr);
        check_estimate(&w->use[u].thrift_floor);
        fuzz_demand(w->use[u].elasticity.high < 0, "elasticities are negative");
        fuzz_demand(w->use[u].switch_to < 0 || w->use[u].switch_ratio.mode > 0, "a ratio is given");
        for (int32_t i = 0; i < w->n_share; i++)
            if (w->share[i].use == u)
                sum += w->share[i].share_frac.mode;
        fuzz_demand(fabs(sum - 1) < 0.006, "shares sum to 1");
    }
}

static void check_world(const world *w)
{
    fuzz_demand(w->name && w->title && w->headline && below(w->home, w->n_place),
                "a world says what it is");
    check_makers(w);
    check_uses(w);
    for (int32_t m = 0; m < w->n_material; m++)
        for (int32_t p = 0; p < w->n_place; p++) {
            const estimate *lane = world_lane_of(w, p, w->home, true);
            fuzz_demand(world_season_of(w, m, p, 2025 * 12) > 0, "seasons are positive");
            fuzz_demand(!lane || lane->low >= 0, "goods do not arrive before they leave");
        }
    for (int32_t i = 0; i < w->n_price; i++)
        fuzz_demand(w->price[i].usd_t.mode > 0 && w->price[i].place < w->n_place,
                    "prices are sound");
    fuzz_demand(world_parameter_of(w, "cover_months", NULL, NULL) != NULL, "parameters are there");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    world *w = NULL;
    int32_t f = n ? (bytes[0] + 256 - 'a') % 256 % (WORLD_FILES + 1) : WORLD_FILES;
    const char *text = n ? (const char *)bytes + 1 : "";
    size_t size = n ? n - 1 : 0;
    fuzz_demand(cx != NULL, "memory");
    if (f == WORLD_FILES) {
        check_table(cx, text, size);
    } else {
        gad_status st = world_read_given(cx, TOY, (world_file)f, text, size, &w);
        if (st)
            check_refusal(cx, st, TOY);
        else
            check_world(w);
    }
    world_free(w);
    gad_ctx_free(cx);
    return 0;
}
