-- Published figures in the layout of data/observations, and the digits as printed.
WITH RECURSIVE below(id) AS (
    SELECT getvariable('export_product') WHERE getvariable('export_product') IS NOT NULL
    UNION SELECT p.id FROM product p JOIN below b ON p.parent = b.id
), reporters AS (
    SELECT country_iso3(member) AS iso3 FROM country_group WHERE grp = getvariable('export_reporter')
    UNION SELECT getvariable('export_reporter')
)
SELECT product, reporter, partner, flow,
       CASE WHEN day IS NOT NULL THEN day::VARCHAR WHEN period_from = period_to THEN month_text(period_from)
            WHEN period_from % 12 = 0 AND period_to = period_from + 11 THEN (period_from // 12)::VARCHAR
            ELSE month_text(period_from) || '..' || month_text(period_to) END AS period,
       metric, value, unit, basis, status, published, published_basis, source, source_url, note, printed
FROM observation
WHERE (getvariable('export_product') IS NULL OR product IN (SELECT id FROM below))
  AND (getvariable('export_code') IS NULL OR starts_with(product, getvariable('export_code')))
  AND (getvariable('export_reporter') IS NULL OR reporter IN (SELECT iso3 FROM reporters))
