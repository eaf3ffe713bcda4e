/* world_report.c - the findings, tables and picture of a world: the toy world as it is, and with one number spoilt. */
#include "test.h"
#include "report/world_chart.h"
#include "report/world_page.h"
#include "text/json_read.h"

static const char toy[] = TEST_SOURCE_DIR "/tests/data/worlds/toy";

static gad_ctx *cx;
static arena mem;
static world *w;
static base *b;
static world_page page;
static world_findings found;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    if (!cx)
        return 1;
    arena_init(&mem, &cx->al);
    if (world_read(cx, toy, &w) || base_make(cx, w, &b)) {
        print_error("%s\n", gad_last_error(cx).text);
        return 1;
    }
    page = (world_page){ .w = w, .b = b, .calibration = 1e-12 };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    base_free(b);
    world_free(w);
    b = NULL;
    w = NULL;
    arena_release(&mem);
    gad_ctx_free(cx);
    return 0;
}

/* ---- findings ---------------------------------------------------------------------------------------- */

static void look(void)
{
    if (world_find_problems(cx, &mem, &page, &found))
        fail_msg("%s", gad_last_error(cx).text);
}

static const world_finding *find(world_severity severity, world_test test, const char *words)
{
    for (int32_t i = 0; i < found.n; i++)
        if (found.item[i].severity == severity && found.item[i].test == test &&
            strstr(found.item[i].what, words))
            return &found.item[i];
    return NULL;
}

static const world_finding *must_find(world_severity severity, world_test test, const char *words)
{
    look();
    const world_finding *x = find(severity, test, words);
    for (int32_t i = 0; !x && i < found.n; i++)
        print_error("%d %s: %s\n", (int)found.item[i].severity, world_test_name(found.item[i].test),
                    found.item[i].what);
    if (!x)
        fail_msg("no finding of '%s' with '%s'", world_test_name(test), words);
    return x;
}

static void must_not_find(world_test test, const char *words)
{
    look();
    for (int32_t s = 0; s < WORLD_SEVERITIES; s++)
        if (find((world_severity)s, test, words))
            fail_msg("found '%s' of '%s' in a sound world", words, world_test_name(test));
}

static world_use *use_of(const char *id, const char *material)
{
    for (int32_t i = 0; i < w->n_use; i++)
        if (STR_EQ(w->use[i].id, id) && STR_EQ(w->material[w->use[i].material].id, material))
            return &w->use[i];
    fail_msg("no use '%s' of '%s'", id, material);
    return NULL;
}

static base_site *site(const char *material, const char *place)
{
    return &b->site[base_site_find(b, world_material_find(w, material),
                                   world_place_find(w, place))];
}

static void near_to(double got, double want)
{
    if (!(fabs(got - want) <= 1e-9 * (1 + fabs(want))))
        fail_msg("%.12g, expected %.12g", got, want);
}

static void the_toy_world_has_no_errors(void **state)
{
    (void)state;
    look();
    assert_int_equal(found.count[WORLD_ERROR], 0);
    assert_int_equal(
        found.count[WORLD_ERROR] + found.count[WORLD_WARNING] + found.count[WORLD_NOTE], found.n);
    must_not_find(WORLD_T_BALANCE, "");
    must_not_find(WORLD_T_REACH, "");
    must_not_find(WORLD_T_CAPACITY, "");
    must_not_find(WORLD_T_PLANTS, "");
    must_not_find(WORLD_T_BASKET, "");
    must_not_find(WORLD_T_MARGIN, "");
    must_not_find(WORLD_T_CHOKE, "");
    must_not_find(WORLD_T_ELASTICITY, "");
    must_not_find(WORLD_T_SOURCE, "");
    must_not_find(WORLD_T_BASE, "");
}

/* 12,000 t of ore at a yield of 0.9 and a share of 0.7 make 7,560 t of the oxide that nobody wants; it is used for
 * polishing alone. */
static void a_gap_between_made_and_used(void **state)
{
    (void)state;
    world_use *u = use_of("polishing", "waste-oxide");
    u->t_yr.mode = 7560 * 0.85;
    const world_finding *x = must_find(WORLD_WARNING, WORLD_T_BALANCE,
                                       "Unwanted oxide: the files make 7,560 t and use 6,426 t");
    near_to(x->number, 15);
    assert_string_equal(x->where, "materials.csv:4");
    u->t_yr.mode = 7560 * 4;
    near_to(must_find(WORLD_ERROR, WORLD_T_BALANCE, "Unwanted oxide")->number, -75);
    u->t_yr.mode = 7560 * 0.95;
    must_not_find(WORLD_T_BALANCE, "");
}

static void a_material_that_nobody_makes(void **state)
{
    (void)state;
    int32_t scarce = world_material_find(w, "scarce-oxide");
    for (int32_t i = 0; i < w->n_recipe; i++)
        if (w->recipe[i].material == scarce && w->recipe[i].coef > 0)
            w->recipe[i].coef = 0;
    must_find(WORLD_ERROR, WORLD_T_REACH, "Scarce oxide is used, and nobody makes it");
}

static void a_process_above_its_capacity(void **state)
{
    (void)state;
    w->run[0].capacity_t_yr = w->run[0].t_yr.mode / 1.25;
    const world_finding *x = must_find(WORLD_ERROR, WORLD_T_CAPACITY, "Mining in Aland");
    near_to(x->number, 25);
    assert_string_equal(x->where, "production.csv:2");
}

static void plants_that_do_not_add_up(void **state)
{
    (void)state;
    w->plant[0].capacity_t_yr.mode = 800; /* capacity of Celand: 1.1 times 2,000 */
    must_find(WORLD_WARNING, WORLD_T_PLANTS,
              "Mining in Celand: 800 t a year in 1 plant, 2,200 t a year in all");
    w->plant[0].status = "planned";
    must_not_find(WORLD_T_PLANTS, "");
    w->plant[0].status = "operating";
    w->plant[0].start = month_of(w->base_year + 1, 1);
    must_not_find(WORLD_T_PLANTS, "");
}

static void a_basket_with_a_hole(void **state)
{
    (void)state;
    const world_process *p = &w->process[world_process_find(w, "separate")];
    for (int32_t k = p->first; k < p->first + p->n; k++)
        if (w->recipe[k].coef > 0)
            w->recipe[k].coef *= 0.8; /* of 0.819 */
    near_to(must_find(WORLD_WARNING, WORLD_T_BASKET, "Separation")->number, 0.6552);
    for (int32_t k = p->first; k < p->first + p->n; k++)
        if (w->recipe[k].coef > 0)
            w->recipe[k].coef *= 2;
    must_find(WORLD_ERROR, WORLD_T_BASKET, "more comes out");
}

static void elasticities_that_cannot_be(void **state)
{
    (void)state;
    world_use *u = use_of("fans", "plain-magnet");
    u->elasticity.mode = -0.005;
    must_find(WORLD_WARNING, WORLD_T_ELASTICITY,
              "Fans of Plain magnet: the elasticity of demand is implausible");
    u->elasticity.mode = 0.4;
    must_find(WORLD_ERROR, WORLD_T_ELASTICITY, "is above 0");
    u->elasticity.mode = -0.95;
    const world_finding *x = must_find(WORLD_WARNING, WORLD_T_ELASTICITY, "more within a month");
    near_to(x->number, -0.95);
    assert_string_equal(x->where, "uses.csv:18");
    u->elasticity.mode = -0.9; /* as in the long run */
    must_not_find(WORLD_T_ELASTICITY, "");
    u->elasticity_long.mode = -11;
    must_find(WORLD_WARNING, WORLD_T_ELASTICITY, "long-run elasticity");
}

static void numbers_without_a_source(void **state)
{
    (void)state;
    w->price[0].usd_t.source = "";
    const world_finding *x =
        must_find(WORLD_ERROR, WORLD_T_SOURCE, "price of ore AAA has no source");
    assert_string_equal(x->where, "prices.csv:2");
    w->price[0].usd_t.source = "assumption";
    w->price[0].usd_t.note = "";
    must_find(WORLD_ERROR, WORLD_T_SOURCE, "an assumption without a reason");
}

static void the_share_of_assumptions_by_file(void **state)
{
    (void)state;
    int32_t files = 0;
    near_to(must_find(WORLD_NOTE, WORLD_T_ASSUMED, "flows.csv: 5 of 5")->number, 100);
    for (int32_t i = 0; i < found.n; i++)
        files += found.item[i].test == WORLD_T_ASSUMED;
    assert_int_equal(files, 12); /* one note each */
    w->flow[3].t_yr.source = "a statistic";
    near_to(must_find(WORLD_NOTE, WORLD_T_ASSUMED, "flows.csv: 4 of 5")->number, 80);
    for (int32_t i = 0; i < w->n_flow; i++)
        w->flow[i].t_yr.source = "a statistic";
    must_not_find(WORLD_T_ASSUMED, "flows.csv");
    must_find(WORLD_NOTE, WORLD_T_ASSUMED, "baskets.csv: 3 of 3");
}

static void a_base_month_that_cannot_be_had(void **state)
{
    (void)state;
    page.b = NULL;
    page.base_why = "nobody sells ore to Deland";
    must_find(WORLD_ERROR, WORLD_T_BASE, "nobody sells ore to Deland");
    page.b = b;
    page.base_why = NULL;
    b->worst_imbalance = 1e-9;
    must_find(WORLD_ERROR, WORLD_T_BASE, "does not balance");
}

static void a_month_that_the_market_does_not_reproduce(void **state)
{
    (void)state;
    must_find(WORLD_NOTE, WORLD_T_CALIBRATION, "reproduces the base month");
    page.calibration = 1e-6;
    near_to(must_find(WORLD_ERROR, WORLD_T_CALIBRATION, "does not reproduce")->number, 1e-6);
    page.calibration = NO_NUMBER;
    must_not_find(WORLD_T_CALIBRATION, "");
    page.calibration_why = "the market has no answer";
    must_find(WORLD_ERROR, WORLD_T_CALIBRATION, "the market has no answer");
}

static void what_the_reconciliation_moved(void **state)
{
    (void)state;
    int32_t n = 0;
    base_run *r = &b->run[0];
    near_to(r->given->mode, 10000);
    r->level = (10000 + 4 * 500) / 12.0; /* low to high is 2,000 */
    const world_finding *x =
        must_find(WORLD_WARNING, WORLD_T_ADJUSTED,
                  "production of Mining, Aland: 10,000 t a year became 12,000");
    near_to(x->number, 4);
    for (int32_t i = 0; i < found.n; i++)
        n += found.item[i].test == WORLD_T_ADJUSTED;
    assert_true(n <= 10);
    r->level = (10000 + 2.9 * 500) / 12.0;
    must_find(WORLD_NOTE, WORLD_T_ADJUSTED, "became 11,450");
}

static void users_that_nobody_can_supply(void **state)
{
    (void)state;
    int32_t n = b->n_lane;
    b->n_lane = 0; /* Celand makes no magnets */
    const world_finding *x =
        must_find(WORLD_ERROR, WORLD_T_REACH, "Cars in Celand cannot get Heat-resistant magnet");
    near_to(x->number, 0.05 * 2700);
    assert_null(find(WORLD_ERROR, WORLD_T_REACH, "Cars in Aland"));
    b->n_lane = n;
    b->n_want--;
    must_find(WORLD_NOTE, WORLD_T_REACH, "too small: 1 pair of");
}

static void makers_that_lose_money(void **state)
{
    (void)state;
    site("main-metal", "AAA")->price = 71999; /* 1.2 t of oxide at 60,000 go in */
    const world_finding *x = must_find(WORLD_WARNING, WORLD_T_MARGIN, "Making of metal in Aland");
    near_to(x->number, 71999 - 1.2 * site("main-oxide", "AAA")->price);
}

static void lanes_that_lead_downhill(void **state)
{
    (void)state;
    double price = site("hot-magnet", "AAA")->price;
    site("hot-magnet", "BBB")->price = price * 0.9;
    const world_finding *x = must_find(WORLD_WARNING, WORLD_T_LANE, "from Aland to Beland");
    near_to(x->number, -10);
    assert_string_equal(x->where, "flows.csv:3");
    site("hot-magnet", "BBB")->price = price * 0.97;
    must_find(WORLD_NOTE, WORLD_T_LANE, "Heat-resistant magnet");
}

static void users_that_give_up_early(void **state)
{
    (void)state;
    world_use *u = use_of("fans", "plain-magnet");
    u->choke_usd_t.mode = 90000;
    must_find(WORLD_WARNING, WORLD_T_CHOKE, "Fans of Plain magnet");
    u->choke_usd_t.mode = 150000;
    must_not_find(WORLD_T_CHOKE, "");
}

static void the_worst_stands_first(void **state)
{
    (void)state;
    w->run[0].capacity_t_yr = 1;
    use_of("fans", "plain-magnet")->choke_usd_t.mode = 1;
    look();
    for (int32_t i = 1; i < found.n; i++) {
        const world_finding *x = &found.item[i - 1], *y = &found.item[i];
        assert_true(x->severity <= y->severity);
        if (x->severity == y->severity)
            assert_true(x->test <= y->test);
        if (x->severity == y->severity && x->test == y->test)
            assert_true(fabs(x->number) >= fabs(y->number));
    }
    assert_int_equal(found.item[0].severity, WORLD_ERROR);
}

/* ---- what is written --------------------------------------------------------------------------------- */

static bool keep(void *user, const char *bytes, size_t n)
{
    buf_addn(user, bytes, n);
    return true;
}

/* The answer in a format; the buf is the caller's to release. */
static void write_check(gad_format format, buf *text)
{
    gad_output out = { .format = format, .write = keep, .user = text };
    buf_init(text, &cx->al);
    look();
    if (world_check_write(cx, &page, &found, &out))
        fail_msg("%s", gad_last_error(cx).text);
}

static void must_hold(const buf *text, const char *words)
{
    if (!strstr(buf_text(text), words))
        fail_msg("no '%s' in:\n%s", words, buf_text(text));
}

static void must_be_json(const buf *text, const char *array, int32_t rows)
{
    json_doc *doc = NULL;
    json_at at, list;
    int32_t n = -1;
    if (json_doc_parse(cx, "answer", buf_text(text), text->len, &doc))
        fail_msg("%s", gad_last_error(cx).text);
    at = json_doc_top(doc);
    assert_int_equal(json_at_need(cx, &at, array, &list), GAD_OK);
    assert_int_equal(json_at_array(cx, &list, &n), GAD_OK);
    if (rows >= 0)
        assert_int_equal(n, rows);
    assert_true(n > 0);
    json_doc_free(doc);
}

static void the_verdict_comes_first(void **state)
{
    (void)state;
    buf text;
    w->run[0].capacity_t_yr = 1;
    write_check(GAD_AS_TABLE, &text);
    assert_memory_equal(buf_text(&text), "not sound: 1 error, ", 20);
    must_hold(&text, "capacity: a process cannot run above its capacity");
    buf_release(&text);
    write_check(GAD_AS_MD, &text);
    assert_memory_equal(buf_text(&text), "**not sound: 1 error, ", 22);
    must_hold(&text, "| severity | check | what | number | where |");
    buf_release(&text);
    w->run[0].capacity_t_yr = 1e6;
    write_check(GAD_AS_TABLE, &text);
    assert_memory_equal(buf_text(&text), "sound: 0 errors, ", 17);
    buf_release(&text);
}

static void programs_get_every_finding(void **state)
{
    (void)state;
    buf text;
    write_check(GAD_AS_JSON, &text);
    must_be_json(&text, "findings", found.n);
    must_hold(&text, "\"sound\": true");
    buf_release(&text);
    write_check(GAD_AS_CSV, &text);
    assert_memory_equal(buf_text(&text), "severity,check,what,where,number,unit,why\n", 42);
    buf_release(&text);
}

static void findings_make_no_picture(void **state)
{
    (void)state;
    gad_output out = { .format = GAD_AS_SVG };
    look();
    assert_int_equal(world_check_write(cx, &page, &found, &out), GAD_E_ARG);
}

/* ---- tables ---------------------------------------------------------------------------------------------- */

static gad_table *table_of(const char *show)
{
    gad_table *t = NULL;
    if (world_table(cx, &page, show, &t))
        fail_msg("%s: %s", show, gad_last_error(cx).text);
    return t;
}

static void every_table_has_its_rows(void **state)
{
    (void)state;
    const struct {
        const char *show;
        int64_t rows;
    } expected[] = { { "chain", w->n_recipe }, { "materials", 7 }, { "prices", b->n_site },
                     { "runs", 10 },           { "uses", 4 },      { "plants", 2 },
                     { "parameters", 15 },     { "sources", 1 } };
    for (int32_t i = 0; i < COUNT_OF(expected); i++) {
        gad_table *t = table_of(expected[i].show);
        if (gad_table_rows(t) != expected[i].rows)
            fail_msg("%s: %d rows", expected[i].show, (int)gad_table_rows(t));
        gad_table_free(t);
    }
    gad_table *t = NULL;
    assert_int_equal(world_table(cx, &page, "chains", &t), GAD_E_ARG);
    assert_null(t);
}

static void what_was_given_stands_beside_what_it_became(void **state)
{
    (void)state;
    gad_table *t = table_of("runs");
    near_to(table_get_f64(t, 0, table_find(t, "low")), 9000);
    near_to(table_get_f64(t, 0, table_find(t, "mode")), 10000);
    near_to(table_get_f64(t, 0, table_find(t, "reconciled")), 12 * b->run[0].level);
    assert_string_equal(table_get_text(t, 0, table_find(t, "source")), "assumption");
    gad_table_free(t);
    t = table_of("lanes");
    int32_t filled = 0, given = 0;
    for (int64_t i = 0; i < gad_table_rows(t); i++) {
        bool no_range = isnan(table_get_f64(t, i, table_find(t, "mode")));
        bool says = strstr(table_get_text(t, i, table_find(t, "source")), "filled in") != NULL;
        assert_true(no_range == says);
        assert_true(table_get_f64(t, i, table_find(t, "reconciled")) > 0);
        filled += says;
        given += !says;
    }
    assert_int_equal(given, w->n_flow);
    assert_true(filled > 0);
    gad_table_free(t);
}

static void a_price_of_every_place_is_the_one_at_home(void **state)
{
    (void)state;
    gad_table *t = table_of("prices");
    int32_t material = table_find(t, "material"), place = table_find(t, "place");
    for (int64_t i = 0; i < gad_table_rows(t); i++) {
        bool home = STR_EQ(table_get_text(t, i, place), "AAA");
        bool given = IS_NUMBER(table_get_f64(t, i, table_find(t, "mode")));
        bool scarce_abroad = STR_EQ(table_get_text(t, i, material), "scarce-oxide") &&
                             STR_EQ(table_get_text(t, i, place), "BBB");
        assert_true(given == (home || scarce_abroad));
    }
    gad_table_free(t);
}

static void selections_narrow_the_tables(void **state)
{
    (void)state;
    page.materials = "magnets, ore";
    page.places = "EU,CCC";
    gad_table *t = table_of("materials");
    assert_int_equal(gad_table_rows(t), 3);
    gad_table_free(t);
    t = table_of("runs");
    assert_int_equal(gad_table_rows(t), 2); /* the magnets of Beland, the mine of Celand */
    gad_table_free(t);
}

static void the_summary_in_every_format(void **state)
{
    (void)state;
    static const gad_format formats[] = { GAD_AS_TABLE, GAD_AS_MD, GAD_AS_CSV, GAD_AS_JSON };
    static const char *const words[] = { "107 of them (100 %) are assumptions", "| magnet |",
                                         "stage,place,made_t_yr,share_pct",
                                         "\"assumptions\": 107" };
    for (int32_t i = 0; i < COUNT_OF(formats); i++) {
        buf text;
        gad_output out = { .format = formats[i], .write = keep, .user = &text };
        buf_init(&text, &cx->al);
        assert_int_equal(world_summary_write(cx, &page, &out), GAD_OK);
        must_hold(&text, words[i]);
        if (formats[i] == GAD_AS_JSON)
            must_be_json(&text, "chain", 4);
        buf_release(&text);
    }
}

/* ---- the picture ------------------------------------------------------------------------------------------- */

/* Well-formed enough to catch what a writer can get wrong: tags nest and close, attributes are quoted, and no bare '<', '&'
 * or control character stands in a text. */
static void must_be_xml(const char *s)
{
    char open[32][16];
    int32_t depth = 0, elements = 0;
    for (; *s; s++) {
        assert_true((unsigned char)*s >= 0x20 || *s == '\n');
        if (*s == '&')
            assert_true(!strncmp(s, "&amp;", 5) || !strncmp(s, "&lt;", 4) ||
                        !strncmp(s, "&gt;", 4));
        if (*s != '<')
            continue;
        bool closing = s[1] == '/';
        const char *name = s + 1 + closing;
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz");
        assert_true(n > 0 && n < sizeof open[0]);
        bool quoted = false;
        for (s = name + n; *s && (quoted || *s != '>'); s++) {
            assert_true(*s != '<');
            quoted ^= *s == '"';
        }
        assert_true(*s == '>' && !quoted);
        if (closing) {
            assert_true(depth > 0);
            depth--;
            assert_true(strlen(open[depth]) == n && !strncmp(open[depth], name, n));
        } else if (s[-1] != '/') {
            assert_true(depth < COUNT_OF(open));
            snprintf(open[depth++], sizeof open[0], "%.*s", (int)n, name);
        }
        elements++;
    }
    assert_int_equal(depth, 0);
    assert_true(elements > 50);
}

static void draw(buf *text)
{
    buf_init(text, &cx->al);
    if (world_svg(cx, &page, text))
        fail_msg("%s", gad_last_error(cx).text);
}

static void the_picture_is_sound(void **state)
{
    (void)state;
    buf one, two;
    draw(&one);
    draw(&two);
    must_be_xml(buf_text(&one));
    assert_null(strstr(buf_text(&one), "nan"));
    assert_null(strstr(buf_text(&one), "inf"));
    assert_null(strstr(buf_text(&one), "=\"\""));
    assert_string_equal(buf_text(&one), buf_text(&two));
    must_hold(&one, "<title>Ore to Main oxide: ");
    must_hold(&one, "Heat-resistant magnet to Cars: ");
    buf_release(&one);
    buf_release(&two);
}

static void strange_names_do_not_break_it(void **state)
{
    (void)state;
    buf text;
    w->title = "<script>alert(\"1\") & 'more'</script>";
    w->material[0].name = "ore \x01\x02 & <co> \xe2\x80\xae\xc3\xa9";
    w->material[1].name =
        "averyveryveryveryveryverylongwordthatdoesnotfitanywhere at all, and more, and more";
    w->material[2].name = "";
    w->place[w->home].name = "A & B";
    draw(&text);
    must_be_xml(buf_text(&text));
    must_hold(&text, "&lt;script&gt;alert(\"1\") &amp; 'more'&lt;/script&gt;");
    buf_release(&text);
}

static void boxes_and_bands_keep_their_places(void **state)
{
    (void)state;
    chart c = { .p = &page, .mem = &mem };
    assert_true(chart_make(cx, &c));
    assert_int_equal(c.n, 10); /* seven materials, three uses */
    assert_int_equal(c.n_column, 5);
    for (int32_t i = 0; i < c.n; i++) {
        const chart_box_at *x = &c.box[i];
        double sum = 0;
        if (i && c.box[i - 1].column == x->column)
            assert_true(x->y >= c.box[i - 1].y + c.box[i - 1].h + 5);
        assert_true(x->y >= chart_top - 1e-9 && x->y + x->h <= c.height);
        assert_true(x->h >= 32 + 13 * x->lines && x->lines >= 1);
        for (int32_t k = 0; k < x->lines; k++)
            assert_true(write_text_width(x->line[k]) <= CHART_NAME);
        for (int32_t k = 0; k < c.n; k++) {
            double width = chart_width(&c, i, k), y = c.from_y[i * c.n + k],
                   z = c.to_y[i * c.n + k];
            sum += width;
            if (width <= 0)
                continue;
            assert_true(y - width / 2 >= x->y && y + width / 2 <= x->y + x->h);
            assert_true(z - width / 2 >= c.box[k].y && z + width / 2 <= c.box[k].y + c.box[k].h);
        }
        assert_true(sum <= x->h);
    }
    /* all ore goes into oxides, so the band to the unwanted one is 0.7 / 0.91 of it */
    double all = 0, waste = 0;
    for (int32_t k = 0; k < c.n; k++) {
        all += c.t[k];
        waste = c.box[k].material >= 0 && STR_EQ(w->material[c.box[k].material].id, "waste-oxide")
                    ? c.t[k]
                    : waste;
    }
    near_to(all, world_put_in(&page, 0, WORLD_ALL));
    near_to(waste / all, 0.7 / 0.91);
}

/* ---- the public calls ------------------------------------------------------------------------------------- */

static gad_status show(const gad_world_opts *opts, gad_format format, buf *text)
{
    gad_output out = { .format = format, .write = keep, .user = text };
    buf_init(text, &cx->al);
    gad_status st = gad_world_show(cx, opts, &out);
    return st;
}

static void the_calls_read_and_write(void **state)
{
    (void)state;
    buf text;
    int32_t problems = -1;
    gad_world_opts opts = gad_world_defaults();
    opts.world = toy;
    gad_output out = { .format = GAD_AS_TABLE, .write = keep, .user = &text };
    buf_init(&text, &cx->al);
    assert_int_equal(gad_world_check(cx, &opts, &out, &problems), GAD_OK);
    assert_int_equal(problems, 0);
    must_hold(&text, "sound: 0 errors");
    must_hold(&text, "the market reproduces the base month");
    buf_release(&text);
    assert_int_equal(show(&opts, GAD_AS_SVG, &text), GAD_OK);
    must_be_xml(buf_text(&text));
    buf_release(&text);
    opts.show = "lanes";
    assert_int_equal(show(&opts, GAD_AS_JSON, &text), GAD_OK);
    must_be_json(&text, "rows", -1);
    buf_release(&text);
}

static void what_is_asked_wrongly_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *show, *material, *place;
        gad_format format;
        const char *words;
    } row[] = {
        { "runs", "plain-magnt", NULL, GAD_AS_CSV,
          "--material: world 'toy' has no 'plain-magnt': did you mean 'plain-magnet'?" },
        { "runs", NULL, "AAB", GAD_AS_CSV,
          "--place: world 'toy' has no 'AAB': did you mean 'AAA'?" },
        { "runs", "tungsten", NULL, GAD_AS_CSV, "'gadolin world show --show materials' lists" },
        { "prices", NULL, NULL, GAD_AS_SVG, "only the chain is drawn" },
        { "chain", NULL, "AAA", GAD_AS_SVG, "leave --place out" },
        { "prices", NULL, NULL, GAD_AS_HTML, "HTML" },
        { "summary", NULL, NULL, GAD_AS_HTML, "HTML" },
    };
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        buf text;
        gad_world_opts opts = gad_world_defaults();
        opts.world = toy;
        opts.show = row[i].show;
        opts.material = row[i].material;
        opts.place = row[i].place;
        assert_int_equal(show(&opts, row[i].format, &text), GAD_E_ARG);
        if (!strstr(gad_last_error(cx).text, row[i].words))
            fail_msg("%s", gad_last_error(cx).text);
        assert_int_equal(text.len, 0);
        buf_release(&text);
    }
}

/* ---- memory ------------------------------------------------------------------------------------------------- */

static gad_status all_pages(gad_ctx *c)
{
    static const char *const shows[] = { "chain", "sources", "lanes" };
    world_findings f = { 0 };
    arena a;
    buf text, picture;
    gad_output out = { .format = GAD_AS_JSON, .write = keep, .user = &text };
    arena_init(&a, &c->al);
    buf_init(&text, &cx->al);
    buf_init(&picture, &c->al);
    gad_status st = world_find_problems(c, &a, &page, &f);
    for (int32_t i = 0; i < 2 && !st; i++) {
        out.format = i ? GAD_AS_MD : GAD_AS_JSON;
        st = world_check_write(c, &page, &f, &out);
        st = st ? st : world_summary_write(c, &page, &out);
    }
    for (int32_t i = 0; i < COUNT_OF(shows) && !st; i++) {
        gad_table *t = NULL;
        st = world_table(c, &page, shows[i], &t);
        gad_table_free(t);
    }
    st = st ? st : world_svg(c, &page, &picture);
    buf_release(&picture);
    buf_release(&text);
    arena_release(&a);
    return st;
}

static void running_out_of_memory_is_told(void **state)
{
    (void)state;
    bool done = false;
    for (long left = 0; !done; left += left < 40 ? 1 : 17) {
        alloc_budget budget = { left + 1, 0 };
        gad_ctx *c = gad_ctx_new(budget_realloc, &budget);
        assert_non_null(c);
        gad_status st = all_pages(c);
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        done = st == GAD_OK;
        gad_ctx_free(c);
        assert_int_equal(budget.live, 0);
    }
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    static const struct CMUnitTest tests[] = {
        WITH(the_toy_world_has_no_errors),
        WITH(a_gap_between_made_and_used),
        WITH(a_material_that_nobody_makes),
        WITH(a_process_above_its_capacity),
        WITH(plants_that_do_not_add_up),
        WITH(a_basket_with_a_hole),
        WITH(elasticities_that_cannot_be),
        WITH(numbers_without_a_source),
        WITH(the_share_of_assumptions_by_file),
        WITH(a_base_month_that_cannot_be_had),
        WITH(a_month_that_the_market_does_not_reproduce),
        WITH(what_the_reconciliation_moved),
        WITH(users_that_nobody_can_supply),
        WITH(makers_that_lose_money),
        WITH(lanes_that_lead_downhill),
        WITH(users_that_give_up_early),
        WITH(the_worst_stands_first),
        WITH(the_verdict_comes_first),
        WITH(programs_get_every_finding),
        WITH(findings_make_no_picture),
        WITH(every_table_has_its_rows),
        WITH(what_was_given_stands_beside_what_it_became),
        WITH(a_price_of_every_place_is_the_one_at_home),
        WITH(selections_narrow_the_tables),
        WITH(the_summary_in_every_format),
        WITH(the_picture_is_sound),
        WITH(strange_names_do_not_break_it),
        WITH(boxes_and_bands_keep_their_places),
        WITH(the_calls_read_and_write),
        WITH(what_is_asked_wrongly_is_refused),
        WITH(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
