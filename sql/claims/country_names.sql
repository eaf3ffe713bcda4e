-- Names of countries and groups that a text may use, without their article; not the world, nor leftovers of statistics such as
-- "Areas nes".
WITH told AS (
    SELECT k.code AS alias, c.iso3, c.kind FROM country_code k JOIN country c ON c.id = k.country WHERE k.scheme = 'name'
    UNION SELECT unnest([lower(name), lower(prose)]), iso3, kind FROM country
), named AS (
    SELECT CASE WHEN starts_with(alias, 'the ') THEN alias[5:] ELSE alias END AS alias, iso3 FROM told WHERE kind IN ('country', 'group', 'other')
)
SELECT DISTINCT ON (alias) alias, iso3 FROM named WHERE length(alias) <> 3 OR alias <> lower(iso3) OR iso3 = 'USA'
ORDER BY alias, iso3;
