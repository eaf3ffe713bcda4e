-- UN Comtrade before 2022: 22 columns, 35 columns (with second partner, procedure and transport), bulk extract.
CREATE OR REPLACE TEMP VIEW adapted AS
WITH period_of AS (SELECT *, coalesce(period, year) AS stamp, coalesce(flowcode, lower(flow)) AS way FROM raw)
SELECT rec, body,
       ((coalesce(motcode, '0') <> '0')::INTEGER + 2 * (coalesce(partner2code, '0') <> '0')::INTEGER
        + 4 * (coalesce(customscode, 'C00') NOT IN ('C00', '0'))::INTEGER) AS grain,
       CASE WHEN commoditycode IN ('TOTAL', 'total') THEN 'of all goods together (TOTAL)' END AS skip,
       CASE WHEN classification IS NOT NULL AND classification <> 'HS' AND hs_year(classification) = 0
                THEN 'classification: ''' || classification || ''' is not the Harmonized System' END AS refuse,
       NULL::DATE AS vintage, 'comtrade' AS source, CASE WHEN length(stamp) = 4 THEN 1 ELSE 2 END AS freq,
       CASE WHEN length(stamp) = 4 THEN year_at(stamp) ELSE month_at(stamp) END AS period, stamp AS period_text,
       reportercode AS reporter, partnercode AS partner,
       CASE way WHEN '1' THEN 1 WHEN '2' THEN 2 WHEN '3' THEN 4 WHEN '4' THEN 3 -- 3 is re-export, 4 re-import
            WHEN 'import' THEN 1 WHEN 'export' THEN 2 WHEN 're-export' THEN 4 WHEN 're-import' THEN 3
            WHEN 'imports' THEN 1 WHEN 'exports' THEN 2 END AS flow, way AS flow_text,
       commoditycode AS code, hs_year(classification) AS hs_revision,
       CASE WHEN coalesce(unitcode, '') <> '1' THEN qty END AS qty,
       CASE unitcode WHEN '8' THEN 'kg' WHEN '5' THEN 'u' ELSE coalesce(unit, 'unit ' || unitcode) END AS qty_unit,
       CASE WHEN missing(netweight) AND unitcode = '8' THEN qty ELSE netweight END AS weight, 1000.0 AS weight_t,
       value, 1.0 AS value_x, 'USD' AS currency, CASE WHEN way IN ('2', '3', 'export', 'exports', 're-export') THEN 2 ELSE 1 END AS valuation,
       -- estimation code: 2 quantity, 4 net weight, 6 both
       CASE WHEN flag IN ('4', '6') THEN 1 ELSE 0 END AS flags
FROM period_of;
