/* lexer - layer 3: sentences to tagged items. */
#include "test.h"
#include "claims/lex.h"
#include <stdlib.h>

static gad_ctx *cx;
static lexicon *lx;
static items it;

static int set_up(void **state)
{
    (void)state;
    static const lex_name names[] = {
        { "atlantis", "ATL", TAG_COUNTRY },
        { "oz", "OZZ", TAG_COUNTRY },
        { "unobtainium ore", "un-ore", TAG_PRODUCT },
        { "china", "XXX", TAG_COUNTRY },
    };
    cx = gad_ctx_new(NULL, NULL);
    if (!cx || lexicon_new(cx, names, COUNT_OF(names), &lx))
        return -1;
    items_init(&it, &cx->al);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    items_release(&it);
    lexicon_free(lx);
    gad_ctx_free(cx);
    return 0;
}

/* The items but words and signs: "NUMBER 353, MASS t". A value or number of none is left out. */
static const char *shown(const char *text)
{
    static char out[2048];
    size_t n = 0;
    assert_int_equal(lex_sentence(cx, lx, text, 0, (uint32_t)strlen(text), &it), GAD_OK);
    out[0] = '\0';
    for (int32_t i = 0; i < it.n; i++) {
        const item *x = &it.at[i];
        if (x->tag == TAG_WORD || (x->tag == TAG_PUNCT && x->value != '-'))
            continue;
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", n ? ", " : "", tag_name(x->tag));
        if (x->id)
            n += (size_t)snprintf(out + n, sizeof out - n, " %s", x->id);
        if (IS_NUMBER(x->number) && x->number != 0)
            n += (size_t)snprintf(out + n, sizeof out - n, " %.6g", x->number);
        if (x->value && x->tag != TAG_PUNCT)
            n += (size_t)snprintf(out + n, sizeof out - n, "/%d", (int)x->value);
        assert_true(n < sizeof out);
    }
    return out;
}

typedef struct row {
    const char *text, *want;
} row;

static void check_rows(const row *rows, int32_t n)
{
    int32_t wrong = 0;
    for (int32_t i = 0; i < n; i++) {
        const char *got = shown(rows[i].text);
        if (STR_EQ(got, rows[i].want))
            continue;
        print_error("%s\n  got  %s\n  want %s\n", rows[i].text, got, rows[i].want);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void reads_numbers_in_all_spellings(void **state)
{
    (void)state;
    static const row rows[] = {
        { "3,188 tons", "NUMBER 3188, MASS t 1" },
        { "3 188 t", "NUMBER 3188, MASS t 1" },
        { "3.188 tonnes", "NUMBER 3.188/4, MASS t 1" },
        { "1,5 million tonnes", "NUMBER 1.5, SCALE 1e+06, MASS t 1" },
        { "57k tonnes", "NUMBER 57, SCALE 1000, MASS t 1" },
        { "$1.2bn", "MONEY USD/1, NUMBER 1.2, SCALE 1e+09" },
        { "US$1.2 billion", "MONEY USD/1, NUMBER 1.2, SCALE 1e+09" },
        { "1.2 m tonnes", "NUMBER 1.2, SCALE 1e+06, MASS t 1" },
        { "353mt", "NUMBER 353, MASS t 1" },
        { "353t and 30kg", "NUMBER 353, MASS t 1, NUMBER 30, MASS t 0.001" },
        { "20% or 20 per cent", "NUMBER 20, PERCENT, NUMBER 20, PERCENT" },
        { "-38% and +660%", "NUMBER -38/8, PERCENT, NUMBER 660/8, PERCENT" },
        { "70%+", "NUMBER 70, PERCENT, HEDGE/2" },
        { "300-plus tonnes", "NUMBER 300, HEDGE/2, MASS t 1" },
        { "~38%", "HEDGE/1, NUMBER 38, PERCENT" },
        { "50-60 tonnes", "NUMBER 50, PUNCT, NUMBER 60, MASS t 1" },
        { "$150-200/kg", "MONEY USD/1, NUMBER 150, PUNCT, NUMBER 200, PER, MASS t 0.001" },
        { "$50,000 a ton", "MONEY USD/1, NUMBER 50000, PER, MASS t 1" },
        { "753,000 yuan/mt", "NUMBER 753000, MONEY CNY, PER, MASS t 1" },
        { "1,20,000 tonnes", "NUMBER 120000, MASS t 1" },
        { "1.234.567 t", "NUMBER 1.23457e+06, MASS t 1" },
        { "Rs 1,345 crore", "MONEY INR/1, NUMBER 1345, SCALE 1e+07" },
        { "seven tonnes", "NUMBER 7/1, MASS t 1" },
        { "twenty-one tonnes", "NUMBER 21/1, MASS t 1" },
        { "one hundred and twenty tonnes", "NUMBER 120/1, MASS t 1" },
        { "two thousand five hundred tons", "NUMBER 2500/1, MASS t 1" },
        { "two and a half tonnes", "NUMBER 2.5/1, MASS t 1" },
        { "a dozen tonnes", "NUMBER 12/1, MASS t 1" },
        { "half a million tons", "NUMBER 0.5, SCALE 1e+06, MASS t 1" },
        { "a million tons", "NUMBER 1/2, SCALE 1e+06, MASS t 1" },
        { "contains a ton of magnets", "NUMBER 1/2, MASS t 1, PRODUCT magnets" },
        { "920 pounds of rare earths", "NUMBER 920, MASS t 0.000453592, PRODUCT rare-earths" },
        { "7.03 million pounds of magnets",
          "NUMBER 7.03, SCALE 1e+06, MASS t 0.000453592, PRODUCT magnets" },
        { "a grant of 50 million pounds", "OTHER finance, NUMBER 50, SCALE 1e+06, MONEY GBP" },
        { "2,024 tons in 2024", "NUMBER 2024, MASS t 1, YEAR/2024" },
        { "2024 tons in 2024", "NUMBER 2024, MASS t 1, YEAR/2024" },
        { "400 short tons", "NUMBER 400, MASS t 0.907185" },
        { "45,000 tonnes of REO", "NUMBER 45000, MASS t 1/1" },
        { "dozens of tonnes", "MASS t 1" },
        { "one of the mines", "" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void reads_fractions_and_factors(void **state)
{
    (void)state;
    static const row rows[] = {
        { "two-thirds of output", "FRACTION 0.666667, ACTIVITY/3" },
        { "a third higher", "FRACTION 0.333333, RISE/3" },
        { "a third straight month", "ORDINAL 3/3, STREAK, COUNTED months" },
        { "fell by a fifth", "FALL, BY, FRACTION 0.2" },
        { "three quarters of exports", "FRACTION 0.75, EXPORT/1" },
        { "in the past three quarters", "DURATION 9/1" },
        { "half of what it was", "FRACTION 0.5, ANAPHOR" },
        { "a quarter of supply", "FRACTION 0.25, ACTIVITY/3" },
        { "1/3 of supply", "FRACTION 0.333333, ACTIVITY/3" },
        { "sevenfold", "FACTOR 7" },
        { "7-fold and 7.7-fold and seven-fold", "FACTOR 7, FACTOR 7.7, FACTOR 7" },
        { "six times more than in May", "NUMBER 6/1, TIMES, RISE/2, COMPARE, MONTH/5" },
        { "2.5x higher", "NUMBER 2.5, TIMES, RISE/3" },
        { "twice as much as in May", "FACTOR 2, HEDGE/7, MONTH/5" },
        { "exports more than doubled", "EXPORT/1, HEDGE/2, FACTOR 2/1" },
        { "exports halved", "EXPORT/1, FACTOR 0.5/1" },
        { "double-digit growth", "RISE/1" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void leaves_digits_alone_that_are_no_amount(void **state)
{
    (void)state;
    static const row rows[] = {
        { "Announcement No. 61", "PLACE announcement 61" },
        { "section 4.2 of the report", "" },
        { "Figure 3 and Table 2", "" },
        { "the H20 AI chip", "OTHER chips" },
        { "COVID-19", "" },
        { "an F-35", "THING F-35 fighter" },
        { "5G networks", "" },
        { "call +1 604 687 8000 or 555-123-4567", "" },
        { "at 10:30", "" },
        { "the 17th century", "ORDINAL 17/17" },
        { "exports [1] rose", "EXPORT/1, RISE" },
        { "HS code 85051110", "" },
        { "heading 2846", "" },
        { "version 2.3.1", "" },
        { "open 24/7", "" },
        { "in the 1990s", "" },
        { "a 38-nation pact", "POLICY/2" },
        { "5-star", "" },
        { "www.mining.com/2025/ and info@lynas.com", "" },
        { "Regulation (EU) 2024/1252", "COUNTRY EU27" },
        { "1. China rose", "COUNTRY CHN, RISE" },
        { "(2) it fell", "ANAPHOR, FALL" },
        { "a Boeing 777", "" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void reads_dates_and_periods(void **state)
{
    (void)state;
    static const row rows[] = {
        { "on July 17, 2025", "DATE/20286" },
        { "17 July 2025", "DATE/20286" },
        { "2025-07-17", "DATE/20286" },
        { "17/07/2025", "DATE/20286" },
        { "05/06/2025", "" },
        { "the 17th of July 2025", "DATE/20286" },
        { "July 17", "MONTH/279" },
        { "on June 9-10", "MONTH/150" },
        { "in June 353 tons", "MONTH/6, NUMBER 353, MASS t 1" },
        { "June 2025", "MONTH/6, YEAR/2025" },
        { "in 2024", "YEAR/2024" },
        { "FY2025 and fiscal 2025", "YEAR 1/2025, YEAR 1/2025" },
        { "in 2024/25 and in 2024-25", "YEAR 1/2024, YEAR 1/2024" },
        { "2020-24", "YEAR/2020, PUNCT, YEAR/2024" },
        { "Q2 2025 and 2Q25", "QUARTER/2, YEAR/2025, QUARTER/2, YEAR/2025" },
        { "H1 2025 and 1H25", "HALF/1, YEAR/2025, HALF/1, YEAR/2025" },
        { "9M25", "MONTHS/9, YEAR/2025" },
        { "2025Q2", "YEAR/2025, QUARTER/2" },
        { "the first half of 2025", "HALF/1, YEAR/2025" },
        { "the first ten months", "MONTHS/10" },
        { "January to October", "MONTHS/10" },
        { "from January to October", "MONTHS/10" },
        { "Jan-Oct 2025", "MONTHS/10, YEAR/2025" },
        { "January-June", "HALF/1" },
        { "from April to May", "COMPARE/1, MONTH/4, TO, MONTH/5" },
        { "between July and September", "SPAN/121" },
        { "the three months to June", "SPAN/70" },
        { "ten months to October", "MONTHS/10" },
        { "year to date", "MONTHS" },
        { "so far this year", "MONTHS" },
        { "last month", "RELATIVE/1" },
        { "from a year earlier", "COMPARE/1, RELATIVE/3" },
        { "the same period last year", "RELATIVE/3" },
        { "the same month of 2024", "YEAR/2024" },
        { "three months ago", "AGO 3" },
        { "a decade ago", "AGO 120" },
        { "a five-year low", "DURATION 60/1, RECORD 1/-1" },
        { "in seven months", "DURATION 7/1" },
        { "in half a year", "DURATION 6/1" },
        { "the third straight month", "ORDINAL 3/3, STREAK, COUNTED months" },
        { "a 90-day truce", "DURATION 2.95688, POLICY/2" },
        { "Jun-25", "MONTH/6, YEAR/2025" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void tells_months_from_other_words(void **state)
{
    (void)state;
    static const row rows[] = {
        { "It may rise in May", "ANAPHOR, FUTURE, RISE, MONTH/5" },
        { "May exports fell", "MONTH/5, EXPORT/1, FALL" },
        { "China May Ban Exports of Chips and Magnets",
          "COUNTRY CHN, FUTURE, POLICY/1, EXPORT/1, OTHER chips, PRODUCT magnets" },
        { "China's May Rare Earth Exports Fall",
          "COUNTRY CHN, MONTH/5, PRODUCT rare-earths, EXPORT/1, FALL" },
        { "MAY EXPORTS RISE", "MONTH/5, EXPORT/1, RISE" },
        { "since May", "SINCE, MONTH/5" },
        { "May 2025", "MONTH/5, YEAR/2025" },
        { "the march of progress", "" },
        { "in March", "MONTH/3" },
        { "an august body", "" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void reads_what_changes_are_measured_by(void **state)
{
    (void)state;
    static const row rows[] = {
        { "up 160% from May", "RISE/3, NUMBER 160, PERCENT, COMPARE/1, MONTH/5" },
        { "38% lower year-on-year", "NUMBER 38, PERCENT, FALL/1, BASIS/2" },
        { "5 percentage points", "NUMBER 5, POINTS 1" },
        { "50 basis points", "NUMBER 50, POINTS 0.01" },
        { "prices fell 3% on the month", "ACTIVITY/8, FALL, NUMBER 3, PERCENT, BASIS/1" },
        { "down 8% y/y and 3% m/m",
          "FALL/3, NUMBER 8, PERCENT, BASIS/2, NUMBER 3, PERCENT, BASIS/1" },
        { "exports surge", "EXPORT/1, RISE" },
        { "a surge in exports", "RISE/1, EXPORT/1" },
        { "to surge", "TO, RISE" },
        { "the highest since 2009", "RECORD/1, SINCE, YEAR/2009" },
        { "a record high", "RECORD 2/1" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void knows_hedges_only_before_amounts(void **state)
{
    (void)state;
    static const row rows[] = {
        { "about 353 tons", "HEDGE/1, NUMBER 353, MASS t 1" },
        { "about the war", "" },
        { "over 70% of it", "HEDGE/2, NUMBER 70, PERCENT, ANAPHOR" },
        { "over May", "COMPARE/3, MONTH/5" },
        { "more than 600 tons", "HEDGE/2, NUMBER 600, MASS t 1" },
        { "50% more than in May", "NUMBER 50, PERCENT, RISE/2, COMPARE, MONTH/5" },
        { "more than doubled", "HEDGE/2, FACTOR 2/1" },
        { "well over 600 tons", "HEDGE/4, NUMBER 600, MASS t 1" },
        { "nearly a fifth", "HEDGE/8, FRACTION 0.2" },
        { "up to 20 tons", "HEDGE/7, NUMBER 20, MASS t 1" },
        { "up to 353 tons from 46", "RISE/3, TO, NUMBER 353, MASS t 1, COMPARE/1, NUMBER 46" },
        { "at least 20,000 tonnes a year", "HEDGE/3, NUMBER 20000, MASS t 1, DURATION 12/2" },
        { "less than $2 a kilogram", "HEDGE/6, MONEY USD/1, NUMBER 2, PER, MASS t 0.001" },
        { "an estimated 67%", "HEDGE/1, NUMBER 67, PERCENT" },
        { "under the deal", "POLICY/2" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void names_goods_countries_and_sources(void **state)
{
    (void)state;
    static const row rows[] = {
        { "China's rare-earth permanent magnets", "COUNTRY CHN, PRODUCT magnets" },
        { "Rare Earth magnets", "PRODUCT magnets" },
        { "exports of \u201Cmineral, oxide or metal forms\u201D", "EXPORT/1, PRODUCT rare-earths" },
        { "U.S. and US and USA, tell us", "COUNTRY USA, COUNTRY USA, COUNTRY USA" },
        { "the EU\u2019s purchases", "COUNTRY EU27, IMPORT/1" },
        { "Beijing and Washington", "COUNTRY CHN/2, COUNTRY USA/2" },
        { "Lynas Rare Earths shares", "OTHER shares" },
        { "China's tungsten", "COUNTRY CHN, PRODUCT tungsten" },
        { "turkey for dinner in Turkey", "COUNTRY TUR" },
        { "rare earth products", "PRODUCT rare-earth-products" },
        { "dysprosium oxide", "PRODUCT dy-oxide" },
        { "$500 per metric ton unit of APT",
          "MONEY USD/1, NUMBER 500, PER, MASS t 0.01, PRODUCT tungstates" },
        { "the apt remark", "" },
        { "General Administration of Customs", "SOURCE General Administration of Customs" },
        { "the US Geological Survey", "SOURCE USGS" },
        { "seven rare earth elements", "NUMBER 7/1, COUNTED elements" },
        { "five more rare earth elements", "NUMBER 5/1, RISE/2, COUNTED elements" },
        { "1 ton of magnets per megawatt", "NUMBER 1, MASS t 1, PRODUCT magnets, PER, THING MW" },
        { "1 kg per vehicle", "NUMBER 1, MASS t 0.001, PER, THING car" },
        { "its second-largest market", "ORDINAL 2/2, RANK/1, ROLE" },
        { "Announcement No. 18", "PLACE announcement 18" },
        { "export controls", "POLICY" },
        { "supply chains", "" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void names_what_is_none_of_ours(void **state)
{
    (void)state;
    static const row rows[] = {
        { "lithium exports", "OTHER lithium, EXPORT/1" },
        { "shares rose 5%", "OTHER shares, RISE, NUMBER 5, PERCENT" },
        { "145% tariffs", "NUMBER 145, UNIT_OTHER tariff or stake" },
        { "a 30% stake", "NUMBER 30, UNIT_OTHER tariff or stake" },
        { "jobs and oil", "OTHER people, OTHER oil" },
        { "cents a share", "UNIT_OTHER shares and barrels" },
        { "5 million people", "NUMBER 5, SCALE 1e+06, OTHER people" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static void takes_names_of_the_store(void **state)
{
    (void)state;
    static const row rows[] = {
        { "Atlantis exports", "COUNTRY ATL, EXPORT/1" },
        { "atlantis exports", "EXPORT/1" },
        { "unobtainium ore", "PRODUCT un-ore" },
        { "China", "COUNTRY CHN" },
    };
    check_rows(rows, COUNT_OF(rows));
}

static const item *find(const char *text, tag t)
{
    assert_int_equal(lex_sentence(cx, lx, text, 0, (uint32_t)strlen(text), &it), GAD_OK);
    for (int32_t i = 0; i < it.n; i++)
        if (it.at[i].tag == t)
            return &it.at[i];
    return NULL;
}

static void spans_are_tight(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        tag t;
        const char *span, *word;
    } rows[] = {
        { "China\xE2\x80\x99s exports", TAG_COUNTRY, "China", "china" },
        { "the U.S.\xE2\x80\x99s share", TAG_COUNTRY, "U.S.", "us" },
        { "some 3,188 tons", TAG_NUMBER, "3,188", "3188" },
        { "3 188 tonnes", TAG_NUMBER, "3 188", "3188" },
        { "fell \xE2\x88\x92"
          "38.1%",
          TAG_NUMBER,
          "\xE2\x88\x92"
          "38.1",
          "-38.1" },
        { "exports (+660%)", TAG_NUMBER, "+660", "+660" },
        { "1,5 million tonnes", TAG_NUMBER, "1,5", "1.5" },
        { "seven hundred tons", TAG_NUMBER, "seven hundred", "700" },
        { "a ten tonne load", TAG_NUMBER, "ten", "10." },
        { "rose a third higher", TAG_FRACTION, "a third", "1/3" },
        { "exports halved in May", TAG_FACTOR, "halved", "1/2" },
        { "a 7.7-fold increase", TAG_FACTOR, "7.7-fold", "7.7" },
        { "rare\xE2\x80\x91"
          "earth magnets rose",
          TAG_PRODUCT,
          "rare\xE2\x80\x91"
          "earth magnets",
          NULL },
        { "45,000 tonnes of REO in 2024", TAG_MASS, "tonnes of REO", "tonnes" },
        { "on July 17, 2025 it said", TAG_DATE, "July 17, 2025", NULL },
        { "$50-60 a kilo", TAG_PUNCT, "-", NULL },
    };
    for (int32_t i = 0; i < COUNT_OF(rows); i++) {
        const item *x = find(rows[i].text, rows[i].t);
        if (rows[i].t == TAG_PUNCT)
            while (x && x < it.at + it.n && !(x->tag == TAG_PUNCT && x->value == '-'))
                x++;
        assert_non_null(x);
        size_t n = strlen(rows[i].span);
        if (x->to - x->from != n || memcmp(rows[i].text + x->from, rows[i].span, n) != 0)
            fail_msg("\"%s\": span \"%.*s\"", rows[i].text, (int)(x->to - x->from),
                     rows[i].text + x->from);
        if (rows[i].word)
            assert_string_equal(x->word, rows[i].word);
    }
}

static void marks_what_may_be_thousands(void **state)
{
    (void)state;
    assert_int_equal(find("exports of 3.188 tonnes", TAG_NUMBER)->value, 4);
    assert_int_equal(find("exports of 3.18 tonnes", TAG_NUMBER)->value, 0);
    assert_int_equal(find("exports of 0.188 tonnes", TAG_NUMBER)->value, 0);
    assert_int_equal(find("down (-38%)", TAG_NUMBER)->value, 8);
    assert_int_equal(find("seven tonnes", TAG_NUMBER)->value, 1);
    assert_int_equal(find("contains a tonne of dysprosium", TAG_NUMBER)->value, 2);
}

/* What every sentence must keep to, whatever its bytes. */
static void check_items(const char *text, uint32_t n)
{
    uint32_t last = 0;
    assert_int_equal(lex_sentence(cx, lx, text, 0, n, &it), GAD_OK);
    for (int32_t i = 0; i < it.n; i++) {
        const item *x = &it.at[i];
        assert_true(x->tag < TAG_COUNT);
        assert_true(x->from >= last && x->to >= x->from && x->to <= n);
        assert_true(x->tag != TAG_NUMBER || x->word);
        last = x->to;
    }
}

static void takes_any_bytes(void **state)
{
    (void)state;
    static const char base[] =
        "China\xE2\x80\x99s exports rose 660% to 3,188 t (+7.5 % y/y) in Jan-Oct 2025, $1.2bn; "
        "the 3rd straight month. +1 604 687 8000, 2024/25, half a million, F-35, 1.2.3 50-60kg";
    rng r = rng_make(4, 0);
    for (int32_t k = 0; k < 4000; k++) {
        uint32_t n = (uint32_t)rng_i32(&r, 1, (int32_t)sizeof base - 1);
        char *text = malloc(n); /* no room behind: a read beyond the end is seen */
        assert_non_null(text);
        memcpy(text, base + sizeof base - 1 - n, n);
        for (int32_t c = rng_i32(&r, 0, 12); c > 0; c--) {
            static const char signs[] = "0123456789.,-/'%$+ \xE2\x80\x93\xC2";
            bool wild = rng_chance(&r, 0.3);
            text[rng_i32(&r, 0, (int32_t)n - 1)] =
                wild ? (char)rng_i32(&r, -128, 127)
                     : signs[rng_i32(&r, 0, (int32_t)sizeof signs - 2)];
        }
        check_items(text, n);
        free(text);
    }
}

static void long_runs_are_linear(void **state)
{
    (void)state;
    static const char *const runs[] = {
        "1.",       "1,",         "a.",           "1-",
        "+1 ",      "'",          "\xE2\x80\x93", "one hundred and ",
        "a third ", "more than ", "January to ",  "the ",
        "$",        "1/",         "half a ",      "year "
    };
    enum { LONG = 4096 };
    static char text[LONG];
    for (int32_t k = 0; k < COUNT_OF(runs); k++) {
        size_t n = strlen(runs[k]);
        for (size_t i = 0; i < LONG; i++)
            text[i] = runs[k][i % n];
        clock_t start = clock();
        for (int32_t i = 0; i < 5; i++)
            check_items(text, LONG);
        assert_true((double)(clock() - start) / CLOCKS_PER_SEC <
                    2.5); /* some ms; a square would take minutes */
    }
}

static void failing_memory_is_told(void **state)
{
    (void)state;
    static const char text[] =
        "China exported 3,188 tons, up one hundred and twenty percent, or two-thirds, in June 2025";
    int32_t failures = 0;
    for (long left = 0; left < 200; left++) {
        alloc_budget budget = { -1, 0 };
        gad_ctx *small = gad_ctx_new(budget_realloc, &budget);
        assert_non_null(small);
        long before = budget.live;
        lexicon *mine = NULL;
        items found;
        items_init(&found, &small->al);
        budget.left = left;
        gad_status st = lexicon_new(small, NULL, 0, &mine);
        if (!st)
            st = lex_sentence(small, mine, text, 0, sizeof text - 1, &found);
        budget.left = -1;
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
        failures += st != GAD_OK;
        items_release(&found);
        lexicon_free(mine);
        assert_int_equal(budget.live, before);
        gad_ctx_free(small);
        if (!st)
            break;
    }
    assert_true(failures > 3 && failures < 200);
}

static void reads_the_seed_articles(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int32_t numbers; /* at least: "3,188", "660", "22,319" ... */
    } seeds[] = { { "001_a9cb087a99e8ff7d", 18 },
                  { "002_6cc32ba0948c46c6", 8 },
                  { "004_3bedca89f3d913b2", 12 } };
    for (int32_t k = 0; k < COUNT_OF(seeds); k++) {
        char path[512];
        static char text[1 << 16];
        snprintf(path, sizeof path, TEST_SOURCE_DIR "/../shared/seeds/%s.txt", seeds[k].file);
        FILE *f = fopen(path, "rb");
        if (!f) {
            print_message("skipped: ../shared is not here\n");
            return;
        }
        size_t n = fread(text, 1, sizeof text, f);
        fclose(f);
        int32_t numbers = 0;
        for (uint32_t at = 0, end; at < n; at = end + 1) {
            for (end = at; end < n && text[end] != '\n'; end++)
                ;
            assert_int_equal(lex_sentence(cx, lx, text, at, end, &it), GAD_OK);
            for (int32_t i = 0; i < it.n; i++)
                numbers += it.at[i].tag == TAG_NUMBER;
        }
        assert_true(numbers >= seeds[k].numbers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_in_all_spellings),
        cmocka_unit_test(reads_fractions_and_factors),
        cmocka_unit_test(leaves_digits_alone_that_are_no_amount),
        cmocka_unit_test(reads_dates_and_periods),
        cmocka_unit_test(tells_months_from_other_words),
        cmocka_unit_test(reads_what_changes_are_measured_by),
        cmocka_unit_test(knows_hedges_only_before_amounts),
        cmocka_unit_test(names_goods_countries_and_sources),
        cmocka_unit_test(names_what_is_none_of_ours),
        cmocka_unit_test(takes_names_of_the_store),
        cmocka_unit_test(spans_are_tight),
        cmocka_unit_test(marks_what_may_be_thousands),
        cmocka_unit_test(takes_any_bytes),
        cmocka_unit_test(long_runs_are_linear),
        cmocka_unit_test(failing_memory_is_told),
        cmocka_unit_test(reads_the_seed_articles),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
