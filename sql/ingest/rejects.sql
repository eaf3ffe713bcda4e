-- The rows that cannot be stored, in the order of the file; unknown names of countries and products with the nearest known one.
WITH bad AS MATERIALIZED (
    SELECT rec, body, reason, regexp_extract(reason, '^(partner|reporter|product): ''(.{4,60})'' is n', ['what', 'name']) AS unknown
    FROM resolved WHERE reason IS NOT NULL
), asked AS (
    SELECT DISTINCT unknown.what AS what, unknown.name AS name FROM bad WHERE unknown.name <> '' LIMIT 200
), known AS (
    SELECT 'product' AS what, alias AS name FROM product_alias
    UNION ALL SELECT w.what, c.code FROM country_code c CROSS JOIN (VALUES ('partner'), ('reporter')) w(what) WHERE c.scheme = 'name'
), near AS (
    SELECT a.what, a.name, arg_min(k.name, damerau_levenshtein(lower(a.name), k.name)) AS nearest, min(damerau_levenshtein(lower(a.name), k.name)) AS steps
    FROM asked a JOIN known k ON k.what = a.what GROUP BY a.what, a.name
)
SELECT rec, reason || CASE WHEN steps <= 1 + length(near.name) // 4 THEN '; nearest: ' || nearest ELSE '' END AS reason, body
FROM bad LEFT JOIN near ON near.what = bad.unknown.what AND near.name = bad.unknown.name
ORDER BY rec;
