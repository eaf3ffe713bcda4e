SELECT id, iso3, name, prose, kind FROM country WHERE id IS NOT NULL ORDER BY id;
