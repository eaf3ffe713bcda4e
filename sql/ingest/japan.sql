-- Japan Customs: 9-digit codes, yen (or thousand yen where the column says so), second quantity in kg.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, 0 AS grain, NULL::VARCHAR AS skip, NULL::VARCHAR AS refuse, NULL::DATE AS vintage, 'japan' AS source, 2 AS freq,
       month_at(period) AS period, period AS period_text, '=JPN' AS reporter, partner,
       CASE WHEN import_yen IS NOT NULL THEN 1 WHEN export_yen IS NOT NULL THEN 2 WHEN lower(flow) IN ('2', 'm', 'import', 'imports') THEN 1
            WHEN lower(flow) IN ('1', 'x', 'export', 'exports') THEN 2 ELSE getvariable('in_flow') END AS flow, flow AS flow_text,
       code, 0 AS hs_revision, coalesce(quantity2, quantity1) AS qty, CASE WHEN quantity2 IS NULL THEN unit1 ELSE unit2 END AS qty_unit,
       CASE WHEN unit_t(unit2) IS NOT NULL THEN quantity2 WHEN unit_t(unit1) IS NOT NULL THEN quantity1 END AS weight,
       coalesce(unit_t(unit2), unit_t(unit1)) AS weight_t,
       coalesce(import_yen, export_yen, value_yen, thousand_yen) AS value,
       CASE WHEN coalesce(import_yen, export_yen, value_yen) IS NULL THEN 1000.0 ELSE 1.0 END AS value_x, 'JPY' AS currency,
       CASE WHEN import_yen IS NOT NULL OR lower(flow) IN ('2', 'm', 'import', 'imports') OR (flow IS NULL AND export_yen IS NULL AND getvariable('in_flow') = 1)
            THEN 1 ELSE 2 END AS valuation, 0 AS flags
FROM raw;
