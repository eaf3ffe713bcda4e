-- Published figures of one product and reporter: $1 product, $2 reporter, $3 day as of which (days since 1970).
SELECT coalesce(partner, '') AS partner, coalesce(flow, '') AS flow, period_from, period_to, day, metric, value, coalesce(printed, '') AS printed,
       coalesce(unit, '') AS unit, coalesce(basis, '') AS basis, status, published, published_basis, source, source_url, coalesce(note, '') AS note, batch
FROM observation
WHERE product = $1 AND reporter = $2 AND published <= DATE '1970-01-01' + $3::INTEGER
ORDER BY period_from, period_to, batch, rowid;
