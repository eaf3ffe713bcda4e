-- US Census Bureau API. General imports are valued at the customs value, without freight: the same side as FOB.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, CASE WHEN coalesce(district, '-') IN ('-', '') THEN 0 ELSE 100 END AS grain,
       CASE WHEN summary = 'CGP' THEN 'of groups of countries (their members are in the file too)' END AS skip,
       NULL::VARCHAR AS refuse, NULL::DATE AS vintage, 'census' AS source, CASE WHEN length(time) = 4 THEN 1 ELSE 2 END AS freq,
       CASE WHEN length(time) = 4 THEN year_at(time) ELSE month_at(time) END AS period, time AS period_text,
       '=USA' AS reporter, partner, CASE WHEN import_code IS NOT NULL THEN 1 WHEN export_code IS NOT NULL THEN 2 END AS flow,
       NULL::VARCHAR AS flow_text, coalesce(import_code, export_code) AS code, 0 AS hs_revision,
       coalesce(import_qty, export_qty) AS qty, nullif(unit, '-') AS qty_unit,
       CASE WHEN unit_t(unit) IS NOT NULL THEN coalesce(import_qty, export_qty) END AS weight, unit_t(unit) AS weight_t,
       coalesce(import_value, export_value) AS value, 1.0 AS value_x, 'USD' AS currency, 2 AS valuation, 0 AS flags
FROM raw;
