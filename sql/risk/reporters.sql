-- $1 product. Countries and years of which imports by origin are held under the product's own customs codes, or under lines below them, or
-- are published: only theirs are worth looking through line by line. weighed: something carries a weight.
WITH RECURSIVE below AS (SELECT id FROM product WHERE id = $1 UNION SELECT c.id FROM product c JOIN below b ON c.parent = b.id),
own AS (SELECT DISTINCT code_text(code) AS digits FROM product_code WHERE product IN (SELECT id FROM below) AND coverage = 'exact'),
held AS (SELECT reporter, period // 12 AS year, code, max(qty_t IS NOT NULL) AS weighed FROM flow_data WHERE flow = 1 GROUP BY ALL),
text AS MATERIALIZED (SELECT code, code_text(code) AS digits FROM (SELECT DISTINCT code FROM held)),
mine AS (SELECT DISTINCT t.code FROM text t JOIN own o ON t.digits[1:2] = o.digits[1:2] AND starts_with(t.digits, o.digits)),
found AS (
    SELECT reporter, year, weighed FROM held WHERE code IN (SELECT code FROM mine)
    UNION ALL
    SELECT country_id(reporter), period_from // 12, true FROM observation
    WHERE product = $1 AND flow = 'M' AND metric IN ('qty', 'value') AND coalesce(partner, 'W00') <> 'W00' AND length(reporter) = 3
)
SELECT reporter, year, max(weighed) AS weighed FROM found GROUP BY reporter, year ORDER BY reporter, year;
