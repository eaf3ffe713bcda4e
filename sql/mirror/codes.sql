-- $1 product. Its codes of the Harmonized System: its own, else those of the products below it.
WITH RECURSIVE tree(id, own) AS (
    SELECT id, true FROM product WHERE id = $1
    UNION SELECT p.id, false FROM product p JOIN tree t ON p.parent = t.id
), code AS (
    SELECT DISTINCT c.code, c.coverage, t.own
    FROM tree t JOIN product_code c ON c.product = t.id
    WHERE c.nomenclature = 'HS' AND c.coverage IN ('exact', 'broader')
)
SELECT code, bool_or(coverage = 'exact') AS exact
FROM code WHERE own = (SELECT bool_or(own) FROM code)
GROUP BY code ORDER BY code;
