-- Every flow that both sides report, freight taken out: how far apart the values (rv) and the weights (rq) are, in logarithms, and how much
-- the flow counts: by its size among the flows of its code, so that the currency does not matter.
CREATE OR REPLACE TEMP VIEW gap AS
SELECT p.exporter, p.importer, p.code, p.hub,
       abs(ln(p.m / p.x) - freight_of(a.e, fp.e, fi.e, fx.e, fl.e)) AS rv, abs(ln(p.qm / p.qx)) AS rq,
       greatest(0.1, 2.5 + log10(greatest(p.x, p.m) / s.typical)) AS w
FROM pair p JOIN product_stat s USING (code) CROSS JOIN freight_all a
LEFT JOIN freight_product fp USING (code) LEFT JOIN freight_importer fi USING (importer) LEFT JOIN freight_exporter fx USING (exporter)
LEFT JOIN freight_lane fl USING (exporter, importer)
WHERE p.x > 0 AND p.m > 0;
