-- Dollars to the cent, tonnes to the gram. Numbers are sorted, texts made of them afterwards.
SELECT (period // 12)::INTEGER AS year, country_iso3(exporter) AS exporter, country_iso3(importer) AS importer, code_text(code) AS hs,
       round(value_usd, 2) AS value_usd, round(qty_t, 6) AS qty_t, round(se_log, 6) AS se_log, trusted_words(wx) AS trusted, flag_words(bits) AS flags
FROM (SELECT period, exporter, importer, code, value_usd, qty_t, se_log, wx, bits FROM chosen ORDER BY exporter, importer, code);
