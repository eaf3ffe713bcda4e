-- Every name by which a country or group may be asked for.
SELECT c.iso3, lower(k.code) AS alias FROM country_code k JOIN country c ON c.id = k.country WHERE k.scheme IN ('name', 'iso3')
UNION SELECT iso3, lower(iso3) FROM country UNION SELECT iso3, lower(name) FROM country
ORDER BY 1, 2;
