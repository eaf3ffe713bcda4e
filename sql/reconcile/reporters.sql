-- Who reports well: the error of each reporter of the lanes asked for, by role: 'exporter', 'exporter via hubs' on lanes through a re-export hub,
-- 'importer'. Errors are standard errors of the logarithm.
SELECT country_iso3(r.country) AS country, c.name, CASE r.role WHEN 0 THEN 'exporter' WHEN 1 THEN 'exporter via hubs' ELSE 'importer' END AS role,
       r.flows, round(r.value_error, 6) AS value_error, round(r.qty_error, 6) AS qty_error, round(r.error, 6) AS error
FROM reliability r LEFT JOIN country c ON c.id = r.country ORDER BY r.role, r.error, r.country;
