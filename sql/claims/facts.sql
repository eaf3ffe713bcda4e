-- Every published figure but those that a later batch holds again: they were corrected. The order is that of book_facts.c.
WITH told AS (
    SELECT batch, product, coalesce(reporter, '') AS reporter, coalesce(partner, '') AS partner, coalesce(flow, '') AS flow, period_from, period_to, day,
           metric, value, coalesce(printed, '') AS printed, coalesce(unit, '') AS unit, coalesce(basis, '') AS basis, status, published, published_basis,
           source, source_url, coalesce(note, '') AS note
    FROM observation
)
SELECT metric, product, reporter, partner, flow, period_from, period_to, day, value, printed, unit, basis, status, published, published_basis, source, source_url, note
FROM told
QUALIFY batch = max(batch) OVER (PARTITION BY product, reporter, partner, flow, period_from, period_to, day, metric, unit, basis, source, source_url, published)
ORDER BY metric, product, reporter, partner, flow, period_from, period_to, day NULLS FIRST, published, source, value, basis, source_url, note;
