-- $1: code_id. The product a bare code is exactly, for a reporter $2.
SELECT c.product FROM product_code c JOIN product p ON p.id = c.product
WHERE c.code = $1 AND c.coverage = 'exact' AND (c.reporters IS NULL OR list_contains(string_split(c.reporters, '|'), $2))
ORDER BY p.place LIMIT 1;
