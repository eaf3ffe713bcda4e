-- Errors so scaled that half of the flows lie within 0.6745 standard errors, as normal errors would (when there are enough to tell).
UPDATE reliability SET error = error * k, value_error = value_error * k, qty_error = qty_error * k
FROM (SELECT median(rv / sqrt(x.error * x.error + m.error * m.error)) / 0.6744897501960817 AS k, count(*) AS n
      FROM gap JOIN reliability x ON x.country = gap.exporter AND x.role = (CASE WHEN gap.hub THEN 1 ELSE 0 END)
      JOIN reliability m ON m.country = gap.importer AND m.role = 2) WHERE n >= 30 AND k > 0;
