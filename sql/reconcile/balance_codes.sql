-- $1: a product. Its HS6 codes, and whether each holds this product alone.
SELECT code, bool_or(coverage = 'exact') AS alone FROM product_code
WHERE product = $1 AND code BETWEEN 1000000 AND 1999999 GROUP BY code ORDER BY code;
