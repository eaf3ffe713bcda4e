/* brief - layer 4: sentences from hand-made facts, without a store. */
#include "facts.h"
#include "store/store.h"

typedef struct fixture {
    alloc_budget budget;
    gad_ctx *cx;
    arena mem;
    brief b;
} fixture;

static int setup(void **state)
{
    fixture *x = calloc(1, sizeof *x);
    x->budget.left = -1;
    x->cx = gad_ctx_new(budget_realloc, &x->budget);
    arena_init(&x->mem, &x->cx->al);
    x->b.text.al = &x->cx->al;
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    fixture *x = *state;
    brief_release(&x->b);
    arena_release(&x->mem);
    gad_ctx_free(x->cx);
    long live = x->budget.live;
    free(x);
    return live != 0;
}

static void compose(fixture *x, const brief_facts *f)
{
    assert_int_equal(brief_compose(x->cx, &x->mem, f, &x->b), GAD_OK);
}

static bool says(const brief *b, brief_part part, const char *text)
{
    for (int32_t i = 0; i < b->n_line; i++)
        if (b->line[i].part == part && strstr(b->line[i].text, text))
            return true;
    for (int32_t i = 0; i < b->n_line; i++)
        if (b->line[i].part == part)
            print_message("  has: %s\n", b->line[i].text);
    print_message("  not: %s\n", text);
    return false;
}

static const brief_change *change_named(const brief *b, const char *name)
{
    for (int32_t i = 0; i < b->n_change; i++)
        if (STR_EQ(b->change[i].name, name))
            return &b->change[i];
    return NULL;
}

/* Two Junes and a May; everything else is missing. */
static brief_facts sparse(fixture *x)
{
    double level[13];
    for (int32_t i = 0; i < 13; i++)
        level[i] = NO_NUMBER;
    level[0] = 5150;
    level[11] = 1238;
    level[12] = 3188;
    series s = facts_series(&x->mem, month_of(2024, 6), false, level, 13);
    s.at[0].level.kind = FIGURE_DERIVED;
    s.at[0].level.note = "formula: 3188/(1-0.381)";
    s.at[12].yoy = facts_figure(FIGURE_REPORTED, -38.1, 0.05, "Press");
    s.at[12].ytd = facts_figure(FIGURE_REPORTED, 22319, 0.5, "Press");
    s.at[12].ytd_yoy = facts_figure(FIGURE_REPORTED, -18.9, 0.05, "Press");
    return facts_of(s, 12);
}

static void the_headline_is_one_sentence_of_level_and_changes(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    compose(x, &f);
    assert_string_equal(x->b.headline,
                        "The Netherlands exported 3,188 t of widgets in June 2025, 2.6 times May's "
                        "figure (+157.5 %) and 38.1 % less than a year before.");
    assert_string_equal(x->b.title, "The Netherlands' exports of widgets, June 2025");
}

static void a_derived_base_gives_way_to_the_published_change(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    compose(x, &f);
    const brief_change *c = change_named(&x->b, "on_year");
    assert_non_null(c);
    assert_string_equal(c->status, "published");
    assert_string_equal(c->text, "-38.1 %");
    assert_non_null(strstr(c->how, "is derived and gives -38.1 %"));
    assert_true(says(&x->b, BRIEF_UNKNOWN, "June 2024's 5,150 t"));
    assert_true(says(&x->b, BRIEF_UNKNOWN, "no independent evidence"));
}

static void a_derived_base_made_otherwise_is_not_called_circular(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    f.main.at[0].level.value = 5175; /* would be -38.4 % */
    compose(x, &f);
    assert_true(says(&x->b, BRIEF_UNKNOWN, "June 2024's 5,175 t"));
    for (int32_t i = 0; i < x->b.n_line; i++)
        assert_null(strstr(x->b.line[i].text, "turned round"));
}

static void half_years_are_taken_as_published(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    compose(x, &f);
    assert_string_equal(change_named(&x->b, "year_to_date")->text, "22,319 t");
    assert_string_equal(change_named(&x->b, "year_to_date_on_year")->text, "-18.9 %");
    assert_string_equal(change_named(&x->b, "trailing_12_months")->text, "not known");
}

static rank_row partner(const char *id, const char *prose, double level, int32_t rank)
{
    rank_row r = { .partner = { id, prose, prose, 3 },
                   .level = facts_figure(FIGURE_REPORTED, level, 0.5, "Press"),
                   .rank = rank,
                   .share_pct = 100 * level / 3188,
                   .mom = facts_no_change("the base month is missing"),
                   .yoy = facts_no_change("the base month is missing"),
                   .surge = { .score = NO_NUMBER, .typical = NO_NUMBER, .why = "too few years" },
                   .rank_published = facts_none() };
    return r;
}

static void a_rounded_base_is_shown_as_such(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    rank_row row[1] = { partner("USA", "the USA", 353, 1) };
    row[0].mom = facts_change(353, 0.5, 46, 0.5);
    row[0].mom.published = facts_figure(FIGURE_REPORTED, 660, 0.5, "Wire");
    f.rank.row = row;
    f.rank.n = 1;
    f.rank.covered_pct = 11.07;
    compose(x, &f);
    assert_true(says(&x->b, BRIEF_PARTNERS,
                     "Exports to the USA rose more than sevenfold on May 2025, to 353 t"));
    assert_true(says(&x->b, BRIEF_PARTNERS, "+660 % was reported"));
    assert_true(says(&x->b, BRIEF_PARTNERS,
                     "the published 46 t of May is rounded and gives +667 % (anything from +658 % "
                     "to +677 %)"));
    assert_true(says(&x->b, BRIEF_PARTNERS, "nothing can be said about ranks"));
    assert_true(
        says(&x->b, BRIEF_CONCENTRATION, "not computed: the destination held covers 11.1 %"));
}

static void a_reported_rank_names_who_says_so(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    brief_remark m[] = {
        { "widgets", "DEU", "Germany", true, "", facts_figure(FIGURE_REPORTED, 1, 0, "Wire") },
        { "widgets", "USA", "the USA", true, "", facts_figure(FIGURE_REPORTED, 2, 0, "Wire") },
        { "widgets", "USA", "the USA", true, "", facts_figure(FIGURE_REPORTED, 2, 0, "Post") },
    };
    rank_row row[2] = { partner("USA", "the USA", 353, 1), partner("IND", "India", 174, 2) };
    f.rank.row = row;
    f.rank.n = 2;
    f.rank.covered_pct = 16.5;
    f.remark = m;
    f.n_remark = 3;
    compose(x, &f);
    assert_true(
        says(&x->b, BRIEF_PARTNERS,
             "The USA was reported as the second-largest destination after Germany by Wire"));
    assert_true(says(&x->b, BRIEF_PARTNERS, " and Post ["));
    assert_true(says(&x->b, BRIEF_PARTNERS, "the store holds too few destinations to prove it"));
    assert_true(says(&x->b, BRIEF_PARTNERS,
                     "The 2 destinations held cover 16.5 % of the total: "
                     "ranks are among these."));
    brief_release(&x->b);
    f.rank.complete = true; /* now the figures held can speak for themselves */
    compose(x, &f);
    assert_true(
        says(&x->b, BRIEF_PARTNERS, "the figures held do not agree: they make it the largest"));
}

static void a_confusable_series_is_told_with_its_records(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    const double level[] = { 5000,   5666.3, 4784.8, NO_NUMBER, NO_NUMBER,
                             4829.2, 4723,   5792,   5864.6,    7742.2 };
    brief_twin t = { .product = { "gadgets", "Gadgets", "gadgets", NULL, -1 },
                     .why = "an aggregate without widgets",
                     .s = facts_series(&x->mem, month_of(2024, 9), false, level, 10),
                     .at = 9 };
    brief_twin absent = { .product = { "gears", "Gears", "gears", NULL, -1 },
                          .why = "gears alone",
                          .s = { .unit = "t" },
                          .at = -1 };
    brief_twin twins[] = { t, absent };
    brief_remark m = { "gadgets", "W00", "the world",
                       false,     "",    facts_figure(FIGURE_REPORTED, NO_NUMBER, 0, "Wire") };
    m.fig.note = "highest since 2009";
    f.twin = twins;
    f.n_twin = 2;
    f.remark = &m;
    f.n_remark = 1;
    compose(x, &f);
    assert_true(says(&x->b, BRIEF_TWINS,
                     "The Netherlands' exports of gadgets were 7,742 t in the same month"));
    assert_true(says(&x->b, BRIEF_TWINS, "a different series (an aggregate without widgets)"));
    assert_true(says(&x->b, BRIEF_TWINS,
                     "the highest of the 8 months held since September 2024 (2 "
                     "months of that span are missing)"));
    assert_true(says(&x->b, BRIEF_TWINS, "as \"highest since 2009\""));
    assert_true(says(&x->b, BRIEF_TWINS, "not held for that month: gears (gears alone)."));
}

static void one_figure_alone_makes_a_page(void **state)
{
    fixture *x = *state;
    const double level[] = { 12.5 };
    brief_facts f = facts_of(facts_series(&x->mem, month_of(2022, 1), true, level, 1), 0);
    compose(x, &f);
    assert_string_equal(x->b.headline, "The Netherlands exported 12 t of widgets in 2022.");
    assert_true(says(&x->b, BRIEF_RECORDS, "No earlier year of this series is held"));
    assert_true(says(&x->b, BRIEF_PARTNERS, "No single destination is held for 2022."));
    assert_true(says(&x->b, BRIEF_UNKNOWN,
                     "Of the 24 years up to 2022, 23 are not held: 1999 to "
                     "2021."));
}

static void partners_without_a_total_make_a_page(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    rank_row row[1] = { partner("USA", "the USA", 353, 1) };
    f.rank.row = row;
    f.rank.n = 1;
    f.at = -1;
    f.month++;
    compose(x, &f);
    assert_string_equal(x->b.headline, "No total is held for the Netherlands' exports of widgets "
                                       "in July 2025, but 1 destination is.");
    assert_int_equal(x->b.n_change, 0);
}

static void contradicting_sources_are_both_named(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    figure other[] = { facts_figure(FIGURE_REPORTED, 1238.47, 0.005, "Exact"),
                       facts_figure(FIGURE_REPORTED, 1300, 0.5, "Another"),
                       facts_figure(FIGURE_DERIVED, 9999, 0.5, "Sum") };
    f.main.at[11].other = other;
    f.main.at[11].n_other = 3;
    f.main.at[11].conflict = true;
    compose(x, &f);
    assert_true(says(&x->b, BRIEF_UNKNOWN, "May 2025: 1,238 t"));
    assert_true(says(&x->b, BRIEF_UNKNOWN, "is used here, but 1,300 t"));
    for (int32_t i = 0; i < x->b.n_line; i++) {
        assert_null(strstr(x->b.line[i].text, "9,999"));      /* derived: no evidence */
        assert_null(strstr(x->b.line[i].text, "1,238.47 t")); /* agrees within rounding */
    }
}

static bool collect(void *user, const char *bytes, size_t n)
{
    buf_addn(user, bytes, n);
    return true;
}

static void every_format_is_written(void **state)
{
    fixture *x = *state;
    static const struct {
        gad_format format;
        const char *first, *contains;
    } rows[] = { { GAD_AS_JSON, "{", "\"version\": 1" },
                 { GAD_AS_MD, "# The Netherlands'", "| June 2025 | 3,188 t |" },
                 { GAD_AS_TABLE, "The Netherlands'", "What is not known" } };
    brief_facts f = sparse(x);
    compose(x, &f);
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        buf to;
        buf_init(&to, &x->cx->al);
        gad_output out = { rows[i].format, collect, &to, false, 72 };
        gad_status st = rows[i].format == GAD_AS_JSON ? brief_write_json(x->cx, &x->b, &out)
                                                      : brief_write_text(x->cx, &x->b, &out);
        assert_int_equal(st, GAD_OK);
        assert_true(strncmp(buf_text(&to), rows[i].first, strlen(rows[i].first)) == 0);
        if (!strstr(buf_text(&to), rows[i].contains))
            fail_msg("no '%s' in:\n%s", rows[i].contains, buf_text(&to));
        buf_release(&to);
    }
}

static void terminal_lines_keep_to_the_width(void **state)
{
    fixture *x = *state;
    brief_facts f = sparse(x);
    buf to;
    compose(x, &f);
    buf_init(&to, &x->cx->al);
    gad_output out = { GAD_AS_TABLE, collect, &to, false, 72 };
    assert_int_equal(brief_write_text(x->cx, &x->b, &out), GAD_OK);
    const char *line = buf_text(&to);
    while (*line) {
        size_t n = strcspn(line, "\n");
        char *copy = arena_strn(&x->mem, line, n);
        if (write_text_width(copy) > 72)
            fail_msg("%d columns: %s", (int)write_text_width(copy), copy);
        line += n + (line[n] == '\n');
    }
    buf_release(&to);
}

/* Facts that use every part, so that every allocation is reached. */
static gad_status page_with_budget(long budget, long *live)
{
    alloc_budget free_budget = { -1, 0 }, tight = { budget, 0 };
    fixture facts_of_its_own = { .budget = free_budget };
    fixture *x = &facts_of_its_own;
    x->cx = gad_ctx_new(budget_realloc, &x->budget);
    arena_init(&x->mem, &x->cx->al);
    brief_facts f = sparse(x);
    rank_row row[1] = { partner("USA", "the USA", 353, 1) };
    row[0].mom = facts_change(353, 0.5, 46, 0.5);
    f.rank.row = row;
    f.rank.n = 1;
    f.rank.covered_pct = 11.07;
    alloc al = alloc_make(budget_realloc, &tight);
    gad_ctx poor = { .al = al };
    arena mem;
    buf to;
    brief b = { .text = { .al = &poor.al } };
    arena_init(&mem, &poor.al);
    buf_init(&to, &x->cx->al);
    gad_output text = { GAD_AS_MD, collect, &to, false, 0 };
    gad_output json_out = { GAD_AS_JSON, collect, &to, false, 0 };
    gad_status st = brief_compose(&poor, &mem, &f, &b);
    if (!st)
        st = brief_write_text(&poor, &b, &text);
    if (!st)
        st = brief_write_json(&poor, &b, &json_out);
    brief_release(&b);
    arena_release(&mem);
    buf_release(&to);
    arena_release(&x->mem);
    gad_ctx_free(x->cx);
    *live = tight.live;
    return st;
}

static void survives_every_failing_allocation(void **state)
{
    long n = 0, live = 0;
    gad_status st = GAD_E_NOMEM;
    (void)state;
    for (; n < 5000 && st; n++) {
        st = page_with_budget(n, &live);
        assert_int_equal(live, 0);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
    }
    assert_true(n > 10 && n < 5000);
}

/* ---- through the public call, on a store in memory ---------------------------------------------- */

static const char rows_sql[] =
    "INSERT INTO observation SELECT 1, product, 'CHN', partner, 'X', m, m, NULL, metric, value, printed, unit, '', status, "
    "DATE '2025-07-20', 'assumed', source, 'https://example.org', note FROM (VALUES "
    "('magnets', 'W00', 24304, 'qty', 1238.0, '1238', 't', 'reported', 'Press', ''), "
    "('magnets', 'W00', 24305, 'qty', 3188.0, '3188', 't', 'reported', 'Press', ''), "
    "('magnets', 'USA', 24304, 'qty', 46.0, '46', 't', 'reported', 'Press', ''), "
    "('magnets', 'USA', 24305, 'qty', 353.0, '353', 't', 'reported', 'Press', ''), "
    "('magnets', 'USA', 24305, 'rank', 2.0, '2', 'rank', 'reported', 'Wire', ''), "
    "('magnets', 'DEU', 24305, 'rank', 1.0, '1', 'rank', 'reported', 'Wire', ''), "
    "('rare-earths', 'W00', 24305, 'qty', 7742.2, '7742.2', 't', 'reported', 'Press', ''), "
    "('rare-earths', 'W00', 24305, 'record', NULL, NULL, NULL, 'reported', 'Press', 'highest since 2009')"
    ") AS v(product, partner, m, metric, value, printed, unit, status, source, note)";

static gad_store *small_store(gad_ctx *cx)
{
    gad_store *store = NULL;
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 1);
    if (gad_store_open(cx, NULL, GAD_OPEN_MEMORY, &store) || store_exec(cx, store, rows_sql))
        fail_msg("%s", gad_last_error(cx).text);
    return store;
}

static gad_brief_opts june(void)
{
    gad_brief_opts o = gad_brief_defaults();
    o.product = "magnets";
    o.reporter = "China";
    o.period = "2025-06";
    return o;
}

static void a_store_is_read_and_refusals_name_what_to_do(void **state)
{
    fixture *x = *state;
    gad_store *store = small_store(x->cx);
    static const struct {
        const char *product, *period;
        gad_format format;
        gad_status status;
        const char *words;
    } rows[] = {
        { "magnets", "2025-06", GAD_AS_TABLE, GAD_OK, "second-largest destination after Germany" },
        { "magnets", "2025-06", GAD_AS_MD, GAD_OK, "7,742 t in the same month" },
        { "magnets", NULL, GAD_AS_JSON, GAD_OK, "\"period\": \"2025-06\"" },
        { "magnets", "2025-06", GAD_AS_CSV, GAD_E_ARG, "choose table, md or json" },
        { "magnets", "2025-6", GAD_AS_MD, GAD_E_ARG, "neither a month" },
        { "magnets", "2024-06", GAD_AS_MD, GAD_E_NOTFOUND, "nearest after it May 2025" },
        { "magnest", "2025-06", GAD_AS_MD, GAD_E_NOTFOUND, "magnets" },
        { "gallium", NULL, GAD_AS_MD, GAD_E_NOTFOUND, "gallium" },
        { NULL, NULL, GAD_AS_MD, GAD_E_ARG, "product" },
    };
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        buf to;
        buf_init(&to, &x->cx->al);
        gad_brief_opts o = june();
        gad_output out = { rows[i].format, collect, &to, false, 0 };
        o.product = rows[i].product;
        o.period = rows[i].period;
        assert_int_equal(gad_brief(x->cx, store, &o, &out), rows[i].status);
        const char *text = rows[i].status ? gad_last_error(x->cx).text : buf_text(&to);
        if (!strstr(text, rows[i].words))
            fail_msg("row %d: no '%s' in: %s", (int)i, rows[i].words, text);
        if (rows[i].status)
            assert_int_equal(to.len, 0); /* nothing half-written */
        buf_release(&to);
    }
    gad_store_close(store);
}

static void every_confusable_series_is_a_product(void **state)
{
    fixture *x = *state;
    gad_table *t = NULL;
    gad_store *store = small_store(x->cx);
    assert_int_equal(
        store_query_text(
            x->cx, store,
            "SELECT (SELECT count(*) FROM confusable), (SELECT count(*) FROM confusable c "
            "WHERE product = other OR c.product NOT IN (SELECT id FROM product) "
            "OR c.other NOT IN (SELECT id FROM product))",
            NULL, 0, &t),
        GAD_OK);
    assert_true(table_get_i64(t, 0, 0, 0) > 10);
    assert_int_equal(table_get_i64(t, 0, 1, -1), 0);
    gad_table_free(t);
    gad_store_close(store);
}

static void a_starved_briefing_fails_cleanly(void **state)
{
    fixture *x = *state;
    gad_store *store = small_store(x->cx);
    gad_status st = GAD_E_NOMEM;
    long n = 0;
    for (; n < 100000 && st; n += 1 + n / 12) {
        alloc_budget tight = { n, 0 };
        gad_ctx *poor = gad_ctx_new(budget_realloc, &tight);
        buf to;
        buf_init(&to, &x->cx->al);
        gad_output out = { GAD_AS_MD, collect, &to, false, 0 };
        gad_brief_opts o = june();
        if (!poor)
            continue;
        st = gad_brief(poor, store, &o, &out);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        assert_true(st == GAD_OK || to.len == 0);
        buf_release(&to);
        gad_ctx_free(poor);
        assert_int_equal(tight.live, 0);
    }
    assert_true(n > 20 && n < 100000);
    gad_store_close(store);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH(the_headline_is_one_sentence_of_level_and_changes),
        WITH(a_derived_base_gives_way_to_the_published_change),
        WITH(a_derived_base_made_otherwise_is_not_called_circular),
        WITH(half_years_are_taken_as_published),
        WITH(a_rounded_base_is_shown_as_such),
        WITH(a_reported_rank_names_who_says_so),
        WITH(a_confusable_series_is_told_with_its_records),
        WITH(one_figure_alone_makes_a_page),
        WITH(partners_without_a_total_make_a_page),
        WITH(contradicting_sources_are_both_named),
        WITH(every_format_is_written),
        WITH(terminal_lines_keep_to_the_width),
        cmocka_unit_test(survives_every_failing_allocation),
        WITH(a_store_is_read_and_refusals_name_what_to_do),
        WITH(every_confusable_series_is_a_product),
        WITH(a_starved_briefing_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
