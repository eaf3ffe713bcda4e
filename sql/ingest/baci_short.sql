-- BACI, the short way: straight from the file into the store, columns read as numbers. Whatever is not as CEPII ships
-- it stops the statement (a text that is no number) or makes a column NULL that must not be; nothing of it
-- is kept then, and the careful way finds the rows.
INSERT INTO flow_data
WITH number AS (
    SELECT try_cast(code AS USMALLINT) AS n, any_value(country)::USMALLINT AS country FROM lookup
    WHERE country >= 0 AND try_cast(code AS USMALLINT) IS NOT NULL GROUP BY n HAVING count(DISTINCT country) = 1
)
SELECT getvariable('in_batch'), s.id, getvariable('in_vintage'), 1,
       CASE WHEN t BETWEEN 1900 AND getvariable('in_period_max') // 12 THEN t * 12::INTEGER END, a.country, b.country, 2,
       CASE WHEN regexp_full_match(k, '[0-9]{6}') AND v >= 0 AND v < 'infinity'::DOUBLE AND w >= 0 AND w < 'infinity'::DOUBLE THEN 1000000 + k::INTEGER
            WHEN regexp_full_match(k, '[0-9]{6}') AND v >= 0 AND v < 'infinity'::DOUBLE AND w IS NULL AND missing(q) THEN 1000000 + k::INTEGER END,
       coalesce(getvariable('in_hs'), 0), NULL, NULL, CASE WHEN w > 0 OR v = 0 THEN w END, v * 1000, 'USD', 2, v * 1000, 0
FROM (SELECT *, try_cast(q AS DOUBLE) AS w FROM raw) r LEFT JOIN number a ON a.n = r.i LEFT JOIN number b ON b.n = r.j
CROSS JOIN (SELECT id FROM source WHERE key = 'baci') s;
