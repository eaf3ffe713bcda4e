-- Countries, areas and groups.
SELECT iso3, iso2, m49, name, prose, kind FROM country ORDER BY id NULLS LAST, iso3
