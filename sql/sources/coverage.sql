-- What is held: one row per source, product (or code), reporter, flow and frequency.
-- $1 product id or NULL, $2 first digits of codes or NULL, $3 reporter (ISO 3166 alpha-3 or a group) or NULL.
-- Codes of no known product are summed up where a source has more than 200 of them, reporters where more than 40
-- share a line.
WITH RECURSIVE below(id) AS (
    SELECT $1::VARCHAR WHERE $1 IS NOT NULL
    UNION SELECT p.id FROM product p JOIN below b ON p.parent = b.id
), reporter AS (
    SELECT country_iso3(member) AS iso3, member AS id FROM country_group WHERE grp = $3
    UNION SELECT $3::VARCHAR, country_id($3) WHERE $3 IS NOT NULL
), nomenclature(source, name) AS (
    VALUES ('gacc', 'GACC'), ('comext', 'CN'), ('hmrc', 'CN'), ('census', 'HTS'), ('japan', 'JP'), ('comexstat', 'NCM')
), known AS ( -- the best product of each code, among those asked for
    SELECT DISTINCT ON (c.nomenclature, c.code) c.nomenclature, c.code, p.place,
           c.product || CASE WHEN c.coverage = 'broader' THEN ' within ' || code_text(c.code) ELSE '' END AS product
    FROM product_code c JOIN product p ON p.id = c.product
    WHERE CASE WHEN $1 IS NULL THEN c.coverage <> 'broader' ELSE c.product IN (SELECT id FROM below) END
    ORDER BY c.nomenclature, c.code, list_position(['exact', 'part', 'broader'], c.coverage), p.place
), held AS (
    SELECT DISTINCT source, code FROM flow_data
), named AS (
    SELECT h.source, s.key, s.preference, h.code, k.product, coalesce(k.place, 100000) AS place
    FROM held h JOIN source s ON s.id = h.source LEFT JOIN nomenclature n ON n.source = s.key
    LEFT JOIN known k ON k.code = h.code AND k.nomenclature = CASE WHEN length(code_text(h.code)) <= 6 THEN 'HS' ELSE n.name END
), stranger AS ( -- (as a window over the sources this took time with the square of the codes)
    SELECT source, count(*) AS strangers FROM named WHERE product IS NULL GROUP BY source
), item AS (
    SELECT source, key, preference, code, place,
           CASE WHEN $2 IS NOT NULL THEN code_text(code) WHEN product IS NOT NULL THEN product
                WHEN strangers > 200 THEN 'other codes: ' || strangers ELSE code_text(code) END AS item
    FROM named LEFT JOIN stranger USING (source)
    WHERE ($1 IS NULL OR product IS NOT NULL) AND ($2 IS NULL OR starts_with(code_text(code), $2))
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
