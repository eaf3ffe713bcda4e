/* say.c - layer 5: messages on standard error, and guessing what was meant. */
#include "cli.h"
#include <ctype.h>
#include <stdarg.h>

static void put(const char *prefix, const char *fmt, va_list ap) CLI_PRINTF(2, 0);
static void put(const char *prefix, const char *fmt, va_list ap)
{
    char text[4096];
    vsnprintf(text, sizeof text, fmt, ap);
    for (char *s = text; *s; s++) /* one line, and nothing a terminal would obey */
        if ((unsigned char)*s < 0x20 || *s == 0x7F)
            *s = ' ';
    fprintf(stderr, "%s: %s\n", prefix, text);
}

int say_usage(const call *c, const char *fmt, ...)
{
    char prefix[64];
    const char *name = c->cmd ? c->cmd->name : NULL;
    va_list ap;
    snprintf(prefix, sizeof prefix, "gadolin%s%s", name ? " " : "", name ? name : "");
    va_start(ap, fmt);
    put(prefix, fmt, ap);
    va_end(ap);
    fprintf(stderr, "Try '%s --help'.\n", prefix);
    return EXIT_USAGE;
}

int say_failure(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put("gadolin", fmt, ap);
    va_end(ap);
    return EXIT_FAILED;
}

int say_error(const call *c, gad_status st)
{
    const char *text = gad_last_error(c->cx).text;
    if (c->out && outlet_failed(c->out))
        return EXIT_FAILED; /* outlet_finish says why */
    if (st == GAD_E_CANCEL && interrupted()) {
        say_failure("%s", text);
        return EXIT_INTERRUPTED;
    }
    if (st == GAD_E_ARG)
        return say_usage(c, "%s", text);
    if (st == GAD_E_INTERNAL)
        return say_failure("%s [%s]", text, gad_last_error(c->cx).origin);
    return say_failure("%s", text);
}

/* Insertions, deletions, replacements and swaps of neighbours between two short names. */
static int32_t distance(const char *a, const char *b)
{
    enum { LONGEST = 40 };
    int32_t d[LONGEST + 1][LONGEST + 1];
    int32_t n = (int32_t)strnlen(a, LONGEST), m = (int32_t)strnlen(b, LONGEST);
    for (int32_t i = 0; i <= n; i++) {
        for (int32_t j = 0; j <= m; j++) {
            int32_t best = i && j ? d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) : i + j;
            if (i && d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (j && d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    }
    return d[n][m];
}

const char *nearest(const char *asked, const char *(*name)(const void *user, int32_t k),
                    const void *user)
{
    const char *best = NULL;
    int32_t least = 1 + (int32_t)strlen(asked) / 4;
    for (int32_t k = 0; name(user, k); k++) {
        const char *one = name(user, k);
        int32_t d = distance(asked, one);
        bool begins = strlen(asked) >= 2 && strncmp(one, asked, strlen(asked)) == 0;
        if (d < least || (d == least && !best) || (begins && !best)) {
            best = one;
            least = d < least ? d : least;
        }
    }
    return best;
}

bool is_utf8(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    while (*s) {
        int32_t more = *s < 0x80                 ? 0
                       : *s >= 0xC2 && *s < 0xE0 ? 1
                       : (*s & 0xF0) == 0xE0     ? 2
                       : *s >= 0xF0 && *s < 0xF5 ? 3
                                                 : -1;
        if (more < 0 || (*s == 0xE0 && s[1] < 0xA0) || (*s == 0xED && s[1] > 0x9F) ||
            (*s == 0xF0 && s[1] < 0x90) || (*s == 0xF4 && s[1] > 0x8F))
            return false;
        for (s++; more; more--, s++)
            if ((*s & 0xC0U) != 0x80U)
                return false;
    }
    return true;
}
