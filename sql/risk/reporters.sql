-- $1 product. Countries that report imports of anything near the product's customs codes (the same four digits): only theirs are worth
-- looking through line by line.
WITH RECURSIVE below AS (SELECT id FROM product WHERE id = $1 UNION SELECT c.id FROM product c JOIN below b ON c.parent = b.id),
near AS (SELECT DISTINCT substr(code_text(code), 1, 4) AS hs4 FROM product_code WHERE product IN (SELECT id FROM below)),
held AS (SELECT DISTINCT reporter, code FROM flow_data WHERE flow = 1)
SELECT DISTINCT reporter FROM held WHERE substr(code_text(code), 1, 4) IN (SELECT hs4 FROM near) ORDER BY reporter;
