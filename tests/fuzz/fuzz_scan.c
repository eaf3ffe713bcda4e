/* fuzz_scan.c - the fast scanner against the thorough one, on any text. The first byte chooses the
 * dialect. */
#include "fuzz.h"
#include "store/scan.h"
#include "store/sniff.h"

static scan_record rec;

/* The run must be records that scan_one calls plain, of the same extent. */
static void check_run(const dialect *d, const char *text, size_t n, scan_run run)
{
    size_t used = 0;
    for (int64_t k = 0; k < run.n_record; k++) {
        scan_one(d, text + used, n - used, true, &rec);
        fuzz_demand(rec.kind == SCAN_RECORD && rec.plain && rec.ended, "fast records are plain");
        fuzz_demand(rec.n_field == d->want, "fast records have the fields wanted");
        used += rec.used;
    }
    fuzz_demand(used == run.used, "both scanners see the same extent");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n < 2)
        return 0;
    dialect d = { .delimiter = ",;\t|"[bytes[0] & 3],
                  .crlf = bytes[0] & 4,
                  .want = 2 + (bytes[0] >> 4) };
    n--;
    char *text = malloc(n + SCAN_PAD);
    fuzz_demand(text != NULL, "memory");
    memcpy(text, bytes + 1, n);
    memset(text + n, '"', SCAN_PAD); /* what is behind the text must not matter */
    for (size_t p = 0; p < n; p += rec.used) {
        scan_run run = scan_sound(&d, text + p, n - p);
        check_run(&d, text + p, n - p, run);
        p += run.used;
        if (p == n)
            break;
        scan_one(&d, text + p, n - p, true, &rec);
        fuzz_demand(rec.kind != SCAN_MORE && rec.used > 0 && rec.used <= n - p,
                    "each call gets on");
        bool missed = rec.kind == SCAN_RECORD && rec.plain && rec.ended && p + rec.used < n;
        fuzz_demand(!missed, "the fast scanner stops before odd records only");
    }
    layout l = sniff(text, n, true, &rec);
    fuzz_demand(!l.found || (l.n_head > 0 && l.d.want >= l.n_head && l.start < n),
                "a header is in the text");
    free(text);
    return 0;
}
