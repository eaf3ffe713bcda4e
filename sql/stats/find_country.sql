-- $1: what the user asked for. Countries and groups by ISO code, group key, UN number, name or alias; codes before names.
WITH asked AS (SELECT lower(trim($1)) AS t)
SELECT DISTINCT ON (c.iso3) c.id, c.iso3, c.name, c.prose,
       CASE WHEN lower(c.iso3) = a.t THEN 0 WHEN lower(c.iso2) = a.t THEN 1 WHEN c.m49::VARCHAR = a.t OR lpad(c.m49::VARCHAR, 3, '0') = a.t THEN 2
            WHEN lower(c.name) = a.t THEN 3 ELSE 4 END AS how
FROM country c, asked a
WHERE lower(c.iso3) = a.t OR lower(c.iso2) = a.t OR c.m49::VARCHAR = a.t OR lpad(c.m49::VARCHAR, 3, '0') = a.t
   OR lower(c.name) = a.t OR lower(c.prose) = a.t
   OR c.id IN (SELECT k.country FROM country_code k WHERE k.scheme = 'name' AND k.code = a.t)
ORDER BY how, c.iso3;
