-- Comtrade rows that have lost the columns telling totals from breakdowns: every row counts as a possible total
-- (grain 0), and the largest row of a key is taken. On the real 2022 file that agrees with the World row.
CREATE OR REPLACE TEMP VIEW adapted AS
WITH period_of AS (SELECT *, coalesce(period, year, getvariable('in_year')::VARCHAR) AS stamp FROM raw)
SELECT rec, body, 0 AS grain,
       CASE WHEN upper(flow) IN ('MIP', 'XIP', 'MOP', 'XOP', 'DX', 'FM') THEN 'of flows that are parts of imports or exports (MIP, XIP, MOP, XOP, DX, FM)'
            WHEN cmd IN ('TOTAL', 'total') THEN 'of all goods together (TOTAL)' END AS skip,
       NULL::VARCHAR AS refuse, NULL::DATE AS vintage, 'comtrade' AS source, CASE WHEN length(stamp) = 4 THEN 1 ELSE 2 END AS freq,
       CASE WHEN length(stamp) = 4 THEN year_at(stamp) ELSE month_at(stamp) END AS period, stamp AS period_text,
       coalesce(reporter, '=' || getvariable('in_reporter')) AS reporter, partner,
       CASE lower(flow) WHEN 'm' THEN 1 WHEN 'x' THEN 2 WHEN 'rm' THEN 3 WHEN 'rx' THEN 4
            WHEN 'import' THEN 1 WHEN 'export' THEN 2 WHEN 'imports' THEN 1 WHEN 'exports' THEN 2
            WHEN 're-import' THEN 3 WHEN 're-export' THEN 4 END AS flow, flow AS flow_text,
       cmd AS code, 0 AS hs_revision,
       CASE WHEN coalesce(qtyunit, '') <> '-1' THEN qty END AS qty, CASE qtyunit WHEN '8' THEN 'kg' WHEN '5' THEN 'u' WHEN '-1' THEN NULL ELSE qtyunit END AS qty_unit,
       CASE WHEN qtyunit IN ('8', 'kg') AND (missing(netwgt) OR number_of(netwgt) = 0) THEN qty ELSE netwgt END AS weight, 1000.0 AS weight_t,
       value, 1.0 AS value_x, 'USD' AS currency, CASE WHEN lower(flow) IN ('x', 'rx', 'export', 'exports', 're-export') THEN 2 ELSE 1 END AS valuation,
       0 AS flags
FROM period_of;
