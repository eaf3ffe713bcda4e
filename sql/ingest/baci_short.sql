-- BACI, the short way: sound rows straight from the file into the store. What it leaves out must be what `resolved` rejects,
-- or the careful way is taken (see short_way in ingest_flows.c).
INSERT INTO flow_data
WITH place AS (SELECT code, country::USMALLINT AS country FROM lookup WHERE country >= 0),
typed AS (
    SELECT *, try_cast(v AS DOUBLE) AS thousand_usd, try_cast(q AS DOUBLE) AS tonnes, try_cast(t AS USMALLINT) AS year,
           CASE WHEN regexp_full_match(k, '[0-9]{6}') THEN 1000000 + k::INTEGER END AS code_number
    FROM raw
)
SELECT getvariable('in_batch'), getvariable('in_sources')['baci'], getvariable('in_vintage'), 1, year * 12::INTEGER, a.country, b.country, 2,
       code_number, coalesce(getvariable('in_hs'), 0), NULL, NULL, CASE WHEN tonnes > 0 OR thousand_usd = 0 THEN tonnes END,
       thousand_usd * 1000, 'USD', 2, thousand_usd * 1000, 0
FROM typed JOIN place a ON a.code = i JOIN place b ON b.code = j
WHERE year BETWEEN 1900 AND getvariable('in_period_max') // 12 AND length(t) = 4 AND code_number IS NOT NULL
  AND thousand_usd >= 0 AND thousand_usd < 'infinity'::DOUBLE
  AND ((tonnes >= 0 AND tonnes < 'infinity'::DOUBLE) OR (tonnes IS NULL AND missing(q)));
