-- Every product in the order of the tree, with its depth, other names and customs codes.
WITH RECURSIVE tree AS (
    SELECT id, 0 AS depth FROM product WHERE parent IS NULL
    UNION ALL SELECT p.id, t.depth + 1 FROM product p JOIN tree t ON p.parent = t.id
), names AS (
    SELECT product, string_agg(alias, '|' ORDER BY alias) AS aliases FROM product_alias GROUP BY product
), codes AS (
    SELECT product, string_agg(nomenclature || ' ' || code_text(code) || CASE coverage WHEN 'exact' THEN '' ELSE ' (' || coverage || ')' END,
                               ', ' ORDER BY coverage <> 'exact', nomenclature <> 'HS', nomenclature, code) AS codes
    FROM (SELECT DISTINCT product, nomenclature, code, coverage FROM product_code) GROUP BY product
)
SELECT p.id, p.parent, t.depth::BIGINT AS depth, p.name, p.prose, p.kind, p.note, coalesce(n.aliases, '') AS aliases, coalesce(c.codes, '') AS codes
FROM product p JOIN tree t ON t.id = p.id LEFT JOIN names n ON n.product = p.id LEFT JOIN codes c ON c.product = p.id
ORDER BY p.place;
