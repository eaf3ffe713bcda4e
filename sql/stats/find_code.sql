-- $1: code_id of a bare customs code. What the product tree says about it, exact owners first.
SELECT p.id, p.name, p.note, c.name AS code_name, c.coverage, c.nomenclature
FROM product_code c JOIN product p ON p.id = c.product
WHERE c.code = $1
ORDER BY c.coverage <> 'exact', c.nomenclature <> 'HS', p.place;
