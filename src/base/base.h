/* base.h - layer 0: what every file includes first. Anything may include base; base includes no
 * other folder. System headers come first, then the calls that are banned here are poisoned. */
#ifndef GAD_BASE_H
#define GAD_BASE_H

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "gadolin/gadolin.h"

#if defined(__GNUC__)
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof rand srand gmtime          \
    localtime asctime ctime gets
#define GAD_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define GAD_PRINTF(fmt, first)
#endif

#define COUNT_OF(a)  ((int32_t)(sizeof(a) / sizeof((a)[0])))
#define MIN_OF(a, b) ((a) < (b) ? (a) : (b))
#define MAX_OF(a, b) ((a) > (b) ? (a) : (b))
#define STR_EQ(a, b) (strcmp((a), (b)) == 0)
#define MUST_CHECK   GAD_MUST_CHECK
#define NO_NUMBER    ((double)NAN)
#define NO_LIMIT     ((double)INFINITY)
#define IS_NUMBER(x) (!isnan(x))

#include "base/alloc.h"
#include "base/status.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/period.h"
#include "base/units.h"
#include "base/near.h"
#include "base/rng.h"
#include "base/parallel.h"
#include "base/table.h"

#endif
