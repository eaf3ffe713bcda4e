/* prose.c - layer 4: numbers to English.
 *
 * Two ideas carry it. Words are rows of tables, sorted from the strongest claim to the weakest, and
 * the first row whose bound holds over the whole interval is taken. Digits are printed only as far
 * as the figure was given. */
#include "report/prose.h"

/* Below this a change is called almost none: it prints as 0.0 %. Per cent. */
#define ALMOST_NONE_PCT 0.05

/* ---- changes ---------------------------------------------------------------------------------- */

prose_way prose_way_of(prose_change c)
{
    if (isnan(c.pct) || isnan(c.lo) || isnan(c.hi))
        return PROSE_UNKNOWN;
    if (c.lo > 0 && c.pct >= ALMOST_NONE_PCT)
        return PROSE_UP;
    if (c.hi < 0 && c.pct <= -ALMOST_NONE_PCT)
        return PROSE_DOWN;
    return PROSE_LEVEL;
}

typedef struct bound_word {
    double bound_pct; /* the whole interval lies beyond this */
    const char *verb;
    const char *part; /* of the base, in a comparison; NULL: say the percentage */
} bound_word;

static const bound_word falls[] = {
    { -90, "fell by more than nine tenths", "less than a tenth of" },
    { -75, "fell by more than three quarters", "less than a quarter of" },
    { -200.0 / 3, "fell by more than two thirds", "less than a third of" },
    { -50, "more than halved", "less than half of" },
};
static const bound_word rises[] = {
    { 900, "rose more than tenfold", NULL },   { 800, "rose more than ninefold", NULL },
    { 700, "rose more than eightfold", NULL }, { 600, "rose more than sevenfold", NULL },
    { 500, "rose more than sixfold", NULL },   { 400, "rose more than fivefold", NULL },
    { 300, "more than quadrupled", NULL },     { 200, "more than tripled", NULL },
    { 100, "more than doubled", NULL },
};

bool prose_rough(prose_change c)
{
    return !(c.hi - c.lo < 1);
}

/* Changes that are a plain multiple as printed: +100.0 % doubled, -50.0 % halved. */
static const char *exact_verb(prose_change c)
{
    static const struct {
        double pct;
        const char *verb;
    } exact[] = {
        { -50, "halved" }, { 100, "doubled" }, { 200, "tripled" }, { 300, "quadrupled" }
    };
    for (int32_t i = 0; i < COUNT_OF(exact); i++)
        if (!prose_rough(c) && fabs(c.pct - exact[i].pct) < ALMOST_NONE_PCT)
            return exact[i].verb;
    return NULL;
}

static const bound_word *fall_of(prose_change c)
{
    for (int32_t i = 0; i < COUNT_OF(falls); i++)
        if (c.hi < falls[i].bound_pct)
            return &falls[i];
    return NULL;
}

static void up_verb(buf *b, prose_change c)
{
    if (c.lo > 9900) {
        buf_add(b, "rose more than a hundredfold");
        return;
    }
    if (c.lo > 1000) {
        buf_fmt(b, "rose more than %.0f-fold", ceil(c.lo / 100 + 1) - 1);
        return;
    }
    for (int32_t i = 0; i < COUNT_OF(rises); i++)
        if (c.lo > rises[i].bound_pct) {
            buf_add(b, rises[i].verb);
            return;
        }
    buf_add(b, "rose");
}

void prose_verb(buf *b, prose_change c)
{
    const char *exact = exact_verb(c);
    const bound_word *fall = fall_of(c);
    prose_way way = prose_way_of(c);
    if (way == PROSE_UNKNOWN)
        buf_add(b, "changed by an unknown amount");
    else if (way == PROSE_LEVEL)
        buf_add(b, c.lo == 0 && c.hi == 0 ? "was unchanged" : "was almost unchanged");
    else if (exact)
        buf_add(b, exact);
    else if (way == PROSE_UP)
        up_verb(b, c);
    else if (c.pct <= -100)
        buf_add(b, "fell to zero");
    else
        buf_add(b, fall ? fall->verb : "fell");
}

static void compare_times(buf *b, prose_change c, const char *of)
{
    double times = c.pct / 100 + 1;
    char text[NUM_TEXT];
    bool whole = times >= 10 || fabs(times - round(times)) < 0.05;
    buf_fmt(b, "%s%s times %s (", prose_rough(c) ? "about " : "",
            num_people(text, times, whole ? 0 : 1), of);
    prose_pct(b, c.pct, prose_rough(c));
    buf_char(b, ')');
}

void prose_compare(buf *b, prose_change c, prose_base base)
{
    prose_way way = prose_way_of(c);
    const bound_word *fall = fall_of(c);
    if (way == PROSE_UNKNOWN)
        return;
    if (way == PROSE_LEVEL)
        buf_fmt(b, "%s as %s", c.lo == 0 && c.hi == 0 ? "the same" : "almost the same", base.than);
    else if (c.pct <= -100)
        buf_fmt(b, "down to zero from %s", base.of);
    else if (way == PROSE_UP && c.lo >= 100)
        compare_times(b, c, base.of);
    else if (way == PROSE_DOWN && fall) {
        buf_fmt(b, "%s %s (", fall->part, base.of);
        prose_pct(b, c.pct, prose_rough(c));
        buf_char(b, ')');
    } else {
        char text[NUM_TEXT];
        num_people(text, fabs(c.pct), prose_rough(c) ? 0 : 1);
        buf_fmt(b, "%s%s %% %s than %s", prose_rough(c) ? "about " : "", text,
                way == PROSE_UP ? "more" : "less", base.than);
    }
}

/* ---- numbers ---------------------------------------------------------------------------------- */

static void signed_pct(buf *b, double pct, int32_t decimals)
{
    char text[NUM_TEXT];
    if (!isfinite(pct)) {
        buf_add(b, "unknown");
        return;
    }
    num_people(text, pct, decimals);
    bool zero = strspn(text, "0.") == strlen(text);
    buf_fmt(b, "%s%s %%", pct > 0 && !zero ? "+" : "", text);
}

void prose_pct(buf *b, double pct, bool rough)
{
    signed_pct(b, pct, rough || fabs(pct) >= 1000 ? 0 : 1);
}

void prose_pct_given(buf *b, double pct, double half_unit)
{
    signed_pct(b, pct, half_unit >= 0.5 ? 0 : half_unit >= 0.05 || half_unit <= 0 ? 1 : 2);
}

void prose_share(buf *b, double pct)
{
    char text[NUM_TEXT];
    if (isnan(pct))
        buf_add(b, "an unknown share");
    else if (pct > 0 && pct < 0.05)
        buf_add(b, "less than 0.1 %");
    else
        buf_fmt(b, "%s %%", num_people(text, pct, 1));
}

/* Decimals worth printing: fewer for larger numbers, and none finer than the rounding. */
static int32_t decimals_of(double x, double half_unit)
{
    double a = fabs(x);
    int32_t want = a >= 1000 ? 0 : a >= 10 ? 1 : a >= 1 ? 2 : 3;
    while (want < 9 && a > 0 && a < pow(10, 1 - want)) /* keep two digits of small numbers */
        want++;
    for (double unit = 1; half_unit > 0 && want > 0; want--) {
        unit = pow(10, -want);
        if (half_unit * 2 <= unit * 1.0001)
            break;
    }
    while (want < 9 && a > 0 && a < 0.5 * pow(10, -want)) /* what is not zero is not printed as 0 */
        want++;
    return want;
}

void prose_number(buf *b, double x, double half_unit)
{
    char text[NUM_TEXT];
    num_people(text, x, decimals_of(x, half_unit));
    if (strchr(text, '.') && half_unit <= 0) { /* an exact 46.0 is printed 46 */
        size_t n = strlen(text);
        while (text[n - 1] == '0')
            text[--n] = '\0';
        if (text[n - 1] == '.')
            text[--n] = '\0';
    }
    buf_add(b, text);
}

static bool is_money(const char *unit)
{
    return strlen(unit) == 3 && isupper((unsigned char)unit[0]) &&
           isupper((unsigned char)unit[1]) && isupper((unsigned char)unit[2]);
}

void prose_amount(buf *b, double x, const char *unit, double half_unit)
{
    static const struct {
        double at_least, scale;
        const char *word;
    } scales[] = { { 999.95e6, 1e9, "billion " }, { 999950, 1e6, "million " } };
    char text[NUM_TEXT];
    if (isnan(x)) {
        buf_add(b, "an unknown amount");
        return;
    }
    for (int32_t i = 0; is_money(unit) && i < COUNT_OF(scales); i++)
        if (fabs(x) >= scales[i].at_least) {
            double y = x / scales[i].scale;
            bool whole = fabs(y - round(y)) < 1e-9;
            int32_t decimals = whole ? 0 : i == 0 ? 2 : 1;
            buf_fmt(b, "%s %s%s", num_people(text, y, decimals), scales[i].word, unit);
            return;
        }
    prose_number(b, x, half_unit);
    buf_fmt(b, " %s", unit);
}

/* ---- time ------------------------------------------------------------------------------------- */

void prose_period(buf *b, int32_t month, bool annual)
{
    char text[PERIOD_TEXT];
    if (annual)
        buf_fmt(b, "%" PRId32, month_year(month));
    else
        buf_add(b, month_people(text, month));
}

void prose_period_near(buf *b, int32_t month, int32_t beside, bool annual)
{
    if (!annual && month_year(month) == month_year(beside))
        buf_add(b, month_name(month_number(month)));
    else
        prose_period(b, month, annual);
}

static void one_range(buf *b, int32_t from, int32_t to, int32_t step)
{
    if (from != to) {
        prose_period_near(b, from, to, step == 12);
        buf_add(b, " to ");
    }
    prose_period(b, to, step == 12);
}

void prose_ranges(buf *b, const int32_t *month, int32_t n, int32_t step)
{
    for (int32_t i = 0, end; i < n; i = end) {
        end = i + 1;
        while (end < n && month[end] == month[end - 1] + step)
            end++;
        if (i)
            buf_add(b, end == n ? " and " : ", ");
        one_range(b, month[i], month[end - 1], step);
    }
}

/* ---- words ------------------------------------------------------------------------------------ */

void prose_ordinal(buf *b, int32_t n)
{
    static const char *const word[] = { "first", "second",  "third",  "fourth", "fifth",
                                        "sixth", "seventh", "eighth", "ninth",  "tenth" };
    static const char *const ending[] = { "th", "st", "nd", "rd" };
    if (n >= 1 && n <= COUNT_OF(word)) {
        buf_add(b, word[n - 1]);
        return;
    }
    bool teen = n % 100 >= 11 && n % 100 <= 13;
    buf_fmt(b, "%" PRId32 "%s", n, ending[teen || n % 10 > 3 ? 0 : n % 10]);
}

void prose_rank(buf *b, int32_t n)
{
    if (n > 1) {
        prose_ordinal(b, n);
        buf_char(b, '-');
    }
    buf_add(b, "largest");
}

void prose_count(buf *b, int32_t n, const char *one, const char *many)
{
    char text[NUM_TEXT];
    buf_fmt(b, "%s %s", num_people(text, n, 0), n == 1 ? one : many);
}

void prose_list(buf *b, const char *const *item, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        buf_fmt(b, "%s%s", i == 0 ? "" : i == n - 1 ? " and " : ", ", item[i]);
}

/* Bytes of `text` that fit into `max` without cutting a UTF-8 character. */
static size_t fit(const char *text, size_t n, size_t max)
{
    if (n <= max)
        return n;
    while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
        max--;
    return max;
}

void prose_quote(buf *b, const char *text, size_t max)
{
    text += strspn(text, " \t\r\n");
    size_t n = strlen(text), keep = 0;
    while (n && strchr(" \t\r\n.", text[n - 1]))
        n--;
    keep = fit(text, n, max);
    buf_char(b, '"');
    for (size_t i = 0; i < keep; i++) {
        unsigned char c = (unsigned char)text[i];
        bool space = c <= ' ' || c == 127;
        if (space && i && ((unsigned char)text[i - 1] <= ' ' || text[i - 1] == 127))
            continue;
        buf_char(b, space ? ' ' : c == '"' ? '\'' : (char)c);
    }
    buf_add(b, keep < n ? "...\"" : "\"");
}

const char *prose_sentence(arena *mem, const buf *b)
{
    const char *from = buf_text(b);
    from += strspn(from, " ");
    char *to = arena_take(mem, strlen(from) + 2, 1);
    if (!to || !buf_ok(b))
        return NULL;
    size_t n = 0;
    for (const char *c = from; *c; c++)
        if (*c != ' ' || (n && to[n - 1] != ' '))
            to[n++] = *c;
    while (n && strchr(" .", to[n - 1]))
        n--;
    to[n++] = '.';
    to[n] = '\0';
    to[0] = (char)(to[0] >= 'a' && to[0] <= 'z' ? to[0] - 'a' + 'A' : to[0]);
    return to;
}
