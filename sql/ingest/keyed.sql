-- One row per key: the rows that stand alone and the folded ones. A part of a total that is not in the file counts as its
-- sum (flag 8) when it is alone too.
CREATE OR REPLACE TEMP VIEW keyed AS
SELECT vintage, source, freq, period, reporter, partner, flow, code, hs_revision, qty, qty_unit, qty_t, value, currency, valuation,
       CASE WHEN currency = 'USD' THEN value END AS value_usd, flags
FROM (SELECT vintage, source, freq, period, reporter, partner, flow, code, hs_revision, qty, qty_unit, qty_t, value, currency, valuation,
             CASE WHEN grain BETWEEN 1 AND 15 THEN flags | 8 ELSE flags END AS flags
      FROM staged WHERE NOT bad AND skip IS NULL)
ANTI JOIN repeated USING (vintage, source, freq, period, reporter, partner, flow, code)
UNION ALL
SELECT vintage, source, freq, period, reporter, partner, flow, code, hs_revision, qty, qty_unit, qty_t, value, currency, valuation,
       CASE WHEN currency = 'USD' THEN value END AS value_usd, flags
FROM folded;
