-- Rows of the file beside the newest held of the same figure (the same source said the same thing on the same day of the
-- same period): equal in every column, another value, or new; only what is to be inserted is kept. Rows that stand twice in the file count once.
CREATE OR REPLACE TEMP TABLE verdict AS
WITH k AS (SELECT DISTINCT * EXCLUDE (bad, skip) FROM staged WHERE NOT bad),
newest AS (
    SELECT * FROM observation
    QUALIFY rank() OVER (PARTITION BY product, reporter, partner, flow, period_from, period_to, day, metric, unit, basis, source, source_url, published ORDER BY batch DESC) = 1
), same AS (
    SELECT product, reporter, partner, flow, period_from, period_to, day, metric, value, printed, unit, basis, status, published, published_basis, source, source_url, note FROM k
    INTERSECT
    SELECT product, reporter, partner, flow, period_from, period_to, day, metric, value, printed, unit, basis, status, published, published_basis, source, source_url, note FROM newest
)
SELECT NOT EXISTS (SELECT 1 FROM newest n WHERE n.product = f.product AND n.reporter IS NOT DISTINCT FROM f.reporter AND n.partner IS NOT DISTINCT FROM f.partner
                             AND n.flow IS NOT DISTINCT FROM f.flow AND n.period_from = f.period_from AND n.period_to = f.period_to AND n.day IS NOT DISTINCT FROM f.day
                             AND n.metric = f.metric AND n.unit IS NOT DISTINCT FROM f.unit AND n.basis IS NOT DISTINCT FROM f.basis
                             AND n.source = f.source AND n.source_url = f.source_url AND n.published = f.published) AS added, f.*
FROM (SELECT product, reporter, partner, flow, period_from, period_to, day, metric, value, printed, unit, basis, status, published, published_basis, source, source_url, note FROM k
      EXCEPT SELECT * FROM same) f;
