-- Import reliance as published: $1 product, $2 reporter, $3 day as of which. The newest edition of each year last.
SELECT period_from // 12 AS year, value, coalesce(printed, '') AS printed, coalesce(basis, '') AS basis, published, source, source_url,
       coalesce(note, '') AS note
FROM observation
WHERE product = $1 AND reporter = $2 AND published <= DATE '1970-01-01' + $3::INTEGER AND metric = 'share' AND value IS NOT NULL
  AND contains(basis, 'net import reliance') AND period_from % 12 = 0 AND period_to = period_from + 11
ORDER BY year, published, batch, rowid;
