-- The disagreement of each pair of countries: sums of the square roots of the distances, in integers so that no order of adding matters.
SELECT exporter, hub, importer, count(*) AS n, sum(round(1e6 * w)::BIGINT)::DOUBLE / 1e6 AS weight,
       sum(round(1e6 * w * sqrt(rv))::BIGINT)::DOUBLE / 1e6 AS value, sum(round(1e6 * w * sqrt(coalesce(rq, rv)))::BIGINT)::DOUBLE / 1e6 AS qty
FROM gap GROUP BY exporter, hub, importer ORDER BY exporter, hub, importer;
