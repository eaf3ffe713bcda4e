-- $1: how many. One row per country, those with most flows first: its errors as the per cent they mean upward, by role.
SELECT country_iso3(r.country) AS country, any_value(c.name) AS name, sum(r.flows)::BIGINT AS flows,
       100 * (exp(max(r.error) FILTER (r.role = 0)) - 1) AS exporter_pct, 100 * (exp(max(r.error) FILTER (r.role = 1)) - 1) AS hubs_pct,
       100 * (exp(max(r.error) FILTER (r.role = 2)) - 1) AS importer_pct
FROM reliability r LEFT JOIN country c ON c.id = r.country GROUP BY r.country ORDER BY flows DESC, country LIMIT $1;
