-- The events of data/trade_events.csv ($1 its path). `about`: whether an event names the product $2 (or a bare code $3 of one), or
-- what stands above or below it in the tree.
WITH RECURSIVE up(id) AS (
    SELECT $2::VARCHAR UNION SELECT DISTINCT product FROM product_code WHERE code = $3
    UNION SELECT p.parent FROM product p JOIN up u ON p.id = u.id WHERE p.parent IS NOT NULL
), down(id) AS (
    SELECT $2::VARCHAR UNION SELECT p.id FROM product p JOIN down d ON p.parent = d.id
), near AS (SELECT id FROM up UNION SELECT id FROM down)
SELECT e.id, month_id(e.month) AS month, month_id(coalesce(e.announced, '')) AS announced, e.exporter, coalesce(e.partner, '') AS partner,
       e.products, e.what, e.source, EXISTS (SELECT 1 FROM near n WHERE list_contains(string_split(e.products, '|'), n.id)) AS about
FROM read_csv($1, header = true, all_varchar = true) e ORDER BY month, e.id;
