-- Weights, dollars and errors as balanced (what is 0 has no error of its logarithm); everything else as reconciled.
CREATE OR REPLACE TEMP TABLE reconciled_before AS FROM reconciled;
CREATE OR REPLACE TEMP VIEW reconciled AS
SELECT r.* REPLACE (r.value_usd * coalesce(b.qty_t / r.qty_t, 1) AS value_usd, coalesce(b.qty_t, r.qty_t) AS qty_t, CASE WHEN b.qty_t = 0 THEN NULL ELSE coalesce(b.se_log, r.se_log) END AS se_log,
                    (r.bits | (CASE WHEN abs(b.qty_t / r.qty_t - 1) > 0.005 THEN 16384 ELSE 0 END))::INTEGER AS bits)
FROM reconciled_before r LEFT JOIN balanced b ON b.exporter = r.exporter AND b.importer = r.importer AND b.code = r.code;
