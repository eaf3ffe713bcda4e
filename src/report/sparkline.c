/* sparkline.c - layer 4: blocks of eighths. */
#include "report/sparkline.h"

static const char *const block[8] = { "\u2581", "\u2582", "\u2583", "\u2584",
                                      "\u2585", "\u2586", "\u2587", "\u2588" };

static sparkline_range range_of(const double *value, int32_t n)
{
    sparkline_range r = { -1, -1, 0 };
    for (int32_t i = 0; i < n; i++) {
        if (isnan(value[i]))
            continue;
        r.held++;
        if (r.low < 0 || value[i] <= value[r.low])
            r.low = i;
        if (r.high < 0 || value[i] >= value[r.high])
            r.high = i;
    }
    return r;
}

sparkline_range sparkline(buf *b, const double *value, int32_t n)
{
    sparkline_range r = range_of(value, n);
    double floor_at = r.held ? MIN_OF(0.0, value[r.low]) : 0;
    double height = r.held ? value[r.high] - floor_at : 0;
    for (int32_t i = 0; i < n; i++) {
        if (isnan(value[i])) {
            buf_add(b, SPARKLINE_GAP);
            continue;
        }
        double part = height > 0 ? (value[i] - floor_at) / height : 0;
        int32_t step = (int32_t)ceil(part * 8) - 1;
        buf_add(b, block[MAX_OF(0, MIN_OF(7, step))]);
    }
    return r;
}
