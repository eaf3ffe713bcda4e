-- What there is to know about a flow, as the words of its bits.
CREATE OR REPLACE TEMP MACRO flag_words(bits) AS nullif(concat_ws('|',
    CASE WHEN bits & 1 <> 0 THEN 'one_report' END,
    CASE WHEN bits & 2 <> 0 THEN 'exporter_silent' END,
    CASE WHEN bits & 4 <> 0 THEN 'importer_silent' END,
    CASE WHEN bits & 8 <> 0 THEN 'freight_removed' END,
    CASE WHEN bits & 16 <> 0 THEN 'gap' END,
    CASE WHEN bits & 32 <> 0 THEN 'hub' END,
    CASE WHEN bits & 64 <> 0 THEN 'odd_unit_value_exporter' END,
    CASE WHEN bits & 128 <> 0 THEN 'odd_unit_value_importer' END,
    CASE WHEN bits & 256 <> 0 THEN 'weight_of_exporter' END,
    CASE WHEN bits & 512 <> 0 THEN 'weight_of_importer' END,
    CASE WHEN bits & 1024 <> 0 THEN 'weight_estimated' END,
    CASE WHEN bits & 2048 <> 0 THEN 'weight_missing' END,
    CASE WHEN bits & 4096 <> 0 THEN 'largest_row' END,
    CASE WHEN bits & 8192 <> 0 THEN 'sum_of_longer_codes' END,
    CASE WHEN bits & 16384 <> 0 THEN 'balanced' END,
    CASE WHEN bits & 32768 <> 0 THEN 'import_fob' END,
    CASE WHEN bits & 65536 <> 0 THEN 'freight_capped' END), '');
CREATE OR REPLACE TEMP MACRO trusted_words(wx) AS CASE WHEN wx > 2 / 3 THEN 'exporter' WHEN wx < 1 / 3 THEN 'importer' ELSE 'both' END;
-- One figure per flow. The exporter's report weighs in proportion to the other side's squared error, and the other way round.
CREATE OR REPLACE TEMP VIEW reconciled AS
WITH active AS (SELECT DISTINCT flow, reporter, period FROM report),
judged AS (
    SELECT p.*, CASE WHEN getvariable('rc_fob') AND p.fm & 2048 = 0 THEN freight_of(a.e, fp.e, fi.e, fx.e, fl.e) ELSE 0 END AS freight,
           p.m * exp(-freight) AS mf, freight > 0 AND freight_raw(a.e, fp.e, fi.e, fx.e, fl.e) > freight_cap(a.e, fp.e) AS capped,
           coalesce(rx.error, CASE WHEN p.hub THEN d.as_hub ELSE d.as_exporter END) AS ex, coalesce(rm.error, d.as_importer) AS em, s.centre, s.n AS n_uv,
           ax.reporter IS NOT NULL AS exporter_active, am.reporter IS NOT NULL AS importer_active,
           p.qx IS NOT NULL AND abs(ln(p.x / p.qx) - s.centre) > greatest(3.5 * s.spread, ln(5)) AS odd_x,
           p.qm IS NOT NULL AND abs(ln(p.m / p.qm) - s.centre) > greatest(3.5 * s.spread, ln(5)) AS odd_m
    FROM pair p JOIN product_stat s USING (code) CROSS JOIN freight_all a CROSS JOIN reliability_default d
    LEFT JOIN freight_product fp USING (code) LEFT JOIN freight_importer fi USING (importer) LEFT JOIN freight_exporter fx USING (exporter)
    LEFT JOIN freight_lane fl USING (exporter, importer)
    LEFT JOIN reliability rx ON rx.country = p.exporter AND rx.role = (CASE WHEN p.hub THEN 1 ELSE 0 END)
    LEFT JOIN reliability rm ON rm.country = p.importer AND rm.role = 2
    LEFT JOIN lag ON lag.exporter = p.exporter AND lag.importer = p.importer
    LEFT JOIN active ax ON ax.flow = 2 AND ax.reporter = p.exporter AND ax.period = p.period
    LEFT JOIN active am ON am.flow = 1 AND am.reporter = p.importer AND am.period = p.period + coalesce(lag.months, 0)
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
       se AS se_log,
       (CASE WHEN x IS NULL OR m IS NULL THEN 1 ELSE 0 END
        + CASE WHEN x IS NULL AND exporter_active THEN 2 ELSE 0 END
        + CASE WHEN m IS NULL AND importer_active THEN 4 ELSE 0 END
        + CASE WHEN m IS NOT NULL AND freight > 0 THEN 8 ELSE 0 END
        + CASE WHEN abs(ln(x / mf)) > ln(2) THEN 16 ELSE 0 END
        + CASE WHEN hub THEN 32 ELSE 0 END
        + CASE WHEN odd_x THEN 64 ELSE 0 END
        + CASE WHEN odd_m THEN 128 ELSE 0 END
        + CASE WHEN ux IS NOT NULL AND um IS NULL AND m IS NOT NULL THEN 256 ELSE 0 END
        + CASE WHEN um IS NOT NULL AND ux IS NULL AND x IS NOT NULL THEN 512 ELSE 0 END
        + CASE WHEN coalesce(ux, um) IS NULL AND n_uv >= 5 THEN 1024 ELSE 0 END
        + CASE WHEN coalesce(ux, um) IS NULL AND coalesce(n_uv, 0) < 5 THEN 2048 ELSE 0 END
        + CASE WHEN (fx | fm) & 4 <> 0 THEN 4096 ELSE 0 END
        + CASE WHEN (fx | fm) & 1024 <> 0 THEN 8192 ELSE 0 END
        + CASE WHEN fm & 2048 <> 0 THEN 32768 ELSE 0 END
        + CASE WHEN m IS NOT NULL AND capped THEN 65536 ELSE 0 END)::INTEGER AS bits,
       x AS exporter_usd, m AS importer_usd, qx AS exporter_t, qm AS importer_t, CASE WHEN m IS NOT NULL THEN freight END AS freight, wx, hub
FROM combined;
