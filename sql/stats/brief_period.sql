-- Every published figure of a reporter inside a period, of whatever product; sorted out by src/report/brief_beside.c.
-- $1 reporter, $2 flow, $3 first month, $4 last month, $5 day as of which (days since 1970)
SELECT product, coalesce(partner, 'W00') AS partner, metric, value, coalesce(basis, '') AS basis, published,
       (published_basis = 'assumed')::INTEGER AS assumed, source, source_url, coalesce(note, '') AS note, period_from, period_to
FROM observation
WHERE reporter = $1 AND flow = $2 AND period_from >= $3 AND period_to <= $4 AND published <= DATE '1970-01-01' + $5::INTEGER
ORDER BY batch, rowid;
