/* check_say.c - layer 4: the words that all formats of a checked article share. */
#include "report/check.h"

enum { QUOTES_MAX = 6, NUMBERS_MAX = 5, QUOTE_BYTES_MAX = 80, SAME_FAR = 200 /* claims */ };

const char *check_plain(buf *scratch, const char *text, size_t n)
{
    buf_clear(scratch);
    write_text_plain(scratch, text, n);
    return buf_ok(scratch) ? buf_text(scratch) : "";
}

bool check_is_link(const char *url)
{
    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
        return false;
    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("\"'<>`\\", *c))
            return false;
    return true;
}

/* ---- the article as a whole --------------------------------------------------------------------- */

bool check_is_wrong(verdict v)
{
    return v == CONTRADICTED || v == MISLABELLED || v == INCONSISTENT;
}

int32_t check_wrong(const check *c)
{
    int32_t n = 0;
    for (int32_t v = 0; v < VERDICTS; v++)
        n += check_is_wrong((verdict)v) ? c->count[v] : 0;
    return n;
}

int32_t check_noise(const check *c)
{
    int32_t n = 0;
    for (int32_t i = 0; i < c->art.n_sentence; i++) {
        const sentence *s = &c->art.sentence[i];
        bool again = i && s[-1].kind == SENTENCE_NOISE && s[-1].paragraph == s->paragraph;
        bool day = s->from < c->art.date_to && s->to > c->art.date_from; /* is told at the top */
        n += s->kind == SENTENCE_NOISE && !again && !day;
    }
    return n;
}

void check_say_counts(buf *b, const check *c)
{
    int32_t kinds = 0, said = 0;
    if (!c->art.n_sentence) {
        buf_add(b, "There is no text to check.");
        return;
    }
    if (!c->n) {
        buf_add(b, "No numeric claim about rare earths or other critical minerals was found.");
        return;
    }
    for (int32_t v = 0; v < VERDICTS; v++)
        kinds += c->count[v] > 0;
    prose_count(b, c->n, "claim", "claims");
    for (int32_t v = 0; v < VERDICTS; v++) {
        char text[NUM_TEXT];
        if (!c->count[v])
            continue;
        buf_add(b, !said ? ": " : said == kinds - 1 ? " and " : ", ");
        buf_fmt(b, "%s %s", num_people(text, c->count[v], 0), verdict_name((verdict)v));
        said++;
    }
    buf_char(b, '.');
}

static bool same_words(const claim *a, const claim *b)
{
    return a->verdict == b->verdict && STR_EQ(a->text, b->text);
}

/* Read alike and judged alike, whatever the words. */
static bool same_answer(const claim *a, const claim *b)
{
    return a->verdict == b->verdict && *a->explanation &&
           STR_EQ(a->interpretation, b->interpretation) && STR_EQ(a->explanation, b->explanation);
}

static bool told_together(const claim *a, const claim *b)
{
    return same_words(a, b) || same_answer(a, b);
}

/* [2] [9] "3,188 tons" (mislabelled): the article says it twice. Returns how many times it does. */
static int32_t one_wrong(buf *b, const check *c, int32_t i)
{
    int32_t n = 0;
    for (int32_t k = i; k < c->n; k++)
        if (told_together(&c->claim[i], &c->claim[k]) && n++ < NUMBERS_MAX)
            buf_fmt(b, "[%" PRId32 "] ", k + 1);
    prose_quote(b, c->claim[i].text, QUOTE_BYTES_MAX);
    buf_fmt(b, " (%s)", verdict_name(c->claim[i].verdict));
    return n;
}

static void list_wrong(buf *b, const check *c, int32_t wrong)
{
    int32_t listed[QUOTES_MAX], n = 0, told = 0;
    for (int32_t i = 0; i < c->n && n < QUOTES_MAX; i++) {
        bool again = !check_is_wrong(c->claim[i].verdict);
        for (int32_t k = 0; k < n && !again; k++)
            again = told_together(&c->claim[listed[k]], &c->claim[i]);
        if (again)
            continue;
        buf_add(b, n ? ", " : "");
        listed[n++] = i;
        told += one_wrong(b, c, i);
    }
    if (wrong > told)
        buf_fmt(b, " and %" PRId32 " more", wrong - told);
    buf_char(b, '.');
}

/* Whether the parentheses that end text[0..n) hold a source, with its day: "(Reuters, 2025-07-20)". Their length. */
static size_t source_at_end(const char *text, size_t n)
{
    size_t from = n;
    if (!n || text[n - 1] != ')')
        return 0;
    while (from > 0 && text[from - 1] != '(')
        from--;
    bool day = n - from > 11 && text[n - 4] == '-' && text[n - 7] == '-';
    return from > 1 && day ? n - from + 2 : 0;
}

/* Length of the first statement of an explanation without its source: up to a semicolon, or the end of a first source. */
static size_t first_statement(const char *text)
{
    int32_t depth = 0;
    size_t n = 0;
    for (; text[n]; n++) {
        depth += text[n] == '(';
        depth -= text[n] == ')' && depth > 0;
        if (depth == 0 && (text[n] == ';' || strncmp(text + n, "), ", 3) == 0))
            break;
    }
    n += text[n] == ')';
    n -= n && text[n - 1] == '.';
    return n - source_at_end(text, n);
}

bool check_say_why(buf *b, const check *c, int32_t i)
{
    const char *text = c->claim[i].explanation;
    if (!check_is_wrong(c->claim[i].verdict))
        return false;
    for (int32_t k = MAX_OF(0, i - SAME_FAR); k < i; k++)
        if (told_together(&c->claim[k], &c->claim[i]))
            return false;
    one_wrong(b, c, i);
    if (*text) {
        buf_add(b, ": ");
        buf_addn(b, text, first_statement(text));
    }
    return true;
}

int32_t check_same(const check *c, int32_t i)
{
    for (int32_t k = MAX_OF(0, i - SAME_FAR); k < i; k++)
        if (same_answer(&c->claim[k], &c->claim[i]))
            return k;
    return -1;
}

void check_say_wrong(buf *b, const check *c)
{
    int32_t wrong = check_wrong(c);
    if (!c->n)
        return;
    if (c->count[UNVERIFIABLE] == c->n) {
        buf_add(b, "Nothing held speaks for or against them.");
        return;
    }
    if (!wrong) {
        buf_add(b, "No claim is contradicted.");
        return;
    }
    buf_add(b, "Not true as printed: ");
    list_wrong(b, c, wrong);
}

void check_say_sentence(buf *b, const char *text)
{
    size_t n = strlen(text), start = b->len;
    if (!n)
        return;
    buf_char(b, text[0] >= 'a' && text[0] <= 'z' ? (char)(text[0] - 'a' + 'A') : text[0]);
    buf_add(b, text + 1);
    if (b->len > start && !strchr(".!?", text[n - 1]))
        buf_char(b, '.');
}

void check_say_day(buf *b, const check *c)
{
    static const char *const how[] = { [DATE_UNKNOWN] = "",
                                       [DATE_GIVEN] = "the day given",
                                       [DATE_STATED] = "the day the text states" };
    char day[PERIOD_TEXT];
    bool warned = c->warning && *c->warning;
    size_t start = b->len;
    if (!c->n)
        return;
    if (c->art.date != INT32_MIN)
        buf_fmt(b, "Judged with what had been published by %s, %s.", day_text(day, c->art.date),
                how[c->art.date_basis]);
    else if (!warned)
        buf_add(b, "The text states no date: judged with all that is held.");
    if (warned) {
        buf_add(b, b->len > start ? " " : "");
        check_say_sentence(b, c->warning);
    }
}

/* ---- evidence ----------------------------------------------------------------------------------- */

static void number_and(buf *b, double x, double half_unit, const char *what)
{
    prose_number(b, x, half_unit);
    buf_add(b, what);
}

/* Half the width of what the roundings allow; 0: exact or not known. */
static double half_of(const evidence *e)
{
    double half = (e->hi - e->lo) / 2;
    return isfinite(half) && half > 0 ? half : 0;
}

static void change_pct(buf *b, const evidence *e)
{
    double half = half_of(e);
    prose_pct(b, e->value, half >= 0.5);
    if (half < 1) /* the printed digits say as much */
        return;
    buf_add(b, " (");
    prose_pct(b, e->lo, true);
    buf_add(b, " to ");
    prose_pct(b, e->hi, true);
    buf_add(b, " by the roundings)");
}

static void value_words(buf *b, const evidence *e)
{
    static const struct {
        const char *unit, *words;
    } units[] = {
        { "pct", " %" },         { "points", " percentage points" }, { "times", " times" },
        { "months", " months" }, { "elements", " elements" },        { "", "" }
    };
    const char *unit = e->unit ? e->unit : "";
    bool change = e->statistic && strncmp(e->statistic, "change", 6) == 0;
    if (STR_EQ(unit, "pct") && change) {
        change_pct(b, e);
        return;
    }
    if (STR_EQ(unit, "rank")) {
        buf_add(b, "place ");
        prose_number(b, e->value, 0);
        return;
    }
    for (int32_t i = 0; i < COUNT_OF(units); i++)
        if (STR_EQ(unit, units[i].unit)) {
            number_and(b, e->value, half_of(e), units[i].words);
            return;
        }
    prose_amount(b, e->value, unit, half_of(e));
}

/* Parts of a line, each with what stands before it when it is not the first. */
static void part(buf *b, size_t start, const char *before, const char *text)
{
    if (!text || !*text)
        return;
    buf_add(b, b->len > start ? before : "");
    write_text_plain(b, text, strlen(text));
}

static void when(buf *b, size_t start, const evidence *e)
{
    bool level = !e->statistic || STR_EQ(e->statistic, "level");
    part(b, start, ", ", level ? "" : e->statistic);
    part(b, start, ", ", e->period);
    if (e->base && *e->base)
        buf_fmt(b, " against %s", e->base);
}

void check_say_evidence(buf *b, const evidence *e)
{
    char day[PERIOD_TEXT];
    size_t start = b->len;
    if (IS_NUMBER(e->value)) {
        value_words(b, e);
        part(b, start, ": ", e->series);
    } else {
        part(b, start, "", e->series);
    }
    when(b, start, e);
    part(b, start, "; ", e->formula);
    part(b, start, "; ", e->source);
    if (e->published != INT32_MIN)
        buf_fmt(b, "%spublished %s%s", b->len > start ? ", " : "", day_text(day, e->published),
                e->published_assumed ? " (assumed)" : "");
    part(b, start, "; ", e->note);
}

/* ---- verdicts by name --------------------------------------------------------------------------- */

static gad_status no_verdict(gad_ctx *cx, const char *name)
{
    char list[256] = "";
    for (int32_t v = 0; v < VERDICTS; v++) {
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", v ? ", " : "", verdict_name((verdict)v));
    }
    return gad_fail(cx, GAD_E_ARG, "there is no verdict '%.40s': choose from %s", name, list);
}

gad_status gad_verdict_set(gad_ctx *cx, const char *list, uint32_t *set)
{
    uint32_t bits = 0;
    while (list) {
        char name[48];
        verdict v = SUPPORTED;
        size_t n = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)MIN_OF(n, sizeof name - 1), list);
        if (!verdict_find(name, &v))
            return no_verdict(cx, name);
        bits |= 1U << v;
        list = list[n] ? list + n + 1 : NULL;
    }
    *set = bits;
    return GAD_OK;
}
