-- The shipping lag of each lane: of 0 to 3 months the one at which imports follow exports most closely, goods by goods (median distance of
-- ln(imports / exports) from its own median). A lag needs twelve comparisons and a fit a tenth better than none.
CREATE OR REPLACE TEMP TABLE lag AS
WITH e AS (
    SELECT x.reporter AS exporter, x.partner AS importer, x.code, l.months, ln(m.value_usd / x.value_usd) AS e
    FROM report x CROSS JOIN (SELECT unnest([0, 1, 2, 3]) AS months) l
    JOIN report m ON m.flow = 1 AND m.reporter = x.partner AND m.partner = x.reporter AND m.code = x.code AND m.period = x.period + l.months
    WHERE x.flow = 2
), apart AS (
    SELECT exporter, importer, months, abs(e - median(e) OVER (PARTITION BY exporter, importer, code, months)) AS d FROM e
), fit AS (
    SELECT exporter, importer, months, count(*) AS n, median(d) AS d FROM apart GROUP BY exporter, importer, months
), none AS (SELECT exporter, importer, d FROM fit WHERE months = 0)
SELECT f.exporter, f.importer, f.months, f.n, 1 - f.d / none.d AS gain
FROM fit f JOIN none USING (exporter, importer)
WHERE f.n >= 12 AND f.months > 0 AND f.d < 0.9 * none.d
QUALIFY row_number() OVER (PARTITION BY f.exporter, f.importer ORDER BY f.d, f.months) = 1;
