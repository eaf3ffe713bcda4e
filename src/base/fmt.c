/* fmt.c - layer 0: printf for the few directives that answers are made of. */
#include "base/base.h"

enum { ANY_LENGTH = -1, TAKEN_LENGTH = -2 };

typedef struct directive {
    char kind;      /* s c d %, 0: none of ours */
    int32_t length; /* of text at most, of digits at least */
    const char *end;
} directive;

/* At most two digits of a length. */
static int32_t read_length(const char **s)
{
    int32_t n = 0;
    for (int32_t i = 0; i < 2 && isdigit((unsigned char)**s); i++)
        n = n * 10 + (*(*s)++ - '0');
    return n;
}

/* The directive behind a '%'. */
static directive directive_at(const char *s)
{
    directive d = { .length = ANY_LENGTH };
    bool precise = *s == '.', padded = *s == '0';
    s += precise || padded;
    if (precise && *s == '*') {
        d.length = TAKEN_LENGTH;
        s++;
    } else if (precise || padded) {
        d.length = read_length(&s);
    }
    bool ours = precise ? *s == 's' : padded ? *s == 'd' : *s && strchr("scd%", *s) != NULL;
    d.kind = ours ? *s : '\0';
    d.end = s + 1;
    return d;
}

typedef struct writer {
    char *out;
    size_t room, n; /* n: of the whole text */
} writer;

static void put(writer *w, const char *text, size_t n)
{
    if (w->n < w->room)
        memcpy(w->out + w->n, text, MIN_OF(n, w->room - w->n));
    w->n += n;
}

static void put_int(writer *w, int x, int32_t digits)
{
    char text[128];
    int32_t at = COUNT_OF(text), least = at - MIN_OF(MAX_OF(digits, 1), at - 12);
    unsigned rest = x < 0 ? 0U - (unsigned)x : (unsigned)x;
    least += x < 0 && digits > 0; /* the sign counts */
    for (; rest || at > least; rest /= 10)
        text[--at] = (char)('0' + rest % 10);
    if (x < 0)
        text[--at] = '-';
    put(w, text + at, (size_t)(COUNT_OF(text) - at));
}

static size_t length_of(const char *text, int32_t most)
{
    return most < 0 ? strlen(text) : strnlen(text, (size_t)most);
}

/* False: a directive that is not ours; what was written is of no use. */
static bool write_all(writer *w, const char *fmt, va_list ap)
{
    for (;;) {
        size_t plain = 0;
        while (fmt[plain] && fmt[plain] != '%') /* mostly a few bytes: no work for strcspn */
            plain++;
        put(w, fmt, plain);
        if (!fmt[plain])
            return true;
        directive d = directive_at(fmt + plain + 1);
        int32_t length = d.length == TAKEN_LENGTH ? va_arg(ap, int) : d.length;
        fmt = d.end;
        if (d.kind == 's') {
            const char *text = va_arg(ap, const char *);
            text = text ? text : "(null)";
            put(w, text, length_of(text, length));
        } else if (d.kind == 'd') {
            put_int(w, va_arg(ap, int), length);
        } else if (d.kind) {
            char c = d.kind == 'c' ? (char)va_arg(ap, int) : '%';
            put(w, &c, 1);
        } else {
            return false;
        }
    }
}

int fmt_list(char *out, size_t room, const char *fmt, va_list ap)
{
    writer w = { out, room ? room - 1 : 0, 0 };
    va_list again;
    va_copy(again, ap);
    bool ours = write_all(&w, fmt, ap);
    int n = ours ? (int)MIN_OF(w.n, (size_t)INT_MAX) : vsnprintf(out, room, fmt, again);
    va_end(again);
    if (ours && room)
        out[MIN_OF(w.n, room - 1)] = '\0';
    return n;
}

int fmt_into(char *out, size_t room, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = fmt_list(out, room, fmt, ap);
    va_end(ap);
    return n;
}
