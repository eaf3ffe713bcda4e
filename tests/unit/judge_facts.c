/* judge_facts - layer 3: shares, ranks, records, streaks, intensities, counts and events, as sentences with the claim in
 * brackets, against the figures that gadolin brings along (data/observations). Intervals are given by hand. */
#include "test.h"
#include "claims/judge_facts.h"

typedef struct bench {
    gad_ctx *cx;
    gad_store *st;
    book *bk;
} bench;

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    gad_ingest_opts o = gad_ingest_defaults();
    assert_non_null(b);
    b->cx = gad_ctx_new(NULL, NULL);
    if (gad_store_open(b->cx, NULL, GAD_OPEN_MEMORY, &b->st) ||
        gad_ingest(b->cx, b->st, TEST_SOURCE_DIR "/data/observations", &o, NULL, NULL, NULL) ||
        book_new(b->cx, b->st, &b->bk))
        fail_msg("%s", gad_last_error(b->cx).text);
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench *b = *state;
    book_free(b->bk);
    gad_store_close(b->st);
    gad_ctx_free(b->cx);
    free(b);
    return 0;
}

typedef struct row {
    const char *text; /* the claim stands in [ ] */
    claim_form form;
    double value, lo, hi;
    const char *unit, *product, *reporter, *partner;
    char flow;
    const char *period; /* "" not known */
    int32_t direction;
    role role;
    const char *date; /* of the article; "" not known */
    verdict verdict;
    const char *words; /* of the explanation */
} row;

static hedge hedge_of(const row *r)
{
    return isinf(r->hi) ? HEDGE_OVER : isinf(r->lo) ? HEDGE_UNDER : HEDGE_NONE;
}

/* The text without its brackets; where the claim lies. */
static char *unmark(arena *mem, const char *marked, uint32_t *from, uint32_t *to)
{
    char *text = arena_str(mem, marked), *put = text;
    assert_non_null(text);
    *from = *to = UINT32_MAX;
    for (const char *at = marked; *at; at++) {
        if (*at == '[')
            *from = (uint32_t)(put - text);
        else if (*at == ']')
            *to = (uint32_t)(put - text);
        else
            *put++ = *at;
    }
    *put = '\0';
    assert_true(*from < *to && *to != UINT32_MAX);
    return text;
}

static span span_of(const char *text)
{
    span s = { 1, 0 };
    if (*text)
        assert_true(span_parse(text, &s));
    return s;
}

typedef struct scene { /* an article of one sentence with one claim */
    article art;
    sentence s;
    reading r;
    claim c;
    judging j;
} scene;

static void set_scene(bench *b, arena *mem, const row *t, scene *out)
{
    int32_t day = INT32_MIN;
    memset(out, 0, sizeof *out);
    if (*t->date)
        assert_true(day_parse(t->date, &day));
    claim *c = &out->c;
    char *text = unmark(mem, t->text, &c->m.from, &c->m.to);
    out->s = (sentence){ .to = (uint32_t)strlen(text), .heading = -1 };
    out->art = (article){
        .text = text, .n = out->s.to, .sentence = &out->s, .n_sentence = 1, .date = day
    };
    out->r = (reading){ t->product,         t->reporter, t->partner, t->flow, "qty",
                        span_of(t->period), { 1, 0 },    false,      { 0 } };
    out->r.from[PART_BASE] = FOUND_NOWHERE;
    out->r.from[PART_PERIOD] = *t->period ? FOUND_CLAUSE : FOUND_NOWHERE;
    c->m.form = t->form;
    c->m.kind = t->form == FORM_SHARE ? CLAIM_SHARE : CLAIM_RANK;
    c->m.direction = t->direction;
    c->m.role = t->role;
    c->m.base = c->m.base_level = c->m.to_level = c->m.whole = c->m.since = -1;
    c->m.said = (amount){ t->value, t->lo, t->hi, t->lo, t->hi, 1, t->unit, hedge_of(t), 2 };
    if (isinf(t->hi))
        c->m.said.digits_hi = t->value * 1.05;
    c->text = text + c->m.from;
    c->reading = &out->r;
    c->n_reading = 1;
    c->attribution = "";
    out->j = (judging){ b->bk, mem, &out->art, day == INT32_MIN ? INT32_MAX : day };
}

static void check_rows(void **state, const row *t, int32_t n)
{
    bench *b = *state;
    int32_t wrong = 0;
    for (int32_t i = 0; i < n; i++) {
        arena mem;
        scene s;
        arena_init(&mem, &b->cx->al);
        set_scene(b, &mem, &t[i], &s);
        if (judge_all(b->cx, &s.j, &s.c, 1))
            fail_msg("%s", gad_last_error(b->cx).text);
        const char *why = s.c.explanation ? s.c.explanation : "";
        if (s.c.verdict != t[i].verdict || !strstr(why, t[i].words)) {
            print_message("%s\n  is %s (%s), should be %s with '%s'\n", t[i].text,
                          verdict_name(s.c.verdict), why, verdict_name(t[i].verdict), t[i].words);
            wrong++;
        }
        arena_release(&mem);
    }
    assert_int_equal(wrong, 0);
}

#define PCT(v, lo, hi)   FORM_SHARE, v, lo, hi, "pct"
#define WORLD_OF(p)      p, "CHN", "W00", 'Q', "", 0, 0
#define JUNE_US          "magnets", "CHN", "USA", 'X', "2025-06"
#define NUMBERLESS(form) form, NO_NUMBER, NO_NUMBER, NO_NUMBER, ""

static void shares_of_the_world(void **state)
{
    static const row t[] = {
        { "China, accounting for [over 70%] of global rare earth production and more than 90% of processing",
          PCT(70, 70, NO_LIMIT), WORLD_OF("rare-earth-mine"), "2025-07-20", AMBIGUOUS, "71.1" },
        { "China, accounting for over 70% of global rare earth production and [more than 90%] of processing",
          PCT(90, 90, NO_LIMIT), WORLD_OF("rare-earth-separation"), "2025-07-20", SUPPORTED,
          "IEA" },
        { "controlling [over 70%] of global rare earth production", PCT(70, 70, NO_LIMIT),
          WORLD_OF("rare-earth-mine"), "", AMBIGUOUS, "71.1" },
        { "China produces [about 70%] of the world's rare earths", PCT(70, 65, 75),
          WORLD_OF("rare-earth-mine"), "2025-07-20", SUPPORTED, "69.2" },
        { "controlling approximately [80%] of global processing capacity", PCT(80, 75, 85),
          WORLD_OF("rare-earth-separation"), "2025-07-18", CONTRADICTED, "91.3" },
        { "China currently dominates roughly [90%] of the global rare-earth magnet production and refining capacity",
          PCT(90, 85, 95), WORLD_OF("ndfeb-magnets"), "2025-07-21", SUPPORTED, "more than 90 %" },
        { "China produces [90%] of the world's rare earths", PCT(90, 85, 95),
          WORLD_OF("rare-earth-mine"), "2025-07-20", AMBIGUOUS, "refining" },
        { "China mines [40%] of the world's rare earths", PCT(40, 35, 45),
          WORLD_OF("rare-earth-mine"), "2025-07-20", CONTRADICTED, "69.2" },
        { "China makes [98%] of the world's gallium", PCT(98, 97.5, 98.5), WORLD_OF("gallium"),
          "2025-02-20", SUPPORTED, "gallium" },
        { "China accounts for [half] of antimony production", PCT(50, 40, 60), WORLD_OF("antimony"),
          "2024-09-20", SUPPORTED, "48" },
        { "China once produced [97%] of the world's rare earths", PCT(97, 96.5, 97.5),
          WORLD_OF("rare-earth-mine"), "2025-07-20", UNVERIFIABLE, "past" },
        { "China refines [99%] of heavy rare earths", PCT(99, 98.5, 99.5),
          WORLD_OF("rare-earth-separation"), "2025-07-20", UNVERIFIABLE, "" },
        { "China covers [60%] of global demand for rare earths", PCT(60, 55, 65),
          WORLD_OF("rare-earth-mine"), "2025-07-20", UNVERIFIABLE, "demand" },
        { "China holds [about half] of the world's rare earth reserves", PCT(50, 45, 55),
          "rare-earth-mine", "CHN", "W00", 'S', "", 0, 0, "2025-07-20", SUPPORTED, "reserves" },
        { "It mines [about 70%] of the world's rare earths and refines about 90% of them",
          PCT(70, 65, 75), WORLD_OF("rare-earths"), "2025-11-21", SUPPORTED, "mine output" },
        { "China mined 60,000 tonnes of antimony in 2024, [60%] of world output; Tajikistan came second",
          PCT(60, 59.5, 60.5), "antimony", "TJK", "W00", 'Q', "2024", 0, 0, "2025-07-20",
          UNVERIFIABLE, "China" },
        { "supplies [70%] of Europe's rare earth production", PCT(70, 65, 75),
          WORLD_OF("rare-earth-mine"), "2025-07-20", UNVERIFIABLE, "region" },
    };
    check_rows(state, t, COUNT_OF(t));
}

static void shares_of_trade(void **state)
{
    static const row t[] = {
        { "The US took [11%] of China's magnet exports in June", PCT(11, 10.5, 11.5), JUNE_US, 0, 0,
          "2025-07-21", SUPPORTED, "353 / 3,188" },
        { "The US took [a third] of China's magnet exports in June", PCT(33, 30, 36), JUNE_US, 0, 0,
          "2025-07-21", CONTRADICTED, "353 / 3,188" },
        { "The US imports [70%] of its rare earths from China", PCT(70, 65, 75), "rare-earths",
          "USA", "CHN", 'M', "", 0, 0, "2025-07-21", SUPPORTED, "70 %" },
        { "The US gets [40%] of its rare earth imports from China", PCT(40, 35, 45), "rare-earths",
          "USA", "CHN", 'M', "", 0, 0, "2025-07-21", UNVERIFIABLE, "70 %" },
        { "The US share of exports rose in June, from under 4% in May to [11%]",
          PCT(11, 10.5, 11.5), "magnets", "CHN", "USA", 'X', "2025-05", 0, 0, "2025-07-21",
          UNVERIFIABLE, "3.72" },
        { "Net [import reliance of the US] was 53% in 2024", PCT(53, 52.5, 53.5),
          "re-compounds-and-metals", "USA", "W00", 'M', "2024", 0, 0, "2026-04-21", SUPPORTED,
          "53 %" },
        { "China supplied [71%] of US imports of rare earth compounds and metals between 2021 and 2024",
          PCT(71, 70.5, 71.5), "re-compounds-and-metals", "USA", "CHN", 'M', "2021-01..2024-12", 0,
          0, "2026-04-21", SUPPORTED, "71 %" },
        { "making up [38 per cent] of China's total exports", PCT(38, 37.5, 38.5), "magnets", "CHN",
          "EU27", 'X', "2025-07", 0, 0, "2025-08-21", SUPPORTED, "38" },
        { "Vietnam took [12%] of China's magnet exports in June", PCT(12, 11.5, 12.5), "magnets",
          "CHN", "VNM", 'X', "2025-06", 0, 0, "2025-07-21", UNVERIFIABLE, "" },
    };
    check_rows(state, t, COUNT_OF(t));
}

#define PLACE(n) FORM_RANK, n, n, n, "rank"
static void places_among_partners(void **state)
{
    static const row t[] = {
        { "In June, the U.S. emerged as the [second-largest destination] for China's rare-earth magnets, following Germany",
          PLACE(2), JUNE_US, 0, ROLE_DESTINATION, "2025-07-20", SUPPORTED, "VnNow" },
        { "the U.S. was the [largest destination] for China's rare-earth magnets in June", PLACE(1),
          JUNE_US, 0, ROLE_DESTINATION, "2025-07-21", CONTRADICTED, "second-largest" },
        { "the U.S. was the [second-largest destination] for magnets in June after Japan", PLACE(2),
          JUNE_US, 0, ROLE_DESTINATION, "2025-07-21", CONTRADICTED, "Germany" },
        { "Germany remained the [No. 1 destination] in July", PLACE(1), "magnets", "CHN", "DEU",
          'X', "2025-07", 0, ROLE_DESTINATION, "2025-08-21", SUPPORTED, "Reuters" },
        { "the U.S. was the [biggest buyer] in May", PLACE(1), "magnets", "CHN", "USA", 'X',
          "2025-05", 0, ROLE_DESTINATION, "2025-06-21", CONTRADICTED, "Vietnam" },
        { "the U.S. was the [fifth-largest buyer] in May", PLACE(5), "magnets", "CHN", "USA", 'X',
          "2025-05", 0, ROLE_DESTINATION, "2025-06-21", UNVERIFIABLE, "not all partners" },
        { "India was the [third-largest buyer] in February 2016", PLACE(3), "magnets", "CHN", "IND",
          'X', "2016-02", 0, ROLE_DESTINATION, "2016-04-21", UNVERIFIABLE, "" },
    };
    check_rows(state, t, COUNT_OF(t));
}

static void places_among_producers(void **state)
{
    static const row t[] = {
        { "China, the world's [largest producer] of rare earths", PLACE(1),
          WORLD_OF("rare-earth-mine"), "2025-07-20", SUPPORTED, "270,000" },
        { "China, the world's [second-largest producer] of rare earths", PLACE(2),
          WORLD_OF("rare-earth-mine"), "2025-07-20", CONTRADICTED, "no. 1" },
        { "the US is the [second-largest producer] of rare earths", PLACE(2), "rare-earth-mine",
          "USA", "W00", 'Q', "", 0, ROLE_PRODUCER, "2025-07-20", SUPPORTED, "45,000" },
        { "the [largest producer] of rare earth magnets", PLACE(1), WORLD_OF("ndfeb-magnets"),
          "2025-12-20", SUPPORTED, "94 %" },
        { "Lynas, the world's [largest producer] of rare earths outside China", PLACE(1),
          WORLD_OF("rare-earth-mine"), "2025-07-20", UNVERIFIABLE, "companies" },
        { "the US is the [largest producer] of rare earths outside China", PLACE(1),
          "rare-earth-mine", "USA", "W00", 'Q', "", 0, ROLE_PRODUCER, "2025-07-20", SUPPORTED,
          "no. 1" },
        { "with the [second-largest reserves] of rare earths", PLACE(2), "rare-earth-mine", "BRA",
          "W00", 'S', "", 0, ROLE_HOLDER, "2025-07-20", SUPPORTED, "21,000,000" },
    };
    check_rows(state, t, COUNT_OF(t));
}

#define HIGH NUMBERLESS(FORM_RECORD)
static void records(void **state)
{
    static const row t[] = {
        { "exports fell to the [lowest since February 2020] in May", HIGH, "magnets", "CHN", "W00",
          'X', "2025-05", -1, 0, "2025-06-21", SUPPORTED, "lowest since February 2020" },
        { "exports in mineral, oxide or metal forms spiked to the [highest since 2009]", HIGH,
          "rare-earths", "CHN", "W00", 'X', "2025-06", 1, 0, "2025-07-18", SUPPORTED,
          "highest since 2009" },
        { "plummeted to 2,115 tons in May 2025, representing a [five-year low]", HIGH,
          "rare-earth-products", "CHN", "W00", 'X', "2025-05", -1, 0, "2025-07-18", SUPPORTED,
          "lowest since February 2020" },
        { "exports hit a [six-month high] in July", HIGH, "magnets", "CHN", "W00", 'X', "2025-07",
          1, 0, "2025-08-21", SUPPORTED, "six-month high" },
        { "exports hit a [record high] in June", HIGH, "magnets", "CHN", "W00", 'X', "2025-06", 1,
          0, "2025-07-21", CONTRADICTED, "January 2025" },
        { "exports hit the [lowest since January 2025] in June", HIGH, "magnets", "CHN", "W00", 'X',
          "2025-06", -1, 0, "2025-07-21", CONTRADICTED, "May 2025" },
        { "U.S. imports from China climbed to the [highest since January]", HIGH, "magnets", "USA",
          "CHN", 'M', "2025-10", 1, 0, "2025-11-21", SUPPORTED, "highest since January" },
        { "rising 80% from May's [five-year low]", HIGH, "rare-earth-products", "CHN", "W00", 'X',
          "2025-06", -1, 0, "2025-07-18", SUPPORTED, "lowest since February 2020" },
        { "to Japan at their [highest this year]", HIGH, "magnets", "CHN", "JPN", 'X', "2025-11", 1,
          0, "2025-12-21", SUPPORTED, "highest of 2025" },
        { "Rare Earth Magnet Exports Rise to [Seven-Month High]", HIGH, "magnets", "CHN", "W00",
          'X', "", 1, 0, "2025-09-21", SUPPORTED, "seven-month high" },
        { "the [most since 2014]", HIGH, "rare-earths", "CHN", "W00", 'X', "2025", 1, 0,
          "2026-01-21", SUPPORTED, "2014" },
        { "the [lowest in six months]", HIGH, "magnets", "CHN", "W00", 'X', "2025-07", -1, 0,
          "2025-08-21", CONTRADICTED, "May 2025" },
        { "the [second-highest month on record]", HIGH, "magnets", "CHN", "W00", 'X', "2025-11", 1,
          0, "2025-12-21", SUPPORTED, "second-highest" },
        { "exports fell to a [ten-year low] in June 2015", HIGH, "magnets", "CHN", "W00", 'X',
          "2015-06", -1, 0, "2015-07-21", UNVERIFIABLE, "not held" },
    };
    check_rows(state, t, COUNT_OF(t));
}

static void streaks(void **state)
{
    static const row t[] = {
        { "exports rose for a [third straight month] in August", FORM_STREAK, 3, 3, 3, "months",
          "magnets", "CHN", "W00", 'X', "2025-08", 1, 0, "2025-09-21", SUPPORTED,
          "3 months in a row rose" },
        { "exports rose for a [fifth straight month] in August", FORM_STREAK, 5, 5, 5, "months",
          "magnets", "CHN", "W00", 'X', "2025-08", 1, 0, "2025-09-21", CONTRADICTED,
          "3 months in a row rose" },
        { "a [fifth consecutive fall]", FORM_STREAK, 5, 5, 5, "months", "magnets", "CHN", "USA",
          'X', "2026-03", -1, 0, "2026-04-21", SUPPORTED, "fifth consecutive" },
        { "exports fell for a [third straight month] in March 2019", FORM_STREAK, 3, 3, 3, "months",
          "magnets", "CHN", "W00", 'X', "2019-03", -1, 0, "2019-04-21", UNVERIFIABLE, "" },
    };
    check_rows(state, t, COUNT_OF(t));
}

#define OF_THING(p) p, "W00", "W00", 'D', "", 0, 0
static void intensities(void **state)
{
    static const row t[] = {
        { "Wind turbines require approximately [1 ton of rare earth magnets per megawatt]",
          FORM_PER, 1, 0.5, 1.5, "t/MW", OF_THING("magnets"), "2025-07-18", CONTRADICTED,
          "0.85 t/MW" },
        { "about [600 kg of magnets per MW]", FORM_PER, 0.6, 0.55, 0.65, "t/MW",
          OF_THING("magnets"), "2025-07-18", SUPPORTED, "t/MW" },
        { "uses [2 kg of magnets per car]", FORM_PER, 2, 1.5, 2.5, "kg/car", OF_THING("magnets"),
          "2025-12-31", SUPPORTED, "kg/car" },
        { "uses [50 kg of magnets per car]", FORM_PER, 50, 45, 55, "kg/car", OF_THING("magnets"),
          "2025-12-31", CONTRADICTED, "kg/car" },
        { "electric vehicles use roughly [1 kilogram of rare earth elements per vehicle]", FORM_PER,
          1, 0.5, 1.5, "kg/car", OF_THING("rare-earth-elements"), "2025-07-18", UNVERIFIABLE,
          "0.5" },
        { "an F-35 contains [more than 900 pounds] of rare earths", FORM_PER, 408.2, 408.2,
          NO_LIMIT, "kg/F-35 fighter", OF_THING("rare-earths"), "2025-07-18", SUPPORTED, "417" },
        { "an F-35 fighter needs [9,200 pounds] of rare earth elements", FORM_PER, 4173, 4150, 4196,
          "kg/F-35 fighter", OF_THING("rare-earths"), "2025-10-18", CONTRADICTED, "submarine" },
        { "an F-35 fighter needs [50 pounds] of rare earth elements", FORM_PER, 22.7, 22.4, 22.9,
          "kg/F-35 fighter", OF_THING("rare-earths"), "2025-10-18", UNVERIFIABLE, "417" },
        { "each phone holds [2 kg of magnets]", FORM_PER, 2, 1.5, 2.5, "kg/phone",
          OF_THING("magnets"), "2025-12-31", UNVERIFIABLE, "not held" },
    };
    check_rows(state, t, COUNT_OF(t));
}

#define ELEMENTS(n) FORM_COUNT, n, n, n, "elements"
static void counts(void **state)
{
    static const row t[] = {
        { "Rare earth elements, a group of [17] chemically similar metallic elements", ELEMENTS(17),
          OF_THING("rare-earths"), "2025-07-18", SUPPORTED, "17 elements" },
        { "Rare earths, a group of [27] metallic elements", ELEMENTS(27), OF_THING("rare-earths"),
          "2025-07-18", CONTRADICTED, "17 elements" },
        { "Rare earths, a group of [15] elements", ELEMENTS(15), OF_THING("rare-earths"),
          "2025-07-18", UNVERIFIABLE, "15" },
        { "Beijing implemented export restrictions on [seven rare earth elements] and magnets",
          ELEMENTS(7), OF_THING("rare-earths"), "2025-07-18", SUPPORTED,
          "Sm, Gd, Tb, Dy, Lu, Sc, Y" },
        { "In April 2025 Beijing put export controls on [nine rare earth elements]", ELEMENTS(9),
          "rare-earths", "CHN", "W00", 'X', "2025-04", 0, 0, "2025-07-18", CONTRADICTED, "name 7" },
        { "China restricted exports of [12 rare earth elements] in all", ELEMENTS(12),
          OF_THING("rare-earths"), "2025-10-18", SUPPORTED, "7 and 5" },
        { "restrictions hit [six heavy rare earth elements] in April", ELEMENTS(6), "rare-earths",
          "CHN", "W00", 'X', "2025-04", 0, 0, "2025-07-18", UNVERIFIABLE, "" },
        { "[three plants] were closed", ELEMENTS(3), OF_THING("rare-earths"), "2025-07-18",
          UNVERIFIABLE, "" },
    };
    check_rows(state, t, COUNT_OF(t));
}

#define ACT         NUMBERLESS(FORM_EVENT)
#define CHINA(p, t) p, "CHN", "W00", 'X', t, 0, 0
static void events(void **state)
{
    static const row t[] = {
        { "[In early April 2025, China implemented sweeping export controls] targeting seven critical rare earth elements",
          ACT, CHINA("rare-earths", "2025-04"), "2025-07-18", SUPPORTED, "2025-04-04" },
        { "[a Geneva summit deal in June]", ACT, CHINA("magnets", "2025-06"), "2025-07-20",
          CONTRADICTED, "2025-05-12" },
        { "[the Geneva truce in May]", ACT, CHINA("magnets", "2025-05"), "2025-07-20", SUPPORTED,
          "2025-05-12" },
        { "[the London talks in June]", ACT, CHINA("magnets", "2025-06"), "2025-07-20", SUPPORTED,
          "2025-06-09" },
        { "after the [Geneva truce], exports rose in June", ACT, CHINA("magnets", "2025-06"),
          "2025-07-20", UNVERIFIABLE, "" },
        { "[China imposed export controls on gallium in August 2023]", ACT,
          CHINA("gallium", "2023-08"), "2024-07-20", SUPPORTED, "2023-08-01" },
        { "[China banned exports of antimony to the US in December]", ACT,
          CHINA("antimony", "2024-12"), "2025-01-20", SUPPORTED, "2024-12-03" },
        { "[China imposed graphite export controls in December 2023]", ACT,
          CHINA("graphite", "2023-12"), "2024-07-20", SUPPORTED, "2023-12-01" },
        { "[In May China imposed controls on seven rare earths]", ACT,
          CHINA("rare-earths", "2025-05"), "2025-07-20", CONTRADICTED, "2025-04-04" },
        { "[In March China imposed controls on rare earths]", ACT, CHINA("rare-earths", "2025-03"),
          "2025-07-20", UNVERIFIABLE, "" },
        { "[Earlier this year, Beijing implemented export restrictions] on seven rare earth elements",
          ACT, CHINA("rare-earths", "2025-01..2025-07"), "2025-07-20", SUPPORTED, "2025-04-04" },
        { "[Trump and Xi reached a deal in Busan in October]", ACT, CHINA("rare-earths", "2025-10"),
          "2025-11-20", SUPPORTED, "2025-10-30" },
        { "[Announcement No. 61 in October extended the controls]", ACT,
          CHINA("rare-earths", "2025-10"), "2025-11-20", SUPPORTED, "2025-10-09" },
    };
    check_rows(state, t, COUNT_OF(t));
}

/* ---- words ------------------------------------------------------------------------------------------ */

static void phrases_are_found_whole(void **state)
{
    static const char text[] = "Rare-earth Mines and minerals, since Feb 2020";
    clue w = { text, 0, sizeof text - 1 };
    span s;
    uint32_t end;
    (void)state;
    assert_int_equal(clue_find(w, "rare earth"), 0);
    assert_int_equal(clue_find(w, "mines"), 11);
    assert_int_equal(clue_find(w, "mine"), CLUE_NONE);
    assert_int_equal(clue_find(w, "mineral*"), 21);
    assert_true(clue_date(w, (uint32_t)clue_find(w, "since") + 5, month_of(2025, 5), &s));
    assert_int_equal(s.from, month_of(2020, 2));
    clue seven = { "seventeen rare earths", 0, 21 };
    assert_int_equal(clue_count(seven, 0, &end), 17);
    assert_int_equal(clue_count(w, 0, &end), -1);
}

static void the_basis_of_an_event_is_read(void **state)
{
    (void)state;
    assert_true(basis_has("policy; control; announcement 18; 7 elements", "control"));
    assert_false(basis_has("policy; control announced", "control"));
    assert_int_equal(basis_elements("policy; control; 7 elements"), 7);
    assert_int_equal(basis_elements("policy; definition; 17 elements"), 17);
    assert_int_equal(basis_elements("policy; ban"), 0);
}

static void no_memory_is_reported(void **state)
{
    static const row t[] = {
        { "controlling [over 70%] of global rare earth production", PCT(70, 70, NO_LIMIT),
          WORLD_OF("rare-earth-mine"), "", AMBIGUOUS, "" },
        { "the US took [11%] of China's magnet exports in June", PCT(11, 10.5, 11.5), JUNE_US, 0, 0,
          "", SUPPORTED, "" },
        { "the [second-largest destination] in June, following Germany", PLACE(2), JUNE_US, 0,
          ROLE_DESTINATION, "", SUPPORTED, "" },
        { "exports hit a [record high] in June", HIGH, "magnets", "CHN", "W00", 'X', "2025-06", 1,
          0, "", CONTRADICTED, "" },
        { "uses [2 kg of magnets per car]", FORM_PER, 2, 1.5, 2.5, "kg/car", OF_THING("magnets"),
          "", SUPPORTED, "" },
        { "[a Geneva summit deal in June]", ACT, CHINA("magnets", "2025-06"), "", CONTRADICTED,
          "" },
    };
    bench *b = *state;
    for (int32_t i = 0; i < COUNT_OF(t); i++) {
        bool done = false;
        for (long budget = 0; !done && budget < 200; budget++) {
            alloc_budget left = { -1, 0 };
            alloc al = alloc_make(budget_realloc, &left);
            arena mem;
            scene s;
            arena_init(&mem, &al);
            set_scene(b, &mem, &t[i], &s);
            left.left = budget;
            gad_status st = judge_all(b->cx, &s.j, &s.c, 1);
            done = st == GAD_OK;
            assert_true(done || st == GAD_E_NOMEM);
            if (done)
                assert_int_equal(s.c.verdict, t[i].verdict);
            arena_release(&mem);
            assert_int_equal(left.live, 0);
        }
        assert_true(done);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_the_world),
        cmocka_unit_test(shares_of_trade),
        cmocka_unit_test(places_among_partners),
        cmocka_unit_test(places_among_producers),
        cmocka_unit_test(records),
        cmocka_unit_test(streaks),
        cmocka_unit_test(intensities),
        cmocka_unit_test(counts),
        cmocka_unit_test(events),
        cmocka_unit_test(phrases_are_found_whole),
        cmocka_unit_test(the_basis_of_an_event_is_read),
        cmocka_unit_test(no_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
