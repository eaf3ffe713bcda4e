-- The repeated keys, one row each. A total (grain 0) wins over its parts; of several totals the largest counts (flag 4, or 16 when they
-- are the same). Without a total the parts of one kind are summed: natural parts (100: procedures, ports, provinces;
-- 90 the same at lower rank) or the finest breakdown of a total that is not in the file (flag 8). A sum of weights
-- that lacks the weight of some part is marked (flag 64).
CREATE OR REPLACE TEMP TABLE folded AS
WITH part AS (
    SELECT vintage, source, freq, period, reporter, partner, flow, code, grain, count(*) AS n,
           fsum(value) AS value, fsum(qty_t) AS qty_t,
           CASE WHEN count(DISTINCT qty_unit) <= 1 THEN fsum(qty) END AS qty, CASE WHEN count(DISTINCT qty_unit) <= 1 THEN any_value(qty_unit) END AS qty_unit,
           max(hs_revision) AS hs_revision, any_value(currency) AS currency, max(valuation) AS valuation, bit_or(flags) AS flags,
           count(*) FILTER (qty_t IS NULL AND value > 0) AS unweighed,
           CASE WHEN grain = 0 AND count(*) > 1 THEN
               arg_max({'value': value, 'qty_t': qty_t, 'qty': qty, 'qty_unit': qty_unit, 'hs_revision': hs_revision,
                        'flags': flags, 'valuation': valuation}, {'a': coalesce(value, -1), 'b': coalesce(qty_t, -1), 'c': coalesce(qty, -1)}) END AS top,
           min(coalesce(value, -1)) = max(coalesce(value, -1)) AND min(coalesce(qty_t, -1)) = max(coalesce(qty_t, -1)) AS alike
    FROM (SELECT * FROM staged WHERE NOT bad AND skip IS NULL) SEMI JOIN repeated USING (vintage, source, freq, period, reporter, partner, flow, code)
    GROUP BY vintage, source, freq, period, reporter, partner, flow, code, grain
), best AS (
    SELECT *, count(*) OVER (PARTITION BY vintage, source, freq, period, reporter, partner, flow, code) AS kinds FROM part
    QUALIFY row_number() OVER (PARTITION BY vintage, source, freq, period, reporter, partner, flow, code
                               ORDER BY CASE WHEN grain = 0 THEN 1000 WHEN grain >= 90 THEN grain ELSE bit_count(grain::UTINYINT) END DESC, value DESC NULLS LAST, grain) = 1
)
SELECT vintage, source, freq, period, reporter, partner, flow, code,
       CASE WHEN top IS NULL THEN hs_revision ELSE top.hs_revision END AS hs_revision, CASE WHEN top IS NULL THEN qty ELSE top.qty END AS qty,
       CASE WHEN top IS NULL THEN qty_unit ELSE top.qty_unit END AS qty_unit, CASE WHEN top IS NULL THEN qty_t ELSE top.qty_t END AS qty_t,
       CASE WHEN top IS NULL THEN value ELSE top.value END AS value, currency,
       CASE WHEN top IS NULL THEN valuation ELSE top.valuation END AS valuation,
       CASE WHEN top IS NOT NULL THEN top.flags | (CASE WHEN alike THEN 16 ELSE 4 END)
            ELSE flags | (CASE WHEN grain BETWEEN 1 AND 15 THEN 8 ELSE 0 END) | (CASE WHEN grain > 0 AND n > 1 AND unweighed BETWEEN 1 AND n - 1 THEN 64 ELSE 0 END) END AS flags, grain, kinds
FROM best;
