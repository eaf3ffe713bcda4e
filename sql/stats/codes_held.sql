-- Between which periods each code of a product is held at all, whoever the partner. The names in braces as in customs.sql.
SELECT source, freq, code, min(period) AS period_from, max(period) AS period_to
FROM flow_data
WHERE {reporter} AND flow = {flow} AND ({where}) AND {known} AND {source}
GROUP BY source, freq, code ORDER BY source, freq, code;
