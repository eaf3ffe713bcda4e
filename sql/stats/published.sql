-- Published figures of one product and reporter: $1 product, $2 reporter, $3 partner (NULL: every country that is not the world
-- or a group), $4 flow, $5 day as of which (days since 1970), $6 1 if a figure without partner is the world's (prices, output).
-- A figure ingested again with another value counts once, as ingested last.
SELECT CASE WHEN o.partner IS NULL OR o.partner = '' THEN 'W00' ELSE o.partner END AS partner, c.id AS number, coalesce(o.flow, '') AS flow,
       o.period_from, o.period_to, o.day, o.metric, o.value, coalesce(o.printed, '') AS printed, coalesce(o.unit, '') AS unit,
       coalesce(o.basis, '') AS basis, o.status, o.published, o.published_basis, o.source, o.source_url, coalesce(o.note, '') AS note
FROM observation o
LEFT JOIN country c ON c.iso3 = CASE WHEN o.partner IS NULL OR o.partner = '' THEN 'W00' ELSE o.partner END
WHERE o.product = $1 AND coalesce(o.reporter, '') = $2 AND o.published <= DATE '1970-01-01' + $5::INTEGER
  AND (coalesce(o.partner, '') <> '' OR $6::INTEGER = 1)
  AND CASE WHEN $3::VARCHAR IS NULL THEN c.id IS NOT NULL AND c.kind NOT IN ('world', 'group')
           ELSE CASE WHEN o.partner IS NULL OR o.partner = '' THEN 'W00' ELSE o.partner END = $3 END
  AND ($4::VARCHAR = '' OR coalesce(o.flow, '') = $4 OR coalesce(o.flow, '') = '')
QUALIFY rank() OVER (PARTITION BY o.reporter, o.partner, o.flow, o.period_from, o.period_to, o.day, o.metric, o.unit, o.basis, o.source,
                                  o.source_url, o.published ORDER BY o.batch DESC) = 1
ORDER BY c.id, o.period_from, o.period_to, o.batch, o.rowid;
