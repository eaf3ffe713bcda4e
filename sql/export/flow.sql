-- Customs rows as files for other programs: the view `flow` and the year they are parted by. The variables
-- export_product, export_code and export_reporter narrow it when they are set.
WITH RECURSIVE below(id) AS (
    SELECT getvariable('export_product') WHERE getvariable('export_product') IS NOT NULL
    UNION SELECT p.id FROM product p JOIN below b ON p.parent = b.id
), nomenclature(source, name) AS (
    VALUES ('gacc', 'GACC'), ('comext', 'CN'), ('hmrc', 'CN'), ('census', 'HTS'), ('japan', 'JP'), ('comexstat', 'NCM')
), reporters AS (
    SELECT country_iso3(member) AS iso3 FROM country_group WHERE grp = getvariable('export_reporter')
    UNION SELECT getvariable('export_reporter')
), wanted AS (
    SELECT DISTINCT nomenclature, code_text(code) AS code FROM product_code WHERE product IN (SELECT id FROM below)
)
SELECT flow.*, period[1:4]::INTEGER AS year
FROM flow LEFT JOIN nomenclature n ON n.source = flow.source
WHERE (getvariable('export_product') IS NULL
       OR (CASE WHEN length(flow.code) <= 6 THEN 'HS' ELSE n.name END, flow.code) IN (SELECT (nomenclature, code) FROM wanted))
  AND (getvariable('export_code') IS NULL OR starts_with(flow.code, getvariable('export_code')))
  AND (getvariable('export_reporter') IS NULL OR reporter IN (SELECT iso3 FROM reporters))
