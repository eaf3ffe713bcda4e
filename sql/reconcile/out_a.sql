SELECT (period // 12)::INTEGER AS year, country_iso3(exporter) AS exporter, country_iso3(importer) AS importer, code_text(code) AS hs,
       value_usd, qty_t, se_log, trusted, flags
FROM chosen ORDER BY exporter, importer, code;
