/* amount.c - layer 3: printed digits and a hedge to the numbers they allow.
 *
 * Flow: printed -> value, place of the last digit and of the last digit that is no trailing zero -> what the digits
 * allow -> what the hedge makes of it (hedges.def).
 * Invariant: lo <= value <= hi, digits_lo <= value <= digits_hi, whatever the text. */
#include "claims/lex.h"

/* Trailing zeros of a whole number count as rounding, but never for more than this share of the value: "10" is not 5 to
 * 15. And a round hundred of per cent is given to ten. Both are ours, from reading the press. */
static const double ROUND_SHARE = 0.2;
static const double HUNDRED_PCT_HALF = 5;
/* "a third" may be 30 to 37 %: a tenth to both sides, wider than half the way to a quarter (4 points of 33). */
static const double FRACTION_SHARE = 0.1;

typedef enum edge { DIGITS, PRINTED, VALUE, OPEN } edge;
static const struct {
    edge low;
    double low_share;
    edge high;
    double high_share;
} hedges[HEDGE_COUNT] = {
#define HEDGE(name, word, low, low_share, high, high_share, says)                                  \
    [HEDGE_##name] = { low, low_share, high, high_share },
#include "claims/hedges.def"
#undef HEDGE
};

typedef struct digits {
    double value, printed_half,
        half; /* of the last digit as printed; of the last one that is no trailing zero */
    int32_t significant;
} digits;

static bool is_separator(const char *p)
{
    unsigned char c = (unsigned char)*p;
    return c == ',' || c == ' ' || c == '\'' || c == 0xC2 || c == 0xA0 || c >= 0xE2 || c == 0x80 ||
           c == 0xAF || c == 0x89 || c == 0x99;
}

/* "1/3", as the lexer writes fractions. */
static bool read_fraction(const char *printed, digits *d)
{
    const char *stroke = strchr(printed, '/');
    char over[NUM_TEXT];
    double a, b;
    if (!stroke || (size_t)(stroke - printed) >= sizeof over)
        return false;
    memcpy(over, printed, (size_t)(stroke - printed));
    over[stroke - printed] = '\0';
    if (!num_parse(over, &a) || !num_parse(stroke + 1, &b) || b == 0)
        return false;
    d->value = a / b;
    d->half = d->printed_half = fabs(d->value) * FRACTION_SHARE;
    d->significant = 1;
    return true;
}

/* Digits with separators and a sign; a comma before one or two last digits is a decimal point. */
static bool clean(const char *printed, char *out, size_t room)
{
    size_t n = 0;
    bool point = strchr(printed, '.') != NULL;
    const char *comma = strrchr(printed, ',');
    size_t behind = comma ? strspn(comma + 1, "0123456789") : 0;
    bool decimal_comma = comma && !point && comma == strchr(printed, ',') &&
                         (behind == 1 || behind == 2) && !comma[1 + behind];
    for (const char *p = printed; *p; p++) {
        if (n + 1 >= room)
            return false;
        if ((*p >= '0' && *p <= '9') || *p == '.' || (*p == '-' && n == 0))
            out[n++] = *p;
        else if (p == comma && decimal_comma)
            out[n++] = '.';
        else if (!is_separator(p) && *p != '+' && *p != '-')
            return false;
    }
    out[n] = '\0';
    return n > 0;
}

static digits read_digits(const char *printed)
{
    digits d = { NO_NUMBER, 0, 0, 0 };
    char text[NUM_TEXT * 2];
    if (read_fraction(printed, &d) || !clean(printed, text, sizeof text))
        return d;
    size_t n = strlen(text), zeros = 0;
    bool stop = text[n - 1] == '.'; /* "10.": the zeros are meant */
    if (stop)
        text[--n] = '\0';
    const char *point = strchr(text, '.'), *first = text + strspn(text, "-0.");
    if (!num_parse(text, &d.value))
        return (digits){ NO_NUMBER, 0, 0, 0 };
    int32_t decimals = point ? (int32_t)(n - 1 - (size_t)(point - text)) : 0;
    for (const char *p = first; *p; p++)
        d.significant += *p != '.';
    while (!point && !stop && zeros + 1 < n && text[n - 1 - zeros] == '0' &&
           (int32_t)zeros + 1 < d.significant)
        zeros++;
    d.significant -= (int32_t)zeros;
    d.printed_half = 0.5 * pow(10, -decimals);
    d.half = d.printed_half * pow(10, (double)zeros);
    if (zeros)
        d.half = MAX_OF(MIN_OF(d.half, fabs(d.value) * ROUND_SHARE), d.printed_half);
    return d;
}

static double low_end(edge e, double share, const amount *a, double printed_half)
{
    switch (e) {
    case OPEN:
        return -NO_LIMIT;
    case VALUE:
        return a->value;
    case PRINTED:
        return a->value - printed_half;
    default:
        return MIN_OF(a->digits_lo, a->value - share * fabs(a->value));
    }
}

static double high_end(edge e, double share, const amount *a, double printed_half)
{
    switch (e) {
    case OPEN:
        return NO_LIMIT;
    case VALUE:
        return a->value;
    case PRINTED:
        return a->value + printed_half;
    default:
        return MAX_OF(a->digits_hi, a->value + share * fabs(a->value));
    }
}

amount amount_make(const char *printed, double scale, double factor, const char *unit, hedge h,
                   bool exact)
{
    digits d = read_digits(printed ? printed : "");
    double times = scale * factor, half = exact ? 0 : d.half,
           printed_half = exact ? 0 : d.printed_half;
    if (!exact && STR_EQ(unit, "pct") && fabs(d.value * times) == 100 && d.significant == 1)
        half = MIN_OF(half, HUNDRED_PCT_HALF / fabs(times));
    amount a = { .value = d.value * times,
                 .factor = factor,
                 .unit = unit,
                 .hedge = h,
                 .significant = d.significant };
    a.digits_lo = a.value - half * fabs(times);
    a.digits_hi = a.value + half * fabs(times);
    h = (int32_t)h >= 0 && h < HEDGE_COUNT ? h : HEDGE_NONE;
    a.lo = low_end(hedges[h].low, hedges[h].low_share, &a, printed_half * fabs(times));
    a.hi = high_end(hedges[h].high, hedges[h].high_share, &a, printed_half * fabs(times));
    return a;
}

amount amount_range(const amount *from, const amount *to)
{
    const amount *low = from->value <= to->value ? from : to, *high = low == from ? to : from;
    amount a = *low;
    a.value = low->value + (high->value - low->value) / 2;
    a.lo = MIN_OF(low->lo, high->lo);
    a.hi = MAX_OF(low->hi, high->hi);
    a.digits_lo = MIN_OF(low->digits_lo, high->digits_lo);
    a.digits_hi = MAX_OF(low->digits_hi, high->digits_hi);
    a.hedge = from->hedge ? from->hedge : to->hedge;
    a.significant = MIN_OF(low->significant, high->significant);
    return a;
}

amount amount_negate(const amount *a)
{
    amount b = *a;
    b.value = -a->value;
    b.lo = -a->hi;
    b.hi = -a->lo;
    b.digits_lo = -a->digits_hi;
    b.digits_hi = -a->digits_lo;
    return b;
}

/* One of the last digit that says something, in the normal unit: 10 for 660, 1,000 for 3,000. */
static double last_unit(const amount *a)
{
    double printed = fabs(a->value / a->factor);
    if (!(printed > 0) || isinf(printed) || a->significant < 1)
        return a->digits_hi - a->digits_lo;
    double leading = floor(log10(printed) + 1e-9);
    return pow(10, leading - a->significant + 1) * fabs(a->factor);
}

void amount_natural(const amount *a, double *lo, double *hi)
{
    double unit = MAX_OF(last_unit(a), a->digits_hi - a->digits_lo);
    *lo = isinf(a->lo) ? a->value - unit : a->lo;
    *hi = isinf(a->hi) ? a->value + unit : a->hi;
}
