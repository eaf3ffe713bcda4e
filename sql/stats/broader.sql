-- $1: code_id of a bare code. Products of which the code holds more than the product itself.
SELECT string_agg(DISTINCT p.prose, ', ' ORDER BY p.prose) AS products
FROM product_code c JOIN product p ON p.id = c.product WHERE c.code = $1 AND c.coverage = 'broader';
