/* world_read.c - a folder of CSV files to a world: the toy world is read, and every way to damage a line of it is refused
 * with file and line. */
#include "test.h"
#include "world/world_impl.h"
#include <sys/stat.h>
#include <unistd.h>

#define TOY TEST_SOURCE_DIR "/tests/data/worlds/toy"
enum { FILE_MAX = 1 << 14 };

static gad_ctx *cx;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return !cx;
}

static int teardown(void **state)
{
    (void)state;
    gad_ctx_free(cx);
    return 0;
}

static world *read_well(const char *name)
{
    world *w = NULL;
    if (world_read(cx, name, &w))
        fail_msg("%s", gad_last_error(cx).text);
    return w;
}

static bool near_to(double a, double b)
{
    return fabs(a - b) <= 1e-12 * fabs(b);
}

/* ---- what is read -------------------------------------------------------------------------------- */

static void the_toy_world_is_read(void **state)
{
    (void)state;
    world *w = read_well(TOY);
    assert_string_equal(w->name, "toy");
    assert_string_equal(w->title, "A toy chain of four countries");
    assert_string_equal(w->headline, "magnets");
    assert_string_equal(w->dir, TOY);
    assert_int_equal(w->base_year, 2024);
    assert_int_equal(w->home, world_place_find(w, "AAA"));
    assert_int_equal(w->n_place, 4);
    assert_int_equal(w->n_material, 7);
    assert_int_equal(w->n_process, 5);
    assert_int_equal(w->n_run, 10);
    assert_int_equal(w->n_plant, 2);
    assert_int_equal(w->n_use, 4);
    assert_int_equal(w->n_share, 16); /* `*` stands for both materials of the cars */
    assert_int_equal(w->n_flow, 5);
    assert_int_equal(w->n_lane, 5);
    assert_int_equal(w->n_price, 8);
    assert_int_equal(w->n_season, 3);
    const estimate *e = &w->price[0].usd_t;
    assert_string_equal(e->file, "prices.csv");
    assert_int_equal(e->line, 2);
    assert_string_equal(e->source, "assumption");
    assert_string_equal(e->note, "made up");
    assert_true(e->low == 10800 && e->mode == 12000 && e->high == 13200);
    world_free(w);
}

static void baskets_become_lines_of_the_recipe(void **state)
{
    (void)state;
    world *w = read_well(TOY);
    int32_t scarce = world_material_find(w, "scarce-oxide"), ore = world_material_find(w, "ore");
    const world_process *p = &w->process[world_process_find(w, "separate")];
    assert_int_equal(p->n, 4);
    int32_t seen = 0;
    for (int32_t i = p->first; i < p->first + p->n; i++) {
        const world_recipe *l = &w->recipe[i];
        assert_int_equal(l->process, world_process_find(w, "separate"));
        if (l->material == ore) {
            assert_true(l->coef == -1 && l->est.mode == 1);
            seen |= 1;
        }
        if (l->material == scarce) {
            assert_true(near_to(l->coef, 0.01 * 0.9));
            assert_true(near_to(l->est.low, 0.007 * 0.85) && near_to(l->est.mode, 0.01 * 0.9) &&
                        near_to(l->est.high, 0.013 * 0.93));
            assert_string_equal(l->est.file, "baskets.csv");
            assert_int_equal(l->est.line, 4);
            seen |= 2;
        }
    }
    assert_int_equal(seen, 3);
    for (int32_t i = 1; i < w->n_recipe; i++)
        assert_true(w->recipe[i].process >= w->recipe[i - 1].process);
    world_free(w);
}

static void makers_plants_and_uses_have_their_numbers(void **state)
{
    (void)state;
    world *w = read_well(TOY);
    assert_true(w->run[0].capacity_t_yr == 12000 && w->run[0].t_yr.mode == 10000);
    assert_true(near_to(w->run[1].capacity_t_yr, 2200)); /* left out: 1.1 times the mode */
    const world_plant *p = &w->plant[world_plant_find(w, "be-separation")];
    assert_int_equal(p->start, month_of(2025, 10));
    assert_int_equal(p->ramp_months, 6);
    assert_string_equal(p->status, "planned");
    assert_int_equal(p->place, world_place_find(w, "BBB"));
    assert_int_equal(w->plant[0].start, INT32_MIN);
    const world_use *u = &w->use[0];
    assert_string_equal(u->id, "cars");
    assert_int_equal(u->material, world_material_find(w, "hot-magnet"));
    assert_true(u->t_yr.mode == 2700 && u->elasticity.mode == -0.2 && u->thrift_floor.mode == 0.6);
    assert_int_equal(u->switch_to, world_material_find(w, "plain-magnet"));
    assert_true(u->switch_ratio.mode == 1.2 && u->switch_frac.mode == 0.1);
    assert_int_equal(w->use[1].switch_to, -1);
    world_free(w);
}

static void shares_stand_for_every_material_of_a_use(void **state)
{
    (void)state;
    world *w = read_well(TOY);
    double sum[4] = { 0 };
    for (int32_t i = 0; i < w->n_share; i++)
        sum[w->share[i].use] += w->share[i].share_frac.mode;
    for (int32_t u = 0; u < 4; u++)
        assert_true(fabs(sum[u] - 1) < 1e-12);
    world_free(w);
}

/* ---- finding ------------------------------------------------------------------------------------- */

static void selectors_name_ids_regions_and_groups(void **state)
{
    (void)state;
    world *w = read_well(TOY);
    int32_t d = world_place_find(w, "DDD"), hot = world_material_find(w, "hot-magnet");
    assert_int_equal(world_place_find(w, "EEE"), -1);
    assert_int_equal(world_material_find(w, "magnets"), -1);
    assert_int_equal(world_process_find(w, ""), -1);
    assert_int_equal(world_plant_find(w, "mine"), -1);
    assert_true(world_place_is(w, d, "DDD") && world_place_is(w, d, "ASIA") &&
                world_place_is(w, d, "*"));
    assert_false(world_place_is(w, d, "EU") || world_place_is(w, d, "AS"));
    assert_true(world_material_is(w, hot, "hot-magnet") && world_material_is(w, hot, "magnets") &&
                world_material_is(w, hot, "heavy") && world_material_is(w, hot, "controlled") &&
                world_material_is(w, hot, "*"));
    assert_false(world_material_is(w, hot, "magnet") || world_material_is(w, hot, "light") ||
                 world_material_is(w, hot, "eavy") ||
                 world_material_is(w, hot, "heavy controlled x") || world_material_is(w, hot, ""));
    assert_true(world_use_is(w, 0, "cars") && world_use_is(w, 0, "*") &&
                !world_use_is(w, 0, "fans"));
    world_free(w);
}

static char *slurp(world_file f)
{
    char path[512];
    char *text = calloc(1, FILE_MAX);
    snprintf(path, sizeof path, "%s/%s", TOY, world_tables[f].file);
    FILE *in = fopen(path, "rb");
    if (!in || !text)
        fail_msg("%s cannot be read", path);
    size_t n = fread(text, 1, FILE_MAX - 1, in);
    fclose(in);
    assert_in_range(n, 1, FILE_MAX - 1);
    return text;
}

/* The file with the first `old` replaced; an empty `old` adds `new` at its end. Free it. */
static char *changed(world_file f, const char *old, const char *new)
{
    char *text = slurp(f), *out = calloc(1, 2 * FILE_MAX);
    char *at = *old ? strstr(text, old) : text + strlen(text);
    if (!at)
        fail_msg("'%s' is not in %s", old, world_tables[f].file);
    snprintf(out, 2 * FILE_MAX, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    free(text);
    return out;
}

static world *read_changed(world_file f, const char *old, const char *new)
{
    char *text = changed(f, old, new);
    world *w = NULL;
    if (world_read_given(cx, TOY, f, text, strlen(text), &w))
        fail_msg("%s", gad_last_error(cx).text);
    free(text);
    return w;
}

static void the_most_exact_parameter_counts(void **state)
{
    (void)state;
    world *w = read_changed(FILE_PARAMETERS, "",
                            "cover_months,stage:magnet,3,4,5,month,x,\n"
                            "cover_months,hot-magnet,5,6,7,month,x,\n"
                            "cover_months,AAA,7,8,9,month,x,\n"
                            "supply_elasticity,stage:separation,1,2,3,1,x,\n");
    assert_true(world_parameter_mode(w, "cover_months", "ore", "ore", 0) == 2);
    assert_true(world_parameter_mode(w, "cover_months", "plain-magnet", "magnet", 0) == 4);
    assert_true(world_parameter_mode(w, "cover_months", "hot-magnet", "magnet", 0) == 6);
    assert_true(world_parameter_mode(w, "cover_months", "AAA", NULL, 0) == 8);
    assert_true(world_parameter_mode(w, "cover_months", NULL, NULL, 0) == 2);
    assert_true(world_parameter_mode(w, "supply_elasticity", "separate", "separation", 0) == 2);
    assert_true(world_parameter_mode(w, "no_such_thing", "ore", "ore", 7) == 7);
    assert_null(world_parameter_of(w, "no_such_thing", NULL, NULL));
    assert_int_equal(world_parameter_of(w, "cover_months", "hot-magnet", "magnet")->line, 18);
    world_free(w);
}

static void the_last_lane_that_fits_counts(void **state)
{
    (void)state;
    world *w = read_well(TOY);
    int32_t a = world_place_find(w, "AAA"), b = world_place_find(w, "BBB"),
            c = world_place_find(w, "CCC"), d = world_place_find(w, "DDD");
    assert_true(world_lane_of(w, a, b, true)->mode == 1.3);
    assert_true(world_lane_of(w, a, b, false)->mode == 300);
    assert_true(world_lane_of(w, a, d, true)->mode == 0.3);
    assert_true(world_lane_of(w, a, c, true)->mode == 0);
    assert_true(world_lane_of(w, d, b, false)->mode == 150);
    world_free(w);
    w = read_changed(FILE_LANES, "*,*,months,0,0,0.1", "CCC,*,months,0,0,0.1");
    assert_null(world_lane_of(w, d, b, true));
    world_free(w);
}

static void seasons_of_a_material_go_before_those_of_its_group(void **state)
{
    (void)state;
    world *w = read_changed(FILE_SEASONS, "",
                            "hot-magnet,AAA,3,1.5,1.5,1.5,x,\nhot-magnet,AAA,4,0.5,0.5,0.5,x,\n");
    int32_t a = world_place_find(w, "AAA"), hot = world_material_find(w, "hot-magnet"),
            plain = world_material_find(w, "plain-magnet"), ore = world_material_find(w, "ore");
    assert_true(world_season_of(w, plain, a, month_of(2025, 2)) == 0.7);
    assert_true(world_season_of(w, plain, a, month_of(2026, 12)) == 1.2);
    assert_true(world_season_of(w, plain, a, month_of(2025, 3)) == 1);
    assert_true(world_season_of(w, hot, a, month_of(2025, 3)) == 1.5);
    assert_true(world_season_of(w, hot, a, month_of(2025, 2)) == 1);
    assert_true(world_season_of(w, ore, a, month_of(2025, 2)) == 1);
    assert_true(world_season_of(w, plain, world_place_find(w, "BBB"), month_of(2025, 2)) == 1);
    world_free(w);
}

/* ---- damage -------------------------------------------------------------------------------------- */

typedef struct damage {
    world_file file;
    const char *old,
        *new;         /* the first `old` of the file becomes `new`; "": `new` is added at its end */
    const char *want; /* behind the folder */
} damage;

static const damage damages[] = {
#include "world_damage.def"
};

static void every_damage_is_refused_with_file_and_line(void **state)
{
    int32_t wrong = 0;
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(damages); i++) {
        const damage *d = &damages[i];
        char *text = changed(d->file, d->old, d->new);
        char want[ERROR_TEXT_MAX];
        world *w = NULL;
        gad_status st = world_read_given(cx, TOY, d->file, text, strlen(text), &w);
        const char *said = st ? gad_last_error(cx).text : "nothing";
        snprintf(want, sizeof want, "%s/%s", TOY, d->want);
        if (st != GAD_E_FORMAT || !STR_EQ(said, want)) {
            print_error("%s, '%s' for '%s':\n  %s\n  wanted: %s\n", world_tables[d->file].file,
                        d->new, d->old, said, want);
            wrong++;
        }
        free(text);
        world_free(w);
    }
    assert_int_equal(wrong, 0);
}

static void what_may_be_left_out_may_be_left_out(void **state)
{
    static const world_file may[] = { FILE_PLANTS, FILE_SWITCHES, FILE_FLOWS, FILE_SEASONS };
    (void)state;
    for (int32_t f = 0; f < WORLD_FILES; f++) {
        char *text = slurp((world_file)f);
        bool allowed = false;
        world *w = NULL;
        for (int32_t i = 0; i < COUNT_OF(may); i++)
            allowed |= may[i] == (world_file)f;
        char *start = text;
        while (*start == '#')
            start = strchr(start, '\n') + 1;
        gad_status st = world_read_given(cx, TOY, (world_file)f, start, strcspn(start, "\n"), &w);
        if (f == FILE_LANES || f == FILE_BASKETS) /* of which this world has need, or the base */
            allowed = f == FILE_LANES;
        assert_int_equal(st, allowed ? GAD_OK : GAD_E_FORMAT);
        world_free(w);
        free(text);
    }
}

/* ---- folders ------------------------------------------------------------------------------------- */

static void every_file_must_be_there(void **state)
{
    char dir[TEST_PLACE], from[600], to[TEST_PLACE + 64];
    world *w = NULL;
    (void)state;
    assert_non_null(mkdtemp(test_place(dir, "world")));
    for (int32_t f = 0; f < WORLD_FILES; f++) {
        snprintf(from, sizeof from, "%s/%s", TOY, world_tables[f].file);
        snprintf(to, sizeof to, "%s/%s", dir, world_tables[f].file);
        assert_int_equal(symlink(from, to), 0);
    }
    snprintf(to, sizeof to, "%s//", dir);
    w = read_well(to);
    assert_string_equal(w->dir, dir);
    world_free(w);
    for (int32_t f = 0; f < WORLD_FILES; f++) {
        snprintf(from, sizeof from, "%s/%s", TOY, world_tables[f].file);
        snprintf(to, sizeof to, "%s/%s", dir, world_tables[f].file);
        assert_int_equal(unlink(to), 0);
        assert_int_equal(world_read(cx, dir, &w), GAD_E_IO);
        assert_non_null(strstr(gad_last_error(cx).text, to));
        assert_int_equal(symlink(from, to), 0);
    }
    for (int32_t f = 0; f < WORLD_FILES; f++) {
        snprintf(to, sizeof to, "%s/%s", dir, world_tables[f].file);
        unlink(to);
    }
    rmdir(dir);
    assert_int_equal(world_read(cx, dir, &w), GAD_E_IO);
    assert_non_null(strstr(gad_last_error(cx).text, "there is no such folder"));
}

static void bundled_worlds_have_names(void **state)
{
    world *w = NULL;
    (void)state;
    assert_int_equal(setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/tests/data", 1), 0);
    w = read_well("toy");
    assert_string_equal(w->name, "toy");
    world_free(w);
    assert_int_equal(world_read(cx, "tay", &w), GAD_E_IO);
    assert_string_equal(
        gad_last_error(cx).text,
        "there is no world 'tay': bundled are toy; a folder of your own is named with a '/'");
    assert_int_equal(world_read(cx, "", &w), GAD_E_IO);
    unsetenv("GADOLIN_DATA");
}

static void every_bundled_world_is_read(void **state)
{
    static const char *const names[] = { "gallium", "rare-earths" };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(names); i++) {
        char dir[512];
        snprintf(dir, sizeof dir, "%s/data/worlds/%s", TEST_SOURCE_DIR, names[i]);
        world *w = read_well(dir);
        assert_string_equal(w->name, names[i]);
        world_free(w);
    }
}

static void survives_every_failing_allocation(void **state)
{
    long failed = 0;
    gad_status st = GAD_E_NOMEM;
    (void)state;
    for (long left = 1; st == GAD_E_NOMEM; left++, failed++) {
        alloc_budget budget = { .left = left };
        gad_ctx *poor = gad_ctx_new(budget_realloc, &budget);
        world *w = NULL;
        assert_non_null(poor);
        st = world_read(poor, TOY, &w);
        assert_true(st == GAD_OK || (st == GAD_E_NOMEM && !w));
        world_free(w);
        gad_ctx_free(poor);
        assert_int_equal(budget.live, 0);
    }
    assert_int_equal(st, GAD_OK);
    assert_true(failed > WORLD_FILES);
    world_free(NULL);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(the_toy_world_is_read),
        T(baskets_become_lines_of_the_recipe),
        T(makers_plants_and_uses_have_their_numbers),
        T(shares_stand_for_every_material_of_a_use),
        T(selectors_name_ids_regions_and_groups),
        T(the_most_exact_parameter_counts),
        T(the_last_lane_that_fits_counts),
        T(seasons_of_a_material_go_before_those_of_its_group),
        T(every_damage_is_refused_with_file_and_line),
        T(what_may_be_left_out_may_be_left_out),
        T(every_file_must_be_there),
        T(bundled_worlds_have_names),
        T(every_bundled_world_is_read),
        T(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
