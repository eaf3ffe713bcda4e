/* context.c - what sentences are about: periods, bases, sides and products, from words to readings. */
#include "test.h"
#include "claims/asking.h"
#include "claims/judge.h"

static gad_ctx *cx;
static lexicon *lx;

/* Names as a store would give them, beside words.def. */
static const lex_name names[] = {
    { "china", "CHN", TAG_COUNTRY },         { "germany", "DEU", TAG_COUNTRY },
    { "japan", "JPN", TAG_COUNTRY },         { "vietnam", "VNM", TAG_COUNTRY },
    { "myanmar", "MMR", TAG_COUNTRY },       { "usa", "USA", TAG_COUNTRY },
    { "united states", "USA", TAG_COUNTRY },
};

static int start(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    return cx && lexicon_new(cx, names, COUNT_OF(names), &lx) == GAD_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    lexicon_free(lx);
    gad_ctx_free(cx);
    return 0;
}

static int32_t day_of(const char *text)
{
    int32_t day = INT32_MIN;
    if (*text)
        assert_true(day_parse(text, &day));
    return day;
}

/* ---- periods ------------------------------------------------------------------------------------- */

static void reads_months_by_the_date_of_the_article(void **state)
{
    (void)state;
    static const struct {
        const char *date, *sentence, *spans; /* of the expressions, in order; "?" unknown */
    } cases[] = {
        { "2025-07-20", "Exports fell in June.", "2025-06" },
        { "2025-07-20", "Exports fell in December.", "2024-12" },
        { "2025-07-20", "In June 2024 they were higher.", "2024-06" },
        { "2025-07-20", "They rose in the first half of 2025.", "2025-01..2025-06" },
        { "2025-07-20", "They rose in the first half.", "2025-01..2025-06" },
        { "2025-07-20", "The second quarter was weak.", "2025-04..2025-06" },
        { "2025-12-08", "From January to October exports rose.", "2025-01..2025-10" },
        { "2025-12-08", "In the first ten months of the year they rose.", "2025-01..2025-10" },
        { "2026-01-20", "Exports in 2025 were a record.", "2025" },
        { "2026-01-20", "Exports rose last year.", "2025" },
        { "2025-07-20", "Exports rose last month.", "2025-06" },
        { "", "Exports rose in June.", "?" },
        { "", "In June exports rose, customs said in 2025.", "2025-06 2025" },
    };
    for (int32_t i = 0; i < COUNT_OF(cases); i++) {
        items it;
        items_init(&it, &cx->al);
        assert_int_equal(
            lex_sentence(cx, lx, cases[i].sentence, 0, (uint32_t)strlen(cases[i].sentence), &it),
            GAD_OK);
        calendar c = { day_of(cases[i].date), 0, -1 };
        when w[WHENS_MAX];
        int32_t n = when_find(&c, &it, w);
        char got[256] = "", text[PERIOD_TEXT];
        for (int32_t k = 0; k < n; k++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", k ? " " : "",
                     span_known(w[k].months) ? span_text(text, w[k].months) : "?");
        if (!STR_EQ(got, cases[i].spans))
            fail_msg("'%s': %s, not %s", cases[i].sentence, got, cases[i].spans);
        items_release(&it);
    }
}

/* ---- readings ------------------------------------------------------------------------------------- */

static const char *reading_text(arena *mem, const reading *r)
{
    char period[PERIOD_TEXT] = "?", base[PERIOD_TEXT] = "";
    if (span_known(r->period))
        span_text(period, r->period);
    if (span_known(r->base))
        span_text(base, r->base);
    return arena_fmt(mem, "%s %s %s %c %s %s%s%s", r->product ? r->product : "?",
                     r->reporter ? r->reporter : "?", r->partner ? r->partner : "?",
                     r->flow ? r->flow : '?', r->measure, period, *base ? " / " : "", base);
}

/* The first reading of the claim whose words hold `number`, after the whole text was read. */
static const char *first_reading(arena *mem, const char *text, const char *date, const char *number)
{
    article a;
    context c;
    const char *got = "not found";
    assert_int_equal(article_read(cx, mem, text, strlen(text), day_of(date), &a), GAD_OK);
    items it;
    items_init(&it, &cx->al);
    context_start(&c, mem, &a);
    for (int32_t k = 0; k < a.n_sentence; k++) {
        assert_int_equal(lex_sentence(cx, lx, a.text, a.sentence[k].from, a.sentence[k].to, &it),
                         GAD_OK);
        context_survey(&c, &a.sentence[k], &it);
    }
    context_surveyed(&c);
    for (int32_t k = 0; k < a.n_sentence; k++) {
        mentions m = { NULL, 0, 0 };
        assert_int_equal(lex_sentence(cx, lx, a.text, a.sentence[k].from, a.sentence[k].to, &it),
                         GAD_OK);
        assert_int_equal(grammar_find(cx, mem, &it, k, &m), GAD_OK);
        claim *of = arena_take(mem, (size_t)m.n + 1, sizeof *of);
        for (int32_t i = 0; i < m.n; i++)
            of[i].m = m.at[i];
        assert_int_equal(context_read(cx, &c, k, &it, of, m.n), GAD_OK);
        for (int32_t i = 0; i < m.n; i++)
            if (strstr(arena_strn(mem, a.text + m.at[i].from, m.at[i].to - m.at[i].from), number))
                got = of[i].n_reading ? reading_text(mem, &of[i].reading[0]) : "none";
    }
    items_release(&it);
    return got;
}

static void finds_product_sides_period_and_base(void **state)
{
    (void)state;
    static const struct {
        const char *text, *number, *reading;
    } cases[] = {
        { "China exported 3,188 metric tons of rare-earth magnets globally in June, a 160% increase over May.",
          "3,188", "magnets CHN W00 X qty 2025-06" },
        { "China exported 3,188 metric tons of rare-earth magnets globally in June, a 160% increase over May.",
          "160%", "magnets CHN W00 X qty 2025-06 / 2025-05" },
        { "China's rare earth exports to the U.S. saw a dramatic 660% monthly rise in June, totaling 353 tons.",
          "660%", "rare-earths CHN USA X qty 2025-06 / 2025-05" },
        { "China's rare earth exports to the U.S. saw a dramatic 660% monthly rise in June, totaling 353 tons.",
          "353", "rare-earths CHN USA X qty 2025-06" },
        { "U.S. imports of rare-earth magnets from China surged by 660% in June compared to the previous month.",
          "660%", "magnets USA CHN M qty 2025-06 / 2025-05" },
        { "Rare earth magnet exports for the first half of 2025 also recorded an 18.9% year-on-year decline.",
          "18.9%", "magnets CHN W00 X qty 2025-01..2025-06 / 2024-01..2024-06" },
        { "In June, shipments of rare earth magnets from China to Germany fell 5% from May, while those to Japan rose 9%.",
          "9%", "magnets CHN JPN X qty 2025-06 / 2025-05" },
        { "The U.S. imported 353 tons of rare-earth magnets from China in June. While this figure is still roughly half of "
          "what it was in June of last year, it rose.",
          "half", "magnets USA CHN M qty 2025-06 / 2024-06" },
        { "China produced 270,000 tons of rare earths in 2024.", "270,000",
          "rare-earth-mine CHN W00 Q production 2024" },
        { "China's exports of magnets rose to 353 tons in June from 46 tons in May.", "46",
          "magnets CHN W00 X qty 2025-05" },
        { "In September China shipped 1,288 tonnes of rare earth magnets to Germany, 854 tonnes to South Korea and 228 tonnes "
          "to Japan.",
          "228", "magnets CHN JPN X qty 2024-09" },
        { "Monazite imports into China were 3,078 mt in June, of which Vietnam delivered 1,607 mt.",
          "1,607", "monazite CHN VNM M qty 2025-06" },
        { "Excluding the United States, China's exports of rare-earth magnets in June came to 2,835 tons.",
          "2,835", "magnets CHN WXUS X qty 2025-06" },
        { "Rare earth exports from China, which exclude magnets, fell to 4,000 tons in June.",
          "4,000", "rare-earths CHN W00 X qty 2025-06" },
        { "China's exports of rare earth magnets surged 157.5% from May to 3,188 tons in June, though that was 38.1% below the "
          "June 2024 level.",
          "38.1%", "magnets CHN W00 X qty 2025-06 / 2024-06" },
        { "China's exports of rare earth magnets in June were 3,188 tons, compared to 5,150 tons in the same month of 2024 and "
          "1,238 tons in May.",
          "5,150", "magnets CHN W00 X qty 2024-06" },
        { "China's exports of rare earth magnets in June were 3,188 tons, compared to 5,150 tons in the same month of 2024 and "
          "1,238 tons in May.",
          "1,238", "magnets CHN W00 X qty 2025-05" },
        { "Rare earth magnets are scarce. Copper prices rose 5% in June.", "5%", "none" },
        { "Exports of magnets in 2024 were 58,000 tons. Imports of rare earth oxides from Myanmar fell 40% in 2024.",
          "40%", "rare-earth-oxides CHN MMR M qty 2024 / 2023" },
    };
    for (int32_t i = 0; i < COUNT_OF(cases); i++) {
        arena mem;
        arena_init(&mem, &cx->al);
        const char *got = first_reading(&mem, cases[i].text, "2025-07-20", cases[i].number);
        bool none =
            STR_EQ(cases[i].reading, "none") && (STR_EQ(got, "none") || STR_EQ(got, "not found"));
        if (!none && !STR_EQ(got, cases[i].reading))
            fail_msg("'%s' in '%s':\n  %s, not\n  %s", cases[i].number, cases[i].text, got,
                     cases[i].reading);
        arena_release(&mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_months_by_the_date_of_the_article),
        cmocka_unit_test(finds_product_sides_period_and_base),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
