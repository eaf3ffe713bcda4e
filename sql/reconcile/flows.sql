-- One figure per flow. The exporter's report weighs in proportion to the other side's squared error, and the other way round.
CREATE OR REPLACE TEMP VIEW reconciled AS
WITH active AS (SELECT DISTINCT flow, reporter FROM report),
judged AS (
    SELECT p.*, CASE WHEN getvariable('rc_fob') THEN freight_of(a.e, fp.e, fi.e, fx.e, fl.e) ELSE 0 END AS freight,
           p.m * exp(-CASE WHEN getvariable('rc_fob') THEN freight_of(a.e, fp.e, fi.e, fx.e, fl.e) ELSE 0 END) AS mf,
           coalesce(rx.error, CASE WHEN p.hub THEN d.as_hub ELSE d.as_exporter END) AS ex, coalesce(rm.error, d.as_importer) AS em, s.centre, s.n AS n_uv,
           p.qx IS NOT NULL AND abs(ln(p.x / p.qx) - s.centre) > greatest(3.5 * s.spread, ln(5)) AS odd_x,
           p.qm IS NOT NULL AND abs(ln(p.m / p.qm) - s.centre) > greatest(3.5 * s.spread, ln(5)) AS odd_m
    FROM pair p JOIN product_stat s USING (code) CROSS JOIN freight_all a CROSS JOIN reliability_default d
    LEFT JOIN freight_product fp USING (code) LEFT JOIN freight_importer fi USING (importer) LEFT JOIN freight_exporter fx USING (exporter)
    LEFT JOIN freight_lane fl USING (exporter, importer)
    LEFT JOIN reliability rx ON rx.country = p.exporter AND rx.role = (CASE WHEN p.hub THEN 1 ELSE 0 END)
    LEFT JOIN reliability rm ON rm.country = p.importer AND rm.role = 2
), weighed AS (
    SELECT *, CASE WHEN m IS NULL THEN 1 WHEN x IS NULL THEN 0 ELSE em * em / (ex * ex + em * em) END AS wx,
           CASE WHEN qx IS NOT NULL AND NOT odd_x THEN x / qx END AS ux, CASE WHEN qm IS NOT NULL AND NOT odd_m THEN mf / qm END AS um
    FROM judged
), combined AS (
    SELECT *, wx * coalesce(x, 0) + (1 - wx) * coalesce(mf, 0) AS value,
           CASE WHEN m IS NULL THEN ex WHEN x IS NULL THEN em
                ELSE greatest(ex * em / sqrt(ex * ex + em * em), abs(ln(x / mf)) * sqrt(wx * (1 - wx))) END AS se
    FROM weighed
)
SELECT period, exporter, importer, code, value AS value_usd,
       CASE WHEN ux IS NOT NULL AND um IS NOT NULL THEN wx * qx + (1 - wx) * qm
            WHEN coalesce(ux, um) IS NOT NULL THEN value / coalesce(ux, um)
            WHEN n_uv >= 5 THEN value / exp(centre) END AS qty_t,
       se AS se_log, CASE WHEN wx > 2 / 3 THEN 'exporter' WHEN wx < 1 / 3 THEN 'importer' ELSE 'both' END AS trusted,
       nullif(concat_ws('|', CASE WHEN x IS NULL OR m IS NULL THEN 'one_report' END,
           CASE WHEN x IS NULL AND exporter IN (SELECT reporter FROM active WHERE flow = 2) THEN 'exporter_silent' END,
           CASE WHEN m IS NULL AND importer IN (SELECT reporter FROM active WHERE flow = 1) THEN 'importer_silent' END,
           CASE WHEN m IS NOT NULL AND freight > 0 THEN 'freight_removed' END,
           CASE WHEN abs(ln(x / mf)) > ln(2) THEN 'gap' END, CASE WHEN hub THEN 'hub' END,
           CASE WHEN odd_x THEN 'odd_unit_value_exporter' END, CASE WHEN odd_m THEN 'odd_unit_value_importer' END,
           CASE WHEN ux IS NOT NULL AND um IS NULL AND m IS NOT NULL THEN 'weight_of_exporter' WHEN um IS NOT NULL AND ux IS NULL AND x IS NOT NULL THEN 'weight_of_importer'
                WHEN coalesce(ux, um) IS NULL AND n_uv >= 5 THEN 'weight_estimated' WHEN coalesce(ux, um) IS NULL THEN 'weight_missing' END,
           CASE WHEN (fx | fm) & 4 <> 0 THEN 'largest_row' END, CASE WHEN (fx | fm) & 1024 <> 0 THEN 'sum_of_longer_codes' END), '') AS flags,
       x AS exporter_usd, m AS importer_usd, qx AS exporter_t, qm AS importer_t, freight, wx, hub
FROM combined;
