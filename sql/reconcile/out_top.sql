-- The largest, for people, with what both sides declared.
SELECT month_text(period) AS month, country_iso3(exporter) AS exporter, country_iso3(importer) AS importer, code_text(code) AS hs,
       exporter_usd, importer_usd, 100 * (exp(freight) - 1) AS freight_pct, value_usd, qty_t, se_log, trusted_words(wx) AS trusted, flag_words(bits) AS flags
FROM chosen ORDER BY value_usd DESC, period, exporter, importer, code LIMIT $1;
