-- What is held, after items.sql: one row per source, product (or code), reporter, flow and frequency. Reporters are summed
-- up where more than 40 share a line.
), fact AS (
    SELECT i.key, i.preference, i.place, i.item, f.freq, f.flow, f.reporter, f.partner, f.period, count(*) AS n
    FROM flow_data f JOIN item i ON i.source = f.source AND i.code = f.code
    WHERE $3 IS NULL OR f.reporter IN (SELECT id FROM reporter)
    GROUP BY ALL
), crowd AS (
    SELECT key, item, freq, flow, count(DISTINCT reporter) AS n FROM fact GROUP BY ALL
), customs AS (
    SELECT f.preference, f.place, f.key AS source, f.item AS product,
           CASE WHEN c.n > 40 AND $3 IS NULL THEN c.n || ' reporters' ELSE country_iso3(f.reporter) END AS reporter,
           flow_text(f.flow) AS flow, 'trade' AS what, freq_text(f.freq) AS freq,
           CASE f.freq WHEN 1 THEN (min(period) // 12)::VARCHAR ELSE month_text(min(period)) END AS first,
           CASE f.freq WHEN 1 THEN (max(period) // 12)::VARCHAR ELSE month_text(max(period)) END AS last,
           count(DISTINCT period) AS held,
           CASE f.freq WHEN 1 THEN (max(period) - min(period)) // 12 ELSE max(period) - min(period) END + 1 AS span,
           count(DISTINCT partner) AS partners, sum(f.n)::BIGINT AS rows
    FROM fact f JOIN crowd c USING (key, item, freq, flow)
    GROUP BY f.preference, f.place, f.key, f.item, CASE WHEN c.n > 40 AND $3 IS NULL THEN c.n || ' reporters' ELSE country_iso3(f.reporter) END, f.flow, f.freq
), obs AS (
    SELECT *, CASE WHEN day IS NOT NULL THEN 'D' WHEN period_from = period_to THEN 'M'
                   WHEN period_from % 12 = 0 AND period_to = period_from + 11 THEN 'A' ELSE 'part' END AS freq
    FROM observation
    WHERE ($1 IS NULL OR product IN (SELECT id FROM below)) AND ($2 IS NULL OR starts_with(product, $2))
      AND ($3 IS NULL OR reporter IN (SELECT iso3 FROM reporter))
), published AS (
    SELECT 1000 AS preference, coalesce(p.place, 100000) AS place,
           CASE count(DISTINCT o.source) WHEN 1 THEN any_value(o.source) ELSE count(DISTINCT o.source) || ' publications' END AS source,
           o.product, o.reporter, o.flow, o.metric AS what, o.freq,
           CASE o.freq WHEN 'D' THEN min(o.day)::VARCHAR WHEN 'A' THEN (min(period_from) // 12)::VARCHAR ELSE month_text(min(period_from)) END AS first,
           CASE o.freq WHEN 'D' THEN max(o.day)::VARCHAR WHEN 'A' THEN (max(period_from) // 12)::VARCHAR ELSE month_text(max(period_to)) END AS last,
           count(DISTINCT (period_from, period_to, day)) AS held,
           CASE WHEN o.metric IN ('event', 'record', 'rank', 'mom_pct', 'yoy_pct') THEN NULL -- single findings, no series
                WHEN o.freq = 'M' THEN max(period_from) - min(period_from) + 1
                WHEN o.freq = 'A' THEN (max(period_from) - min(period_from)) // 12 + 1 END AS span,
           nullif(count(DISTINCT partner), 0) AS partners, count(*) AS rows
    FROM obs o LEFT JOIN product p ON p.id = o.product GROUP BY o.product, p.place, o.reporter, o.flow, o.metric, o.freq
)
SELECT source, product, reporter, flow, what, freq, first, last, held, span, partners, rows
FROM (SELECT * FROM customs UNION ALL SELECT * FROM published)
ORDER BY preference, place, product, reporter NULLS FIRST, flow NULLS FIRST, what, freq, source
