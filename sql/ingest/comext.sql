-- Eurostat Comext: new bulk, old bulk, curated. Procedures are parts of the key's sum. YYYY52 is the year's total.
-- XU and XI (the United Kingdom without, and only, Northern Ireland) have a lower place than GB: where a file has both,
-- GB repeats their trade.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, CASE WHEN partner IN ('XU', 'XI') THEN 90 ELSE 100 END AS grain,
       CASE WHEN product IN ('TOTAL', '000TOTAL', 'total') THEN 'of all goods together (TOTAL, 000TOTAL)' END AS skip,
       NULL::VARCHAR AS refuse, NULL::DATE AS vintage, 'comext' AS source,
       CASE WHEN length(period) = 4 OR period LIKE '____52' THEN 1 ELSE 2 END AS freq,
       CASE WHEN length(period) = 4 OR period LIKE '____52' THEN year_at(period[1:4]) ELSE month_at(period) END AS period, period AS period_text,
       coalesce(reporter, declarant) AS reporter, partner, CASE flow WHEN '1' THEN 1 WHEN '2' THEN 2 END AS flow, flow AS flow_text,
       CASE WHEN regexp_full_match(product, '[0-9]*S+') THEN replace(product, 'S', 'X') ELSE product END AS code, 0 AS hs_revision,
       CASE WHEN coalesce(unit2, 'NO_SU') <> 'NO_SU' THEN qty2 ELSE kg END AS qty,
       CASE WHEN coalesce(unit2, 'NO_SU') <> 'NO_SU' THEN unit2 WHEN kg IS NOT NULL THEN 'kg' END AS qty_unit,
       kg AS weight, 1000.0 AS weight_t, value, 1.0 AS value_x, 'EUR' AS currency, CASE flow WHEN '1' THEN 1 ELSE 2 END AS valuation,
       CASE WHEN product LIKE '%X' OR product LIKE '%S' THEN 32 ELSE 0 END AS flags
FROM raw;
