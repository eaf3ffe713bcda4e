-- Months and years that are missing inside what is held, after items.sql. Year-to-date rows and daily quotes have no gaps.
), fact AS (
    SELECT DISTINCT i.key, i.preference, i.place, i.item, f.freq, f.flow, f.reporter, f.period
    FROM flow_data f JOIN item i ON i.source = f.source AND i.code = f.code
    WHERE f.freq IN (1, 2) AND ($3 IS NULL OR f.reporter IN (SELECT id FROM reporter))
), crowd AS (
    SELECT key, item, freq, flow, count(DISTINCT reporter) AS n FROM fact GROUP BY ALL
), customs AS (
    SELECT DISTINCT f.preference, f.place, f.key AS source, f.item AS product,
           CASE WHEN c.n > 40 AND $3 IS NULL THEN c.n || ' reporters' ELSE country_iso3(f.reporter) END AS reporter,
           flow_text(f.flow) AS flow, 'trade' AS what, freq_text(f.freq) AS freq, f.period
    FROM fact f JOIN crowd c USING (key, item, freq, flow)
), published AS (
    SELECT DISTINCT 1000 AS preference, coalesce(p.place, 100000) AS place, 'published' AS source, o.product, o.reporter, o.flow,
           o.metric AS what, CASE WHEN period_from = period_to THEN 'M' ELSE 'A' END AS freq, period_from AS period
    FROM observation o LEFT JOIN product p ON p.id = o.product
    WHERE day IS NULL AND (period_from = period_to OR (period_from % 12 = 0 AND period_to = period_from + 11))
      AND metric NOT IN ('event', 'record', 'rank', 'mom_pct', 'yoy_pct')
      AND ($1 IS NULL OR o.product IN (SELECT id FROM below)) AND ($2 IS NULL OR starts_with(o.product, $2))
      AND ($3 IS NULL OR o.reporter IN (SELECT iso3 FROM reporter))
), step AS (
    SELECT *, CASE freq WHEN 'A' THEN 12 ELSE 1 END AS step,
           lead(period) OVER (PARTITION BY source, product, reporter, flow, what, freq ORDER BY period) AS after
    FROM (SELECT * FROM customs UNION ALL SELECT * FROM published)
)
SELECT source, product, reporter, flow, what, freq,
       CASE freq WHEN 'A' THEN ((period + 12) // 12)::VARCHAR ELSE month_text(period + 1) END AS first,
       CASE freq WHEN 'A' THEN ((after - 12) // 12)::VARCHAR ELSE month_text(after - 1) END AS last,
       (after - period) // step - 1 AS missing
FROM step WHERE after - period > step
ORDER BY preference, place, product, reporter NULLS FIRST, flow NULLS FIRST, what, freq, period
