-- China's monthly exports of graphite, gallium and germanium by partner name: USD and kg.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, 0 AS grain, NULL::VARCHAR AS skip, NULL::VARCHAR AS refuse, NULL::DATE AS vintage, 'graphite' AS source, 2 AS freq,
       month_at(period) AS period, period AS period_text, '=CHN' AS reporter, lower(partner) AS partner, 2 AS flow, 'X' AS flow_text,
       code, 0 AS hs_revision, kg AS qty, 'kg' AS qty_unit, kg AS weight, 1000.0 AS weight_t, value, 1.0 AS value_x, 'USD' AS currency,
       2 AS valuation, 0 AS flags
FROM raw;
