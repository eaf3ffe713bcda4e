-- Every flow that both sides report, the freight usual for the product taken out: how far apart the values (rv) and the weights (rq) are, in
-- logarithms. Lanes and reporters have no freight of their own here: it would hide a reporter's own habit of valuing too high or
-- too low. Distances end at 10: a factor of 22,000. A flow counts (w) by its size among the flows of its code, so that neither
-- currencies nor units matter: the typical one 1, one ten times as large 1.4.
CREATE OR REPLACE TEMP VIEW gap AS
SELECT p.exporter, p.importer, p.code, p.hub, least(10, abs(ln(p.m / p.x) - CASE WHEN p.fm & 2048 = 0 THEN freight_of(a.e, fp.e, 0, 0, 0) ELSE 0 END)) AS rv, least(10, abs(ln(p.qm / p.qx))) AS rq,
       greatest(0.04, 1 + 0.4 * log10(greatest(p.x, p.m) / s.typical)) AS w
FROM pair p JOIN product_stat s USING (code) CROSS JOIN freight_all a LEFT JOIN freight_product fp USING (code)
WHERE p.x > 0 AND p.m > 0;
