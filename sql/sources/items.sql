-- The start of coverage.sql and gaps.sql, which gad_sources puts after it: which codes are shown as what.
-- $1 product id or NULL, $2 first digits of codes or NULL, $3 reporter (ISO 3166 alpha-3 or a group) or NULL.
-- Codes of no known product are one line where a source has more than 200 of them.
WITH RECURSIVE below(id) AS (
    SELECT $1::VARCHAR WHERE $1 IS NOT NULL
    UNION SELECT p.id FROM product p JOIN below b ON p.parent = b.id
), reporter AS (
    SELECT country_iso3(member) AS iso3, member AS id FROM country_group WHERE grp = $3
    UNION SELECT $3::VARCHAR, country_id($3) WHERE $3 IS NOT NULL
), nomenclature(source, name) AS (
    VALUES ('gacc', 'GACC'), ('comext', 'CN'), ('hmrc', 'CN'), ('census', 'HTS'), ('japan', 'JP'), ('comexstat', 'NCM')
), known AS ( -- the best product of each code, among those asked for
    SELECT DISTINCT ON (c.nomenclature, c.code) c.nomenclature, c.code, p.place,
           c.product || CASE WHEN c.coverage = 'broader' THEN ' within ' || code_text(c.code) ELSE '' END AS product
    FROM product_code c JOIN product p ON p.id = c.product
    WHERE CASE WHEN $1 IS NULL THEN c.coverage <> 'broader' ELSE c.product IN (SELECT id FROM below) END
    ORDER BY c.nomenclature, c.code, list_position(['exact', 'part', 'broader'], c.coverage), p.place
), held AS (
    SELECT DISTINCT source, code FROM flow_data
), named AS (
    SELECT h.source, s.key, s.preference, h.code, k.product, coalesce(k.place, 100000) AS place
    FROM held h JOIN source s ON s.id = h.source LEFT JOIN nomenclature n ON n.source = s.key
    LEFT JOIN known k ON k.code = h.code AND k.nomenclature = CASE WHEN length(code_text(h.code)) <= 6 THEN 'HS' ELSE n.name END
), stranger AS ( -- (as a window over the sources this took time with the square of the codes)
    SELECT source, count(*) AS strangers FROM named WHERE product IS NULL GROUP BY source
), item AS (
    SELECT source, key, preference, code, place,
           CASE WHEN $2 IS NOT NULL THEN code_text(code) WHEN product IS NOT NULL THEN product
                WHEN strangers > 200 THEN 'other codes: ' || strangers ELSE code_text(code) END AS item
    FROM named LEFT JOIN stranger USING (source)
    WHERE ($1 IS NULL OR product IS NOT NULL) AND ($2 IS NULL OR starts_with(code_text(code), $2))
