/* fuzz.h - what a fuzz target offers: libFuzzer's entry, also called by replay.c. */
#ifndef GAD_FUZZ_H
#define GAD_FUZZ_H

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A promise is broken: say which one and end, so that the fuzzer keeps the input. */
static inline void fuzz_demand(bool kept, const char *promise)
{
    if (!kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

#endif
