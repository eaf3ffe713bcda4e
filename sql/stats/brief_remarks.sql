-- Records and ranks as published for one period, of a product and of the series confused with it.
-- $1 product, $2 reporter, $3 flow, $4 first month, $5 last month, $6 newest day of publication (days since 1970)
SELECT o.product, coalesce(o.partner, 'W00') AS partner, coalesce(c.prose, o.partner, 'the world') AS partner_prose,
       o.metric = 'rank' AS is_rank, o.value, coalesce(o.basis, '') AS basis, o.published,
       o.published_basis = 'assumed' AS assumed, o.source, o.source_url, coalesce(o.note, '') AS note
FROM observation o LEFT JOIN country c ON c.iso3 = coalesce(o.partner, 'W00')
WHERE o.reporter = $2 AND o.flow = $3 AND o.period_from = $4 AND o.period_to = $5 AND o.metric IN ('rank', 'record')
  AND (o.metric = 'record' OR o.value >= 1)
  AND (o.product = $1 OR o.product IN (SELECT other FROM confusable WHERE product = $1))
  AND o.published <= DATE '1970-01-01' + $6::INTEGER
QUALIFY row_number() OVER (PARTITION BY o.product, o.partner, o.metric, o.basis, o.source, o.source_url, o.note
                           ORDER BY o.batch DESC) = 1
ORDER BY o.product, is_rank, o.value, partner, assumed, o.published, o.source, o.source_url, note
