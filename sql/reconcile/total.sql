-- What stands above the flows: how many, how much, seen by whom. Sums are of sorted values, so that they do not depend on threads.
SELECT count(*) AS flows, count(*) FILTER (exporter_usd > 0 AND importer_usd > 0) AS both, count(*) FILTER (importer_usd IS NULL) AS exporter_only,
       count(*) FILTER (exporter_usd IS NULL) AS importer_only, sum(value_usd ORDER BY value_usd) AS value_usd,
       sum(exporter_usd ORDER BY exporter_usd) AS exporter_usd, sum(importer_usd ORDER BY importer_usd) AS importer_usd,
       sum(value_usd ORDER BY value_usd) FILTER (exporter_usd > 0 AND importer_usd > 0) AS both_usd, count(*) FILTER (bits & 16 <> 0) AS gaps,
       sum(qty_t ORDER BY qty_t) AS qty_t, count(*) FILTER (qty_t IS NULL) AS unweighed, count(DISTINCT code) AS codes
FROM chosen;
