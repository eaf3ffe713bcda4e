-- Who reports well: the error of each reporter, as exporter (0), as exporter on lanes through a re-export hub (1), as importer (2).
SELECT country_iso3(r.country) AS country, c.name, r.role, r.flows, r.value_error, r.qty_error, r.error
FROM reliability r LEFT JOIN country c ON c.id = r.country ORDER BY r.role, r.error, r.country;
