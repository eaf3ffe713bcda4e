/* period.h - layer 0: months, spans of months and days. A month is year*12 + (month-1); a day is
 * the number of days since 1970-01-01. */
#ifndef GAD_PERIOD_H
#define GAD_PERIOD_H

#include "base/base.h"

enum { PERIOD_TEXT = 32, YEAR_MIN = 1900, YEAR_MAX = 2199 };

typedef struct span {
    int32_t from; /* month */
    int32_t to;   /* month, >= from */
} span;

static inline int32_t month_of(int32_t year, int32_t month1)
{
    return year * 12 + month1 - 1;
}
static inline int32_t month_year(int32_t month)
{
    return month / 12;
}
static inline int32_t month_number(int32_t month) /* 1..12 */
{
    return month % 12 + 1;
}

bool month_parse(const char *text, int32_t *month); /* "2025-06" only */
/* "2025-06" | "2025" | "2025-Q2" | "2025-H1" | "2025-01..2025-06" */
bool span_parse(const char *text, span *s);
bool day_parse(const char *text, int32_t *day);                 /* "2025-06-30", a real day */
int32_t day_today(void);                                        /* UTC */
const char *month_text(char out[PERIOD_TEXT], int32_t month);   /* "2025-06" */
const char *month_people(char out[PERIOD_TEXT], int32_t month); /* "June 2025" */
const char *month_name(int32_t month1);                         /* "June" for 6 */
/* "2025-06", "2025" for a whole calendar year, else "2025-01..2025-06" */
const char *span_text(char out[PERIOD_TEXT], span s);
const char *day_text(char out[PERIOD_TEXT], int32_t day); /* "2025-06-30" */
int32_t day_month(int32_t day); /* the month that a day is in; 0 for no day (INT32_MIN) */

#endif
