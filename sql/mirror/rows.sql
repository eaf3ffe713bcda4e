-- Both reports of one exporter's shipments as they stand, of every key the newest vintage. {codes} is made of integers by
-- src/trade/mirror_rows.c. $1 exporter, $2 the one importer wanted or NULL, $3 day as of which or NULL, $4 key of the one source
-- wanted or NULL. Reconciled and collected figures are no reports; published ones stand elsewhere.
SELECT f.flow, f.source, f.freq, f.period, CASE f.flow WHEN 2 THEN f.partner ELSE f.reporter END AS importer, f.code, f.hs_revision,
       f.vintage, f.qty_t, f.value, f.value_usd, f.flags
FROM flow_data f JOIN source s ON s.id = f.source AND s.kind = 'customs'
WHERE ({codes}) AND f.freq IN (1, 2) AND ($3 IS NULL OR f.vintage <= DATE '1970-01-01' + $3::INTEGER)
  AND ($4 IS NULL OR s.key = lower($4))
  AND ((f.flow = 2 AND f.reporter = $1 AND ($2 IS NULL OR f.partner = $2)) OR (f.flow = 1 AND f.partner = $1 AND ($2 IS NULL OR f.reporter = $2)))
QUALIFY row_number() OVER (PARTITION BY f.flow, f.source, f.freq, f.period, f.reporter, f.partner, f.code ORDER BY f.vintage DESC, f.batch DESC) = 1
ORDER BY f.flow DESC, importer, f.freq, f.period, s.preference, f.source, f.code;
