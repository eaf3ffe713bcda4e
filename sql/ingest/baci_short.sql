-- BACI, the short way: sound rows straight from the file into the store. What it leaves out must be what `resolved` rejects,
-- or the careful way is taken (see short_way in ingest_flows.c). in_first_year is the year of the first row: a file has one. A
-- cast that fails is slow in DuckDB: NA, one weight in twenty, is told before; OR sorts rows,
-- and GLOB costs a third of a regular expression.
INSERT INTO flow_data
WITH place AS (
    SELECT try_cast(code AS USMALLINT) AS code, any_value(country)::USMALLINT AS country FROM lookup
    WHERE country >= 0 AND try_cast(code AS USMALLINT) IS NOT NULL GROUP BY try_cast(code AS USMALLINT) HAVING count(DISTINCT country) = 1
),
typed AS (
    SELECT *, v AS thousand_usd, CASE WHEN NOT ends_with(q, 'A') THEN try_cast(q AS DOUBLE) END AS tonnes,
           CASE WHEN k GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]' THEN 1000000 + k::INTEGER END AS code_number
    FROM raw
)
SELECT getvariable('in_batch'), getvariable('in_sources')['baci'], getvariable('in_vintage'), 1, getvariable('in_first_year')::INTEGER * 12, a.country, b.country, 2,
       code_number, coalesce(getvariable('in_hs'), 0), NULL, NULL, CASE WHEN tonnes > 0 THEN tonnes WHEN thousand_usd = 0 THEN tonnes END,
       thousand_usd * 1000, 'USD', 2, thousand_usd * 1000, 0
FROM typed JOIN place a ON a.code = i JOIN place b ON b.code = j
WHERE t = getvariable('in_first_year') AND code_number IS NOT NULL AND thousand_usd BETWEEN 0 AND 1e300
  AND coalesce(tonnes, CASE WHEN missing(q) THEN 0 END) BETWEEN 0 AND 1e300;
