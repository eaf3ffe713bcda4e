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

const char *num_shortest(char out[NUM_TEXT], double x)
{
    if (isnan(x)) {
        out[0] = '\0';
        return out;
    }
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
    snprintf(out + n, NUM_TEXT - n, "%s", plain + sign + whole);
}

static bool is_zero_text(const char *s)
{
    return strspn(s, "-0.") == strlen(s);
}

const char *num_people(char out[NUM_TEXT], double x, int32_t decimals)
{
    char plain[NUM_TEXT] = "";
    out[0] = '\0';
    if (isnan(x))
        return out;
    if (decimals < 0 || fabs(x) >= 1e15)
        num_shortest(plain, x);
    else
        snprintf(plain, sizeof plain, "%.*f", (int)MIN_OF(decimals, 15), x);
    bool zero = plain[0] == '-' && is_zero_text(plain);
    if (strchr(plain, 'e') || strchr(plain, 'n') || strlen(plain) > NUM_TEXT / 2)
        snprintf(out, NUM_TEXT, "%s", plain);
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
