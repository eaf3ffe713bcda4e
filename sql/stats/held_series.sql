-- $1 product, $2 reporter: which partners, flows and measures of published figures are held; the most figures first.
SELECT * FROM (
SELECT coalesce(reporter, '') AS reporter, coalesce(nullif(partner, ''), 'W00') AS partner, coalesce(flow, '') AS flow, metric, count(*) AS n
FROM observation
WHERE product = $1 AND metric IN ('qty', 'value', 'unit_value', 'price', 'production', 'capacity', 'reserves', 'quota', 'share', 'intensity')
GROUP BY ALL)
ORDER BY reporter <> $2, n DESC, partner, flow, metric LIMIT 40;
