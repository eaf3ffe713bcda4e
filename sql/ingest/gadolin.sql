-- gadolin's own export (the view `flow`), with the vintages it was exported with. Of several rows of one key and
-- vintage the last batch counts.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, 0 AS grain,
       CASE WHEN try_cast(batch AS BIGINT) < max(try_cast(batch AS BIGINT)) OVER (PARTITION BY source, vintage, freq, period, reporter, partner, flow, code)
            THEN 'replaced by another row of the same day' END AS skip,
       CASE WHEN try_cast(vintage AS DATE) IS NULL THEN 'vintage: ''' || coalesce(vintage, '') || ''' is not a day'
            WHEN currency IS NULL THEN 'currency: missing' END AS refuse,
       try_cast(vintage AS DATE) AS vintage, source, CASE freq WHEN 'A' THEN 1 WHEN 'M' THEN 2 WHEN 'YTD' THEN 3 END AS freq,
       CASE freq WHEN 'A' THEN year_at(period) WHEN 'M' THEN month_at(period) WHEN 'YTD' THEN month_at(period) END AS period, period AS period_text,
       reporter, partner, flow_id(flow) AS flow, flow AS flow_text, code, coalesce(try_cast(hs_revision AS INTEGER), 0) AS hs_revision,
       qty, qty_unit, qty_t AS weight, 1.0 AS weight_t, value, 1.0 AS value_x, currency,
       CASE valuation WHEN 'CIF' THEN 1 WHEN 'FOB' THEN 2 ELSE 0 END AS valuation, coalesce(try_cast(flags AS INTEGER), 0) AS flags
FROM raw;
