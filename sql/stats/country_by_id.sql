SELECT id, iso3, name, prose FROM country WHERE iso3 = $1;
