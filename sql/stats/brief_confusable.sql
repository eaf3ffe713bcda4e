-- A product (first row, why NULL) and the series that the press confuses with it, and whether figures of each may be held
-- for the period: `customs` rows of any code of the product or its parts, `published` figures, and published `money`
-- (values, unit values). True may still turn out empty; false never hides a figure.
-- $1 product, $2 reporter, $3 flow, $4 first month, $5 last month
WITH RECURSIVE asked AS (
    SELECT $1::VARCHAR AS id, NULL::VARCHAR AS why, 0 AS place
    UNION ALL
    SELECT other, why, place FROM confusable WHERE product = $1 AND other <> $1
), tree AS (
    SELECT id AS top, id FROM asked
    UNION ALL
    SELECT t.top, p.id FROM tree t JOIN product p ON p.parent = t.id
), codes AS (
    SELECT DISTINCT f.code FROM flow_data f
    WHERE f.period BETWEEN $4 AND $5 AND f.flow = flow_id($3) AND coalesce(f.reporter = country_id($2), true)
), customs AS (
    SELECT DISTINCT t.top FROM tree t JOIN product_code c ON c.product = t.id JOIN codes f ON f.code = c.code
), published AS (
    SELECT product, bool_or(metric IN ('value', 'unit_value')) AS money
    FROM observation
    WHERE reporter = $2 AND coalesce(flow, $3) = $3 AND period_from >= $4 AND period_to <= $5
    GROUP BY product
)
SELECT a.id, coalesce(p.name, a.id) AS name, coalesce(p.prose, a.id) AS prose, p.note, a.why, c.top IS NOT NULL AS customs,
       o.product IS NOT NULL AS published, coalesce(o.money, false) AS money
FROM asked a LEFT JOIN product p ON p.id = a.id LEFT JOIN customs c ON c.top = a.id LEFT JOIN published o ON o.product = a.id
ORDER BY a.place
