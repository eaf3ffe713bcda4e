SELECT id, iso3, name, prose FROM country WHERE id IS NOT NULL ORDER BY id;
