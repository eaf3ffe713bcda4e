-- Published output of a product by country and calendar year: $1 product, $2 day as of which (days since 1970). Both tonnes and printed
-- shares of the world; the editions are sorted out by src/trade/supply.c.
SELECT reporter, period_from // 12 AS year, metric, value, coalesce(unit, '') AS unit, coalesce(basis, '') AS basis, status, published, source,
       source_url, coalesce(note, '') AS note,
       (reporter IN (SELECT iso3 FROM country WHERE kind = 'special'))::INTEGER AS unnamed
FROM observation
WHERE product = $1 AND flow = 'Q' AND metric IN ('production', 'share') AND published <= DATE '1970-01-01' + $2::INTEGER
  AND value IS NOT NULL AND coalesce(reporter, '') <> '' AND coalesce(partner, '') IN ('', 'W00')
  AND period_from % 12 = 0 AND period_to = period_from + 11
ORDER BY year, source, basis, metric, reporter, published, batch, rowid;
