-- What customs offices reported of the months asked: one row per reporter, partner, flow, HS6 code and period. The newest vintage of a
-- key counts; HS6 rows win over the sum of longer codes (flag 1024), then the preferred source. Flag 2048: imports that their file says are
-- valued FOB (raw Comtrade extracts do not say). Reconciled and collected figures are no reports, nor are groups of countries. Variables: rc_freq, rc_from, rc_to (months), rc_known (day or NULL), rc_source (id or NULL).
CREATE OR REPLACE TEMP VIEW asked AS
SELECT f.source, f.vintage, f.batch, f.period, f.reporter, f.partner, f.flow, f.code, f.value_usd, f.qty_t,
       f.flags::INTEGER | (CASE WHEN f.flow = 1 AND f.valuation = 2 THEN 2048 ELSE 0 END) AS flags, s.preference
FROM flow_data f JOIN source s ON s.id = f.source
WHERE f.freq = getvariable('rc_freq') AND f.period BETWEEN getvariable('rc_from') AND getvariable('rc_to') AND f.flow <= 2
  AND f.code BETWEEN 1000000 AND 19999999999 AND f.reporter <> f.partner AND s.kind = 'customs'
  AND (getvariable('rc_known') IS NULL OR f.vintage <= getvariable('rc_known'))
  AND (getvariable('rc_source') IS NULL OR f.source = getvariable('rc_source'))
  AND f.partner IN (SELECT id FROM country WHERE kind IN ('country', 'former')) AND f.reporter IN (SELECT id FROM country WHERE kind <> 'group' AND kind <> 'world');
