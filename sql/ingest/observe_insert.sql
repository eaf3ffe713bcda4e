INSERT INTO observation
SELECT getvariable('in_batch'), product, reporter, partner, flow, period_from, period_to, day, metric, value, printed, unit, basis, status,
       published, published_basis, source, source_url, note
FROM verdict ORDER BY ALL;
