-- Each key of the vintage in_vintage_now beside the row that was in effect on that day: the newest of those not
-- published later. So an older edition ingested late fills in history and never hides a newer one. Sums of
-- doubles may differ in the last digits from run to run: equal means within 1e-12. Only what is to be inserted is kept.
CREATE OR REPLACE TEMP TABLE verdict AS
WITH edition AS (
    SELECT f.source, f.freq, f.period, f.reporter, f.partner, f.flow, f.code, max((f.vintage - DATE '1900-01-01') << 32 | f.batch::BIGINT) AS newest
    FROM flow_data f
    WHERE f.vintage <= getvariable('in_vintage_now') AND f.source IN (SELECT source FROM staged) AND f.period BETWEEN (SELECT min(period) FROM staged) AND (SELECT max(period) FROM staged)
    GROUP BY f.source, f.freq, f.period, f.reporter, f.partner, f.flow, f.code
), held AS (
    SELECT f.* FROM flow_data f JOIN edition e ON f.source = e.source AND f.freq = e.freq AND f.period = e.period AND f.reporter = e.reporter
        AND f.partner = e.partner AND f.flow = e.flow AND f.code = e.code AND ((f.vintage - DATE '1900-01-01') << 32 | f.batch::BIGINT) = e.newest
)
SELECT k.*, h.batch IS NULL AS added
FROM keyed k LEFT JOIN held h ON h.source = k.source AND h.freq = k.freq AND h.period = k.period AND h.reporter = k.reporter
    AND h.partner = k.partner AND h.flow = k.flow AND h.code = k.code
WHERE k.vintage = getvariable('in_vintage_now')
  AND NOT (h.batch IS NOT NULL AND k.currency = h.currency AND near_same(k.value, h.value) AND near_same(k.qty_t, h.qty_t) AND near_same(k.qty, h.qty));
