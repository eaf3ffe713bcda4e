-- $1 product. Countries and years that report imports under one of the product's own customs codes, or under lines below them: only theirs
-- are worth looking through line by line. weighed: some row carries a weight.
WITH RECURSIVE below AS (SELECT id FROM product WHERE id = $1 UNION SELECT c.id FROM product c JOIN below b ON c.parent = b.id),
own AS (SELECT DISTINCT code_text(code) AS digits FROM product_code WHERE product IN (SELECT id FROM below) AND coverage = 'exact'),
held AS (SELECT reporter, period // 12 AS year, code, max(qty_t IS NOT NULL) AS weighed FROM flow_data WHERE flow = 1 GROUP BY ALL),
code AS (SELECT DISTINCT h.code FROM held h, own o WHERE starts_with(code_text(h.code), o.digits))
SELECT reporter, year, max(weighed) AS weighed FROM held WHERE code IN (SELECT code FROM code) GROUP BY reporter, year ORDER BY reporter, year;
