SELECT (period // 12)::INTEGER AS year, country_iso3(c.exporter) AS exporter, country_iso3(c.importer) AS importer, code_text(code) AS hs,
       value_usd, qty_t, se_log, trusted, flags, month_text(period) AS month, coalesce(lag.months, 0) AS lag_months
FROM chosen c LEFT JOIN lag USING (exporter, importer) ORDER BY period, c.exporter, c.importer, code;
