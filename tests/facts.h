/* facts.h - hand-made facts for tests of the briefing: a series from a list of levels, without a
 * store. Everything lives in the arena given. */
#ifndef GAD_TEST_FACTS_H
#define GAD_TEST_FACTS_H

#include "test.h"
#include "report/brief.h"

static inline figure facts_figure(figure_kind kind, double value, double half_unit,
                                  const char *source)
{
    return (figure){ .kind = kind,
                     .value = kind == FIGURE_NONE ? NO_NUMBER : value,
                     .half_unit = half_unit,
                     .source = source,
                     .url = "https://example.org/a_b",
                     .note = "",
                     .published = 20300,
                     .published_assumed = true };
}

static inline figure facts_none(void)
{
    return facts_figure(FIGURE_NONE, 0, 0, "");
}

/* Levels from the month `first`, one a month (year when annual); NaN is a gap. */
static inline series facts_series(arena *mem, int32_t first, bool annual, const double *level,
                                  int32_t n)
{
    series s = { .product = { "widgets", "Widgets", "widgets", NULL, -1 },
                 .reporter = { "NLD", "Netherlands", "the Netherlands", 1 },
                 .partner = { "W00", "World", "the world", 2 },
                 .flow = 'X',
                 .annual = annual,
                 .measure = "qty",
                 .unit = "t",
                 .as_of = INT32_MAX,
                 .n = n,
                 .what_codes = "published figures",
                 .coverage = "" };
    s.at = arena_take(mem, (size_t)MAX_OF(n, 1), sizeof *s.at);
    assert_non_null(s.at);
    for (int32_t i = 0; i < n; i++) {
        point *p = &s.at[i];
        p->month = first + i * (annual ? 12 : 1);
        p->level =
            isnan(level[i]) ? facts_none() : facts_figure(FIGURE_REPORTED, level[i], 0.5, "Press");
        p->mom = p->yoy = p->ytd = p->ytd_yoy = p->rank = facts_none();
        s.n_held += !isnan(level[i]);
    }
    return s;
}

static inline brief_facts facts_of(series s, int32_t at)
{
    brief_facts f = { .month = s.at[at].month, .annual = s.annual, .top = 10, .main = s, .at = at };
    f.money_at = f.unit_value_at = -1;
    f.query = (series_query){ .product = s.product,
                              .reporter = s.reporter,
                              .partner = s.partner,
                              .flow = s.flow,
                              .measure = s.measure,
                              .as_of = INT32_MAX };
    f.rank = (ranking){ .world = s,
                        .total = s.at[at].level.value,
                        .total_kind = s.at[at].level.kind,
                        .covered_pct = NO_NUMBER,
                        .hhi = NO_NUMBER,
                        .effective = NO_NUMBER };
    return f;
}

static inline change facts_change(double level, double level_half, double base, double base_half)
{
    return (change){ .pct = 100 * (level / base - 1),
                     .lo = 100 * ((level - level_half) / (base + base_half) - 1),
                     .hi = 100 * ((level + level_half) / (base - base_half) - 1),
                     .base = base,
                     .diff = level - base,
                     .published = facts_none(),
                     .rounded = (level + level_half) / (base - base_half) -
                                    (level - level_half) / (base + base_half) >
                                0.01,
                     .why = "" };
}

static inline change facts_no_change(const char *why)
{
    return (change){ .pct = NO_NUMBER,
                     .lo = NO_NUMBER,
                     .hi = NO_NUMBER,
                     .base = NO_NUMBER,
                     .diff = NO_NUMBER,
                     .published = facts_none(),
                     .why = why };
}

#endif
