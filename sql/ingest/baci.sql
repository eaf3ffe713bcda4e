-- CEPII BACI: one row per year, exporter, importer and HS6 code; v in thousand USD, q in tonnes, FOB. Reconciled from
-- both reports, so it stands as the exporter's exports. Each row has one key: see `single` in formats.c.
CREATE OR REPLACE TEMP VIEW adapted AS
SELECT rec, body, 0 AS grain, NULL::VARCHAR AS skip,
       CASE WHEN length(k) <> 6 THEN 'commodity code: ''' || k || ''' has not 6 digits' END AS refuse,
       NULL::DATE AS vintage, 'baci' AS source, 1 AS freq, year_at(coalesce(t, getvariable('in_year')::VARCHAR)) AS period, t AS period_text,
       i AS reporter, j AS partner, 2 AS flow, 'X' AS flow_text, k AS code, coalesce(getvariable('in_hs'), 0) AS hs_revision,
       NULL::VARCHAR AS qty, NULL::VARCHAR AS qty_unit, q AS weight, 1.0 AS weight_t,
       coalesce(v, value) AS value, CASE WHEN v IS NULL THEN 1.0 ELSE 1000.0 END AS value_x, 'USD' AS currency, 2 AS valuation, 0 AS flags
FROM raw;
