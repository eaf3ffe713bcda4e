-- $1: product id, $2: reporter (ISO3 or group). Customs codes of the product and of everything below it that this reporter
-- uses, with the months they are valid in. depth 0 is the product itself. A code that names its reporters by group is valid
-- while the reporter is a member.
WITH RECURSIVE tree AS (
    SELECT id, kind, 0 AS depth, kind AS asked_kind FROM product WHERE id = $1
    UNION ALL
    SELECT p.id, p.kind, t.depth + 1, t.asked_kind FROM product p JOIN tree t ON p.parent = t.id
), codes AS (
    SELECT t.asked_kind, t.depth, c.nomenclature, c.code, string_split(c.reporters, '|') AS reporters, c.month_from, c.month_to,
           coalesce(c.hs_revisions, '') AS hs_revisions, c.coverage, coalesce(c.name, '') AS name
    FROM tree t JOIN product_code c ON c.product = t.id
), valid AS (
    SELECT *, -1 AS lo, 100000 AS hi FROM codes WHERE reporters IS NULL OR list_contains(reporters, $2)
    UNION ALL
    SELECT c.*, g.month_from, g.month_to
    FROM codes c JOIN country_group g ON list_contains(c.reporters, g.grp) AND g.member = country_id($2)
    WHERE NOT list_contains(c.reporters, $2)
)
SELECT min(asked_kind) AS asked_kind, min(depth) AS depth, nomenclature, code, coverage,
       greatest(month_from, min(lo)) AS month_from, least(month_to, max(hi)) AS month_to, hs_revisions, min(name) AS name
FROM valid
GROUP BY nomenclature, code, coverage, month_from, month_to, hs_revisions
ORDER BY nomenclature, code, month_from;
