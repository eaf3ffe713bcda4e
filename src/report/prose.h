/* prose.h - layer 4: the grammar of generated sentences. Pure: numbers in, English out, nothing
 * else known. Includes base only.
 *
 * Every word is chosen from the interval a change may lie in (lo..hi), not from the change alone, so
 * that a sentence never says more than rounded figures allow: "more than doubled" needs lo > 100,
 * and a change whose interval holds zero neither rose nor fell. */
#ifndef GAD_PROSE_H
#define GAD_PROSE_H

#include "base/base.h"

typedef enum prose_way { PROSE_UNKNOWN, PROSE_DOWN, PROSE_LEVEL, PROSE_UP } prose_way;

/* A change in per cent and what the roundings allow; all NaN when unknown. */
typedef struct prose_change {
    double pct;
    double lo;
    double hi;
} prose_change;

/* Something that a comparison is made with, in the two forms English needs. */
typedef struct prose_base {
    const char *of;   /* "May's figure", "the figure of a year before" */
    const char *than; /* "in May", "a year before" */
} prose_base;

prose_way prose_way_of(prose_change c);
bool prose_rough(prose_change c); /* the interval is a percentage point wide or more: no decimals */

/* "rose", "more than doubled", "halved", "fell by more than two thirds", "was almost unchanged";
 * "changed by an unknown amount" when unknown. Fixed texts except for folds above ten ("rose more
 * than 12-fold"), hence a buf. */
void prose_verb(buf *b, prose_change c);
/* "2.6 times May's figure (+157.5 %)", "38.1 % less than a year before", "the same as in May". Writes
 * nothing when the change is unknown. */
void prose_compare(buf *b, prose_change c, prose_base base);

/* "+157.5 %", "-38.1 %", "+667 %": one decimal, none at 1,000 % and above or when rough; never
 * "-0.0". Writes "unknown" for NaN. */
void prose_pct(buf *b, double pct, bool rough);
/* A percentage as somebody printed it, with the digits of its rounding: "+660 %", "-52.85 %". */
void prose_pct_given(buf *b, double pct, double half_unit);
/* Without sign: "24.0 %". */
void prose_share(buf *b, double pct);

/* An amount with its unit: "3,188 t", "13.2 t", "765.2 million USD", "48,729 USD/t". Digits below the
 * rounding (half_unit, 0: exact) are not printed. Writes "an unknown amount" for NaN. */
void prose_amount(buf *b, double x, const char *unit, double half_unit);
/* The number of it alone: "3,188". */
void prose_number(buf *b, double x, double half_unit);

/* "June 2025", or "2025" when annual. */
void prose_period(buf *b, int32_t month, bool annual);
/* As prose_period but without the year when that is the year of `beside`: "May". */
void prose_period_near(buf *b, int32_t month, int32_t beside, bool annual);
/* Months as ranges: "January to March 2024, May 2024 and July to August 2024"; `month` ascending,
 * one step is `step` months (1, or 12 for years: "2019 to 2021 and 2023"). */
void prose_ranges(buf *b, const int32_t *month, int32_t n, int32_t step);

/* "first" ... "tenth", "11th", "21st", "112th" */
void prose_ordinal(buf *b, int32_t n);
/* "largest", "second-largest", "11th-largest" */
void prose_rank(buf *b, int32_t n);
/* "1 month", "12 months"; with separators. */
void prose_count(buf *b, int32_t n, const char *one, const char *many);
/* "a", "a and b", "a, b and c" */
void prose_list(buf *b, const char *const *item, int32_t n);
/* A remark from the data made fit for a sentence: in double quotes, control characters and runs of
 * spaces folded, its own quotes single, no full stop at its end; cut at `max` bytes on a character
 * boundary with "..." */
void prose_quote(buf *b, const char *text, size_t max);

/* The text as one sentence, copied into `mem`: first letter capital, spaces folded, one full stop at
 * the end. NULL when out of memory (or the buf had failed). */
const char *prose_sentence(arena *mem, const buf *b);

#endif
