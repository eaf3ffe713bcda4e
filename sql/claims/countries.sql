-- Every country, area and group, ascending key.
SELECT iso3, name, prose, coalesce(id, -1)::INTEGER AS number, kind FROM country ORDER BY iso3;
