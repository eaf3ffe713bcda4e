/* near.c - layer 0: edit distance with three rolling rows. */
#include "base/base.h"

static int32_t least(int32_t a, int32_t b, int32_t c)
{
    return MIN_OF(MIN_OF(a, b), c);
}

int32_t near_distance(const char *a, const char *b)
{
    int32_t row[3][NEAR_MAX + 1];
    int32_t n = (int32_t)strnlen(a, NEAR_MAX), m = (int32_t)strnlen(b, NEAR_MAX);
    int32_t *before = row[0], *last = row[1], *now = row[2];
    for (int32_t j = 0; j <= m; j++)
        last[j] = j;
    for (int32_t i = 1; i <= n; i++) {
        now[0] = i;
        for (int32_t j = 1; j <= m; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            now[j] = least(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
                y == tolower((unsigned char)a[i - 2]))
                now[j] = MIN_OF(now[j], before[j - 2] + 1);
        }
        int32_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

bool near_enough(const char *asked, const char *name)
{
    return near_distance(asked, name) <= 1 + (int32_t)strnlen(asked, NEAR_MAX) / 4;
}
