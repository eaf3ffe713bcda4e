-- Errors so scaled that half of the flows lie within 0.6745 standard errors, as normal errors would (when there are enough to tell); those
-- of reporters never compared with them.
CREATE OR REPLACE TEMP TABLE calibration AS
SELECT CASE WHEN count(*) >= 30 AND median(d) > 0 THEN median(d) / 0.6744897501960817 ELSE 1 END AS k
FROM (SELECT rv / sqrt(x.error * x.error + m.error * m.error) AS d
      FROM gap JOIN reliability x ON x.country = gap.exporter AND x.role = (CASE WHEN gap.hub THEN 1 ELSE 0 END)
      JOIN reliability m ON m.country = gap.importer AND m.role = 2);
UPDATE reliability SET error = error * k, value_error = value_error * k, qty_error = qty_error * k FROM calibration;
UPDATE reliability_default SET as_exporter = as_exporter * k, as_hub = as_hub * k, as_importer = as_importer * k FROM calibration;
