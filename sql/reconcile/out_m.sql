-- As out_a, with the month and the shipping lag of the lane in months.
SELECT (period // 12)::INTEGER AS year, country_iso3(exporter) AS exporter, country_iso3(importer) AS importer, code_text(code) AS hs,
       round(value_usd, 2) AS value_usd, round(qty_t, 6) AS qty_t, round(se_log, 6) AS se_log, trusted_words(wx) AS trusted, flag_words(bits) AS flags,
       month_text(period) AS month, lag_months
FROM (SELECT c.period, c.exporter, c.importer, c.code, value_usd, qty_t, se_log, wx, bits, coalesce(lag.months, 0) AS lag_months
      FROM chosen c LEFT JOIN lag ON lag.exporter = c.exporter AND lag.importer = c.importer ORDER BY c.period, c.exporter, c.importer, c.code);
