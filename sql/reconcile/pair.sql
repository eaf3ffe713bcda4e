-- Both reports of one flow side by side: x what the exporter declared (FOB), m what the importer declared (CIF), in dollars; qx and qm in
-- tonnes. Monthly imports are moved back by the shipping lag of the lane. `hub`: the lane touches a re-export hub.
CREATE OR REPLACE TEMP TABLE pair AS
WITH hub AS (SELECT DISTINCT member FROM country_group WHERE grp = 'HUBS'),
side AS (
    SELECT period, reporter AS exporter, partner AS importer, code, value_usd AS x, NULL::DOUBLE AS m, qty_t AS qx, NULL::DOUBLE AS qm, flags AS fx, 0 AS fm
    FROM report WHERE flow = 2
    UNION ALL
    SELECT period - coalesce(lag.months, 0), partner, reporter, code, NULL, value_usd, NULL, qty_t, 0, flags
    FROM report LEFT JOIN lag ON lag.exporter = partner AND lag.importer = reporter WHERE flow = 1
)
SELECT period, exporter, importer, code, max(x) AS x, max(m) AS m, max(qx) FILTER (qx > 0) AS qx, max(qm) FILTER (qm > 0) AS qm,
       max(fx) AS fx, max(fm) AS fm, exporter IN (FROM hub) OR importer IN (FROM hub) AS hub
FROM side WHERE period BETWEEN getvariable('rc_first') AND getvariable('rc_last')
GROUP BY period, exporter, importer, code;
