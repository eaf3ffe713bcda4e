-- National figures in the common layout. The United Kingdom has one row per port and mode: parts of the key's sum.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, CASE WHEN source = 'hmrc' THEN 100 ELSE 0 END AS grain,
       CASE WHEN true_text(is_mirror) THEN 'of mirror figures (what the partner reported)' END AS skip,
       CASE WHEN source = 'eurostat' AND partner = 'GBR' THEN 'source: this Eurostat slice holds the United Kingdom only, and twice (GB and XU): ingest a Comext file instead' END AS refuse,
       NULL::DATE AS vintage,
       CASE source WHEN 'uscensus' THEN 'census' WHEN 'eurostat' THEN 'comext' WHEN 'hmrc' THEN 'hmrc' WHEN 'comexstat' THEN 'comexstat'
                   WHEN 'comtrade' THEN 'comtrade' ELSE 'national' END AS source,
       CASE freq WHEN 'A' THEN 1 WHEN 'M' THEN 2 END AS freq, CASE freq WHEN 'A' THEN year_at(period) WHEN 'M' THEN month_at(period) END AS period,
       period AS period_text, reporter, partner,
       CASE lower(flow) WHEN 'import' THEN 1 WHEN 'export' THEN 2 WHEN 'm' THEN 1 WHEN 'x' THEN 2 WHEN 're-import' THEN 3 WHEN 're-export' THEN 4 END AS flow,
       flow AS flow_text, CASE WHEN length(native_code) > length(hs6) THEN native_code ELSE hs6 END AS code, 0 AS hs_revision,
       kg AS qty, CASE WHEN kg IS NOT NULL THEN 'kg' END AS qty_unit, kg AS weight, 1000.0 AS weight_t,
       value, 1.0 AS value_x, 'USD' AS currency,
       CASE WHEN lower(flow) IN ('export', 'x', 're-export') OR source IN ('uscensus', 'comexstat') THEN 2 ELSE 1 END AS valuation,
       CASE WHEN true_text(confidential) OR native_code LIKE '%X' THEN 32 ELSE 0 END AS flags
FROM raw;
