-- China's customs, online query: regimes and provinces are parts of the key's sum; thousands separators stand in the
-- money column; flow and month come from the user or the file name where the file has none.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, 100 AS grain, NULL::VARCHAR AS skip, NULL::VARCHAR AS refuse, NULL::DATE AS vintage, 'gacc' AS source,
       CASE WHEN period IS NULL THEN getvariable('in_freq') ELSE 2 END AS freq,
       CASE WHEN period IS NULL THEN getvariable('in_period') ELSE month_at(period) END AS period, period AS period_text,
       '=CHN' AS reporter, CASE WHEN getvariable('in_no_partner') THEN '=W00' ELSE coalesce(partnercode, lower(partner)) END AS partner,
       getvariable('in_flow') AS flow, NULL::VARCHAR AS flow_text, code, 0 AS hs_revision,
       ungrouped(quantity) AS qty, nullif(unit, '?') AS qty_unit,
       CASE WHEN unit_t(unit) IS NOT NULL THEN ungrouped(quantity) WHEN unit_t(unit2) IS NOT NULL THEN ungrouped(quantity2) END AS weight,
       coalesce(unit_t(unit), unit_t(unit2)) AS weight_t,
       ungrouped(coalesce(usd, cny)) AS value, 1.0 AS value_x, CASE WHEN usd IS NULL AND cny IS NOT NULL THEN 'CNY' ELSE 'USD' END AS currency,
       CASE getvariable('in_flow') WHEN 1 THEN 1 ELSE 2 END AS valuation, 0 AS flags
FROM raw;
