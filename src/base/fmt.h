/* fmt.h - layer 0: printf for the few directives that answers are made of.
 *
 * The checker prints some hundred thousand small texts a second, most of them of %s and %d. In this process the C
 * library's printf is slow: libquadmath, which the linear algebra brings along, hooks into it, and with a hook glibc
 * takes every format apart twice. */
#ifndef GAD_FMT_H
#define GAD_FMT_H

#include "base/base.h"

/* As vsnprintf in all, the text and what is returned. %s %.*s %.Ns %c %d %0Nd and %% are made here, a format with any
 * other directive by the C library. */
int fmt_list(char *out, size_t room, const char *fmt, va_list ap) GAD_PRINTF(3, 0);
int fmt_into(char *out, size_t room, const char *fmt, ...) GAD_PRINTF(3, 4);

#endif
