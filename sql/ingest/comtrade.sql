-- UN Comtrade, present layout (CSV of comtradeplus, API JSON). A row is a total when mode of transport, second
-- partner, customs procedure and mode of supply all are "all"; grain counts which of them are broken down.
CREATE OR REPLACE TEMP VIEW adapted AS
WITH period_of AS (
    SELECT *, coalesce(period, refyear) AS stamp,
           CASE WHEN freqcode = 'A' OR (freqcode IS NULL AND length(coalesce(period, refyear)) = 4) THEN 1 ELSE 2 END AS how_often
    FROM raw
)
SELECT rec, body,
       ((coalesce(motcode, '0') <> '0')::INTEGER + 2 * (coalesce(partner2code, '0') <> '0')::INTEGER
        + 4 * (coalesce(customscode, 'C00') <> 'C00')::INTEGER + 8 * (coalesce(moscode, '0') <> '0')::INTEGER) AS grain,
       CASE WHEN flowcode IN ('MIP', 'XIP', 'MOP', 'XOP', 'DX', 'FM') THEN 'of flows that are parts of imports or exports (MIP, XIP, MOP, XOP, DX, FM)'
            WHEN cmdcode IN ('TOTAL', 'total') THEN 'of all goods together (TOTAL)' END AS skip,
       CASE WHEN typecode = 'S' THEN 'typeCode: services are not goods'
            WHEN classificationcode IS NOT NULL AND classificationcode <> 'HS' AND hs_year(classificationcode) = 0
                THEN 'classification: ''' || classificationcode || ''' is not the Harmonized System' END AS refuse,
       NULL::DATE AS vintage, 'comtrade' AS source, how_often AS freq,
       CASE WHEN how_often = 1 THEN year_at(CASE WHEN stamp LIKE '____52' THEN stamp[1:4] ELSE stamp END) ELSE month_at(stamp) END AS period,
       stamp AS period_text, reportercode AS reporter, partnercode AS partner,
       CASE lower(flowcode) WHEN 'm' THEN 1 WHEN 'x' THEN 2 WHEN 'rm' THEN 3 WHEN 'rx' THEN 4
            WHEN 'import' THEN 1 WHEN 'export' THEN 2 WHEN 're-import' THEN 3 WHEN 're-export' THEN 4 END AS flow,
       flowcode AS flow_text, cmdcode AS code, hs_year(classificationcode) AS hs_revision,
       CASE WHEN coalesce(qtyunitcode, '') <> '-1' THEN qty END AS qty, nullif(qtyunitabbr, 'N/A') AS qty_unit,
       CASE WHEN (qtyunitcode = '8' OR qtyunitabbr = 'kg')
                 AND (missing(netwgt) OR number_of(netwgt) = 0) THEN qty ELSE netwgt END AS weight,
       1000.0 AS weight_t, primaryvalue AS value, 1.0 AS value_x, 'USD' AS currency,
       CASE WHEN flowcode IN ('X', 'RX', 'Export', 'Re-export') THEN 2
            WHEN coalesce(number_of(cifvalue), 0) = 0 AND number_of(fobvalue) = number_of(primaryvalue) THEN 2 ELSE 1 END AS valuation,
       true_text(isnetwgtestimated)::INTEGER AS flags
FROM period_of;
