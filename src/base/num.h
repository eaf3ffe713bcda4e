/* num.h - layer 0: numbers to text and back, independent of the locale. */
#ifndef GAD_NUM_H
#define GAD_NUM_H

#include "base/base.h"

enum { NUM_TEXT = 64 }; /* room enough for any text made here */

/* The whole of `text` as a finite number: digits, one point, optional sign and exponent; no
 * separators, no spaces, no hex, no inf. False otherwise, *x untouched. */
bool num_parse(const char *text, double *x);
bool num_parse_i32(const char *text, int32_t lo, int32_t hi, int32_t *x);

/* The shortest decimal that reads back as the same double ("157.5", "1e+300"); "" for NaN. */
const char *num_shortest(char out[NUM_TEXT], double x);
/* Fixed decimals with thousands separators ("22,319", "-38.1"); decimals -1: as num_shortest but
 * with separators; "" for NaN. Never "-0". */
const char *num_people(char out[NUM_TEXT], double x, int32_t decimals);

/* How a figure was printed: half a unit of its last significant digit. Trailing zeros of a whole
 * number are taken as digits ("3188" -> 0.5, "46.0" -> 0.05, "1.2e3" -> 50). 0 if not a number. */
double num_half_unit(const char *printed);

#endif
