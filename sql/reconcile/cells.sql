-- The disagreement of each pair of countries, added up in integers so that no order of adding matters.
SELECT exporter, hub, importer, count(*) AS n, sum(round(100 * w)::BIGINT) / 1e2 AS weight,
       sum(round(1e4 * w * least(rv, 10))::BIGINT)::DOUBLE / 1e4 AS value, sum(round(1e4 * w * least(coalesce(rq, rv), 10))::BIGINT)::DOUBLE / 1e4 AS qty
FROM gap GROUP BY exporter, hub, importer ORDER BY exporter, hub, importer;
