-- $1 reporter, $2 product: what to offer when nothing is held. Products of which this reporter's customs rows or published figures are
-- held, those that contain the product asked for (by a broader code) first.
WITH broader AS (
    SELECT DISTINCT o.product, b.code
    FROM product_code b JOIN product_code o ON o.code = b.code AND o.coverage = 'exact' AND o.product <> b.product
    WHERE b.product = $2 AND b.coverage = 'broader'
), rows_held AS (
    SELECT DISTINCT code FROM flow_data WHERE reporter = country_id($1)
), held AS (
    SELECT DISTINCT c.product FROM product_code c JOIN rows_held r ON r.code = c.code WHERE c.coverage = 'exact'
    UNION SELECT DISTINCT product FROM observation WHERE reporter = $1 AND metric IN ('qty', 'value', 'production')
)
SELECT h.product, min(code_text(b.code)) AS code, min(p.prose) AS prose
FROM held h JOIN product p ON p.id = h.product LEFT JOIN broader b ON b.product = h.product
WHERE h.product <> $2
GROUP BY h.product ORDER BY min(b.code) IS NULL, min(p.place) LIMIT 5;
