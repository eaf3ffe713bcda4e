/* alert_parse.c - layer 2: conditions as people write them.
 *
 *     subject [of COUNTRY] (< <= > >=) NUMBER [UNIT] [for N months|years]
 *     subject [of COUNTRY] changes [by NUMBER [UNIT]] [for ...]
 *     record low|high [N months|years]        missing for N months|years
 * A row of `subjects` is a subject: its words, and what may follow it. Reading goes from left to right, one token at a
 * time, and never back; a complaint is about the token being read. */
#include "trade/alert.h"

enum { WORD_MAX = 40, QUOTE_MAX = 40 };

typedef enum measure_kind { IN_PER_CENT, IN_ITS_UNIT, PLAIN } measure_kind;

static const struct {
    const char *words;
    alert_subject subject;
    measure_kind kind;
    bool of, changes; /* takes "of COUNTRY"; may "change" */
    double lo, hi;    /* of the threshold */
    const char *example, *formula;
} subjects[] = {
    { "level", ALERT_LEVEL, IN_ITS_UNIT, false, false, -NO_LIMIT, NO_LIMIT, "level < 1000 t",
      "the level" },
    { "mom", ALERT_MOM, IN_PER_CENT, false, false, -100, NO_LIMIT, "mom > 50 %",
      "100 (level / level of the month before - 1)" },
    { "yoy", ALERT_YOY, IN_PER_CENT, false, false, -100, NO_LIMIT, "yoy < -30 %",
      "100 (level / level a year before - 1)" },
    { "ytd yoy", ALERT_YTD_YOY, IN_PER_CENT, false, false, -100, NO_LIMIT, "ytd yoy < -10 %",
      "100 (January to this month / the same months a year before - 1)" },
    { "surge", ALERT_SURGE, PLAIN, false, false, -NO_LIMIT, NO_LIMIT, "surge > 3",
      "(ln change on the period before - its median in other years) / (1.4826 MAD)" },
    { "share", ALERT_SHARE, IN_PER_CENT, true, true, 0, 100, "share of USA > 20 %",
      "100 level / level of the world" },
    { "rank", ALERT_RANK, PLAIN, true, true, 1, 300, "rank of USA <= 3",
      "1 + the number of partners with a larger level" },
    { "hhi", ALERT_HHI, PLAIN, false, true, 0, 1, "hhi > 0.25",
      "the sum of the squared shares of the partners, 0 to 1" },
    { "record low", ALERT_RECORD_LOW, PLAIN, false, false, 0, 0, "record low 60 months",
      "the level is below every other level of the window" },
    { "record high", ALERT_RECORD_HIGH, PLAIN, false, false, 0, 0, "record high 60 months",
      "the level is above every other level of the window" },
    { "missing", ALERT_MISSING, PLAIN, false, false, 0, 0, "missing for 2 months",
      "periods that have ended since the newest one held" },
    { "mirror gap z", ALERT_GAP, PLAIN, false, false, 0, NO_LIMIT, "mirror gap z > 4",
      "|ln (importer / exporter) - its usual value| / its usual spread" },
};

static const char *const ops[] = {
    [ALERT_BELOW] = "<",     [ALERT_AT_MOST] = "<=",      [ALERT_ABOVE] = ">",
    [ALERT_AT_LEAST] = ">=", [ALERT_CHANGES] = "changes", [ALERT_CHANGES_BY] = "changes by",
    [ALERT_IS] = ""
};

static int32_t row_of(alert_subject s)
{
    int32_t i = 0;
    while (subjects[i].subject != s)
        i++;
    return i;
}

/* ---- tokens -------------------------------------------------------------------------------------- */

typedef struct words {
    gad_ctx *cx;
    arena *mem;
    const char *text;
    size_t at, end; /* the token being read; at == end: the text is over */
} words;

static bool is_sign(char c)
{
    return c && strchr("<>=!%", c) != NULL;
}

/* A run of < > = !, a single %, or anything up to a space or one of them. */
static void next(words *w)
{
    w->at = w->end + strspn(w->text + w->end, " \t\n");
    const char *s = w->text + w->at;
    w->end = w->at;
    if (*s == '%')
        w->end++;
    else if (is_sign(*s))
        w->end += strspn(s, "<>=!");
    else
        w->end += strcspn(s, " \t\n<>=!%");
}

static bool is(const words *w, const char *word)
{
    size_t n = w->end - w->at;
    return n == strlen(word) && strncasecmp(w->text + w->at, word, n) == 0;
}

static bool over(const words *w)
{
    return w->at == w->end;
}

/* The token, for messages. */
static const char *shown(const words *w, char out[QUOTE_MAX + 16])
{
    size_t n = MIN_OF(w->end - w->at, (size_t)QUOTE_MAX);
    while (n < w->end - w->at && n > 0 && ((unsigned char)w->text[w->at + n] & 0xC0U) == 0x80U)
        n--;
    if (over(w))
        snprintf(out, QUOTE_MAX + 16, "the end");
    else
        snprintf(out, QUOTE_MAX + 16, "'%.*s'", (int)n, w->text + w->at);
    return out;
}

static gad_status expected(words *w, const char *what, const char *example)
{
    char text[QUOTE_MAX + 16];
    return gad_fail(w->cx, GAD_E_FORMAT, "expected %s, found %s: as in '%s'", what, shown(w, text),
                    example);
}

/* ---- numbers and units --------------------------------------------------------------------------- */

static gad_status take_number(words *w, const char *example, double *x)
{
    char text[NUM_TEXT];
    size_t n = w->end - w->at;
    const char *s = w->text + w->at, *digits = s + (*s == '-' || *s == '+');
    bool zero = digits[0] == '0' && isdigit((unsigned char)digits[1]);
    snprintf(text, sizeof text, "%.*s", (int)MIN_OF(n, sizeof text - 1), s);
    if (n < sizeof text && !zero && num_parse(text, x)) {
        next(w);
        return GAD_OK;
    }
    if (memchr(s, ',', n) && isdigit((unsigned char)*digits))
        return expected(w, "a number with a point and without separators", example);
    if (isdigit((unsigned char)*digits) && !zero)
        return expected(w, "a number, and a space before its unit", example);
    return expected(w, "a number", example);
}

/* A count of periods and its unit: "2 months". */
static gad_status take_periods(words *w, const char *example, alert_test *t)
{
    static const struct {
        const char *word;
        char step;
    } row[] = { { "months", 'M' }, { "month", 'M' }, { "years", 'A' }, { "year", 'A' } };
    double x = 0;
    size_t at = w->at, end = w->end;
    gad_status st = take_number(w, example, &x);
    if (st)
        return st;
    if (x < 1 || x > ALERT_PERIODS_MAX || x != floor(x)) {
        w->at = at;
        w->end = end;
        return expected(w, "a whole number from 1 to " GAD_STRING(600), example);
    }
    t->periods = (int32_t)x;
    for (int32_t i = 0; i < COUNT_OF(row) && !t->step; i++)
        t->step = is(w, row[i].word) ? row[i].step : 0;
    if (!t->step)
        return expected(w, "months or years", example);
    next(w);
    return GAD_OK;
}

static gad_status take_threshold(words *w, int32_t row, alert_test *t)
{
    static const struct {
        const char *word;
        double times;
    } folds[] = { { "thousand", 1e3 }, { "million", 1e6 }, { "billion", 1e9 } };
    char lo[NUM_TEXT], hi[NUM_TEXT], what[4 * NUM_TEXT];
    const char *example = subjects[row].example;
    size_t at = w->at, end = w->end;
    gad_status st = take_number(w, example, &t->threshold);
    if (st)
        return st;
    if (!(t->threshold >= subjects[row].lo && t->threshold <= subjects[row].hi)) {
        w->at = at;
        w->end = end;
        snprintf(what, sizeof what, "a number from %s%s%s", num_shortest(lo, subjects[row].lo),
                 isinf(subjects[row].hi) ? "" : " to ",
                 isinf(subjects[row].hi) ? " on" : num_shortest(hi, subjects[row].hi));
        return expected(w, what, example);
    }
    if (subjects[row].kind == PLAIN)
        return GAD_OK;
    if (subjects[row].kind == IN_PER_CENT) {
        if (!is(w, "%"))
            return expected(w, "%", example);
        next(w);
        return GAD_OK;
    }
    for (int32_t i = 0; i < COUNT_OF(folds); i++)
        if (is(w, folds[i].word)) {
            t->threshold *= folds[i].times;
            next(w);
            break;
        }
    if (over(w) || is(w, "for"))
        return expected(w, "the unit of the level, t or USD", example);
    t->unit = arena_strn(w->mem, w->text + w->at, w->end - w->at);
    next(w);
    return t->unit ? GAD_OK : gad_nomem(w->cx, "a condition");
}

/* ---- the parts ----------------------------------------------------------------------------------- */

/* Whether the tokens from here on are these words; goes behind them. */
static bool take_words(words *w, const char *list)
{
    words ahead = *w;
    char one[WORD_MAX];
    while (*list) {
        size_t n = strcspn(list, " ");
        snprintf(one, sizeof one, "%.*s", (int)n, list);
        if (!is(&ahead, one))
            return false;
        next(&ahead);
        list += n + (list[n] == ' ');
    }
    *w = ahead;
    return true;
}

static gad_status take_subject(words *w, int32_t *row)
{
    char list[512] = "", word[WORD_MAX], text[QUOTE_MAX + 16];
    const char *near = NULL;
    for (*row = 0; *row < COUNT_OF(subjects); (*row)++)
        if (take_words(w, subjects[*row].words))
            return GAD_OK;
    snprintf(word, sizeof word, "%.*s", (int)MIN_OF(w->end - w->at, (size_t)WORD_MAX - 1),
             w->text + w->at);
    for (int32_t i = 0; i < COUNT_OF(subjects); i++) {
        char first[WORD_MAX];
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s%s", i ? ", " : "", subjects[i].words,
                 subjects[i].of ? " of COUNTRY" : "");
        snprintf(first, sizeof first, "%.*s", (int)strcspn(subjects[i].words, " "),
                 subjects[i].words);
        if (*word && !near && near_enough(word, first))
            near = subjects[i].example;
    }
    if (over(w))
        return gad_fail(w->cx, GAD_E_FORMAT, "the condition is empty: it starts with one of %s",
                        list);
    if (near)
        return gad_fail(w->cx, GAD_E_FORMAT, "%s starts no condition: did you mean '%s'?",
                        shown(w, text), near);
    return gad_fail(w->cx, GAD_E_FORMAT, "%s starts no condition: it is one of %s", shown(w, text),
                    list);
}

/* "of United States": the words up to what follows. */
static gad_status take_country(words *w, int32_t row, alert_test *t)
{
    if (!is(w, "of"))
        return expected(w, "of and a country", subjects[row].example);
    next(w);
    size_t from = w->at, to = from;
    while (!over(w) && !is_sign(w->text[w->at]) && !is(w, "changes")) {
        to = w->end;
        next(w);
    }
    if (to == from)
        return expected(w, "a country", subjects[row].example);
    t->country = arena_strn(w->mem, w->text + from, to - from);
    return t->country ? GAD_OK : gad_nomem(w->cx, "a condition");
}

static gad_status take_comparison(words *w, int32_t row, alert_test *t)
{
    for (int32_t op = ALERT_BELOW; op <= ALERT_AT_LEAST; op++)
        if (is(w, ops[op])) {
            t->op = (alert_op)op;
            next(w);
            return take_threshold(w, row, t);
        }
    if (!is(w, "changes") || !subjects[row].changes)
        return expected(w, subjects[row].changes ? "<, <=, >, >= or changes" : "<, <=, > or >=",
                        subjects[row].example);
    next(w);
    t->op = ALERT_CHANGES;
    if (!is(w, "by")) /* a share is never quite the same: only a rank can change as such */
        return t->subject == ALERT_RANK
                   ? GAD_OK
                   : expected(w, "by and a number",
                              t->subject == ALERT_HHI ? "hhi changes by 0.05"
                                                      : "share of USA changes by 5 %");
    next(w);
    t->op = ALERT_CHANGES_BY;
    size_t at = w->at, end = w->end;
    gad_status st = take_threshold(w, row, t);
    if (!st && !(t->threshold > 0)) {
        w->at = at;
        w->end = end;
        return expected(w, "a number above 0", "hhi changes by 0.05");
    }
    return st;
}

static gad_status take_rest(words *w, int32_t row, alert_test *t)
{
    bool is_record = t->subject == ALERT_RECORD_LOW || t->subject == ALERT_RECORD_HIGH;
    gad_status st = GAD_OK;
    t->op = ALERT_IS;
    t->periods = is_record ? 0 : 1;
    if (is_record && !over(w)) {
        st = take_periods(w, subjects[row].example, t);
        if (!st && t->periods < 2)
            st = gad_fail(w->cx, GAD_E_FORMAT, "a record needs a window of 2 or more: as in '%s'",
                          subjects[row].example);
    } else if (t->subject == ALERT_MISSING) {
        if (!is(w, "for"))
            return expected(w, "for and a number of months", subjects[row].example);
        next(w);
        st = take_periods(w, subjects[row].example, t);
    } else if (!is_record) {
        st = take_comparison(w, row, t);
        if (!st && is(w, "for")) {
            next(w);
            st = take_periods(w, "yoy < -30 % for 2 months", t);
        }
    }
    return st || over(w) ? st : expected(w, "the end", subjects[row].example);
}

gad_status alert_parse(gad_ctx *cx, arena *mem, const char *text, alert_test *out, size_t *at)
{
    words w = { .cx = cx, .mem = mem, .text = text };
    alert_test t = { .threshold = NO_NUMBER, .unit = "" };
    int32_t row = 0;
    next(&w);
    gad_status st = take_subject(&w, &row);
    if (!st) {
        t.subject = subjects[row].subject;
        t.unit = subjects[row].kind == IN_PER_CENT ? "%" : "";
        if (subjects[row].of)
            st = take_country(&w, row, &t);
    }
    if (!st)
        st = take_rest(&w, row, &t);
    *at = w.at;
    if (!st)
        *out = t;
    return st;
}

/* ---- words --------------------------------------------------------------------------------------- */

const char *alert_text(arena *mem, const alert_test *t)
{
    char num[NUM_TEXT] = "", duration[64] = "";
    int32_t row = row_of(t->subject);
    bool is_record = t->subject == ALERT_RECORD_LOW || t->subject == ALERT_RECORD_HIGH;
    if (t->step)
        snprintf(duration, sizeof duration, "%s%" PRId32 " %s%s", is_record ? " " : " for ",
                 t->periods, t->step == 'A' ? "year" : "month", t->periods == 1 ? "" : "s");
    num_shortest(num, t->threshold);
    return arena_fmt(mem, "%s%s%s%s%s%s%s%s%s%s", subjects[row].words, t->country ? " of " : "",
                     t->country ? t->country : "", *ops[t->op] ? " " : "", ops[t->op],
                     *num ? " " : "", num, *num && *t->unit ? " " : "", *num ? t->unit : "",
                     duration);
}

const char *alert_formula(alert_subject s)
{
    return subjects[row_of(s)].formula;
}

const char *alert_unit(const alert_test *t, const char *unit)
{
    switch (t->subject) {
    case ALERT_RECORD_LOW:
    case ALERT_RECORD_HIGH:
        return unit;
    case ALERT_RANK:
        return "place";
    case ALERT_MISSING:
        return "periods";
    default:
        return t->unit;
    }
}
