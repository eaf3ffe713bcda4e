-- Each key of the vintage in_vintage_now beside the row that was in effect on that day: the newest of those not
-- published later. So an older edition ingested late fills in history and never hides a newer one. Sums of
-- doubles may differ in the last digits from run to run: equal means within 1e-12.
CREATE OR REPLACE TEMP TABLE verdict AS
WITH k AS (SELECT k.* REPLACE (s.id AS source) FROM keyed k JOIN source s ON s.key = k.source WHERE k.vintage = getvariable('in_vintage_now')),
held AS (
    SELECT f.* FROM flow_data f SEMI JOIN k ON f.source = k.source AND f.freq = k.freq AND f.period = k.period AND f.reporter = k.reporter
        AND f.partner = k.partner AND f.flow = k.flow AND f.code = k.code
    WHERE f.vintage <= getvariable('in_vintage_now')
    QUALIFY row_number() OVER (PARTITION BY f.source, f.freq, f.period, f.reporter, f.partner, f.flow, f.code ORDER BY f.vintage DESC, f.batch DESC) = 1
)
SELECT k.*, CASE WHEN h.batch IS NULL THEN 'added'
                 WHEN k.currency = h.currency AND near_same(k.value, h.value) AND near_same(k.qty_t, h.qty_t) AND near_same(k.qty, h.qty) THEN 'unchanged'
                 ELSE 'changed' END AS verdict
FROM k LEFT JOIN held h ON h.source = k.source AND h.freq = k.freq AND h.period = k.period AND h.reporter = k.reporter
    AND h.partner = k.partner AND h.flow = k.flow AND h.code = k.code;
