/* num.c - layer 0: numbers to text and back. The process never calls setlocale for LC_NUMERIC, so
 * strtod and printf use the point. */
#include "base/base.h"

/* sign digits [. digits] [e sign digits], at least one digit before or after the point */
static bool is_plain_number(const char *s)
{
    int32_t digits = 0;
    if (*s == '+' || *s == '-')
        s++;
    for (; isdigit((unsigned char)*s); s++)
        digits++;
    if (*s == '.')
        for (s++; isdigit((unsigned char)*s); s++)
            digits++;
    if (!digits)
        return false;
    if (*s == 'e' || *s == 'E') {
        s++;
        if (*s == '+' || *s == '-')
            s++;
        if (!isdigit((unsigned char)*s))
            return false;
        while (isdigit((unsigned char)*s))
            s++;
    }
    return *s == '\0';
}

bool num_parse(const char *text, double *x)
{
    if (!is_plain_number(text))
        return false;
    double v = strtod(text, NULL);
    if (!isfinite(v))
        return false;
    *x = v;
    return true;
}

bool num_parse_i32(const char *text, int32_t lo, int32_t hi, int32_t *x)
{
    char *end = NULL;
    if (*text == '\0' || isspace((unsigned char)*text))
        return false;
    errno = 0;
    long v = strtol(text, &end, 10);
    if (errno || *end || v < lo || v > hi)
        return false;
    *x = (int32_t)v;
    return true;
}

/* Digits of a number that is not negative, and the end of the text. */
static char *put_whole(char *out, int32_t x, int32_t least)
{
    char digits[16];
    int32_t n = 0;
    for (; x || n < least; x /= 10)
        digits[n++] = (char)('0' + x % 10);
    while (n)
        *out++ = digits[--n];
    *out = '\0';
    return out;
}

/* Thousandths are the usual case: 353, 157.5. x has at most twelve digits then, so they are what %.15g prints. */
static bool put_thousandths(char out[NUM_TEXT], double x)
{
    static const double LARGEST = 1e6;
    double k = x * 1e3;
    if (!(fabs(x) < LARGEST) || k != floor(k) || k / 1e3 != x || (x == 0 && signbit(x)))
        return false;
    int32_t whole = (int32_t)fabs(k), rest = whole % 1000;
    if (k < 0)
        *out++ = '-';
    out = put_whole(out, whole / 1000, 1);
    if (!rest)
        return true;
    *out++ = '.';
    for (out = put_whole(out, rest, 3); out[-1] == '0';)
        *--out = '\0';
    return true;
}

const char *num_shortest(char out[NUM_TEXT], double x)
{
    if (isnan(x)) {
        out[0] = '\0';
        return out;
    }
    if (put_thousandths(out, x))
        return out;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, NUM_TEXT, "%.*g", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    return out;
}

/* "-1234567.5" -> "-1,234,567.5"; texts with an exponent stay as they are. */
static void add_separators(char out[NUM_TEXT], const char *plain)
{
    size_t sign = plain[0] == '-' ? 1 : 0;
    size_t whole = strspn(plain + sign, "0123456789");
    size_t n = 0;
    memcpy(out, plain, sign);
    n = sign;
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = plain[sign + i];
    }
    memcpy(out + n, plain + sign + whole, strlen(plain + sign + whole) + 1);
}

static bool is_zero_text(const char *s)
{
    return strspn(s, "-0.") == strlen(s);
}

/* Few decimals of a number of usual size, as "%.*f" rounds it; false at what may be a tie, which takes all its digits. */
static bool put_decimals(char out[NUM_TEXT], double x, int32_t decimals)
{
    static const double scale[] = { 1, 10, 100, 1000 }, LARGEST = 1e6, UNSURE = 1e-6;
    if (decimals < 0 || decimals >= COUNT_OF(scale) || !(fabs(x) < LARGEST))
        return false;
    double k = fabs(x) * scale[decimals], below = floor(k);
    if (fabs(k - below - 0.5) < UNSURE)
        return false;
    int32_t whole = (int32_t)(k - below > 0.5 ? below + 1 : below), unit = (int32_t)scale[decimals];
    if (signbit(x))
        *out++ = '-';
    out = put_whole(out, whole / unit, 1);
    if (decimals) {
        *out++ = '.';
        put_whole(out, whole % unit, decimals);
    }
    return true;
}

const char *num_people(char out[NUM_TEXT], double x, int32_t decimals)
{
    char plain[NUM_TEXT] = "";
    out[0] = '\0';
    if (isnan(x))
        return out;
    if (decimals < 0 || fabs(x) >= 1e15)
        num_shortest(plain, x);
    else if (!put_decimals(plain, x, decimals))
        snprintf(plain, sizeof plain, "%.*f", (int)MIN_OF(decimals, 15), x);
    bool zero = plain[0] == '-' && is_zero_text(plain);
    if (strchr(plain, 'e') || strchr(plain, 'n') || strlen(plain) > NUM_TEXT / 2)
        fmt_into(out, NUM_TEXT, "%s", plain);
    else
        add_separators(out, zero ? plain + 1 : plain);
    return out;
}

double num_half_unit(const char *printed)
{
    double x = 0;
    if (!num_parse(printed, &x))
        return 0;
    const char *point = strchr(printed, '.');
    size_t decimals = point ? strspn(point + 1, "0123456789") : 0;
    const char *e = strpbrk(printed, "eE");
    double unit = pow(10.0, -(double)decimals);
    if (e)
        unit *= pow(10.0, strtod(e + 1, NULL));
    return unit / 2;
}
