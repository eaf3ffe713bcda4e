-- Every country, area and group: codes, names, members of groups today.
WITH names AS (
    SELECT country, string_agg(code, '|' ORDER BY code) AS aliases FROM country_code WHERE scheme = 'name' GROUP BY country
), members AS (
    SELECT g.grp, string_agg(DISTINCT c.iso3, ' ' ORDER BY c.iso3) AS members, count(DISTINCT c.iso3) AS n
    FROM country_group g JOIN country c ON c.id = g.member WHERE g.month_to = 100000 GROUP BY g.grp
)
SELECT c.iso3 AS id, coalesce(c.iso2, '') AS iso2, CASE WHEN c.m49 IS NULL THEN '' ELSE lpad(c.m49::VARCHAR, 3, '0') END AS m49, c.name, c.prose,
       c.kind, coalesce(n.aliases, '') AS aliases, coalesce(m.members, '') AS members
FROM country c LEFT JOIN names n ON n.country = c.id LEFT JOIN members m ON m.grp = c.iso3
ORDER BY CASE c.kind WHEN 'world' THEN 0 WHEN 'country' THEN 1 WHEN 'group' THEN 2 ELSE 3 END, c.iso3;
