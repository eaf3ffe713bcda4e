-- Freight and insurance, as ln(CIF / FOB), from flows of which both sides recorded the same weight to within 10 %: only there does the ratio
-- of the values speak of freight rather than of missing shipments. Medians, each drawn towards the level above by as many flows as it is
-- worth: all goods (prior ln 1.05, worth 20), then product, importer, exporter and lane effects on what is left (worth 8 each).
CREATE OR REPLACE TEMP TABLE clean AS
SELECT exporter, importer, code, ln(m / x) AS e FROM pair
WHERE x > 0 AND m > 0 AND abs(ln(qm / qx)) < 0.1 AND fm & 2048 = 0;
CREATE OR REPLACE TEMP TABLE freight_all AS
SELECT count(*) AS n, (coalesce(median(e), 0) * count(*) + 20 * ln(1.05)) / (count(*) + 20) AS e FROM clean;
CREATE OR REPLACE TEMP TABLE freight_product AS
SELECT code, count(*) AS n, median(clean.e - a.e) * count(*) / (count(*) + 8) AS e FROM clean, freight_all a GROUP BY code;
CREATE OR REPLACE TEMP TABLE freight_importer AS
SELECT importer, count(*) AS n, median(c.e - a.e - p.e) * count(*) / (count(*) + 8) AS e
FROM clean c JOIN freight_product p USING (code), freight_all a GROUP BY importer;
CREATE OR REPLACE TEMP TABLE freight_exporter AS
SELECT exporter, count(*) AS n, median(c.e - a.e - p.e - i.e) * count(*) / (count(*) + 8) AS e
FROM clean c JOIN freight_product p USING (code) JOIN freight_importer i USING (importer), freight_all a GROUP BY exporter;
CREATE OR REPLACE TEMP TABLE freight_lane AS
SELECT exporter, importer, count(*) AS n, median(c.e - a.e - p.e - i.e - x.e) * count(*) / (count(*) + 8) AS e
FROM clean c JOIN freight_product p USING (code) JOIN freight_importer i USING (importer) JOIN freight_exporter x USING (exporter), freight_all a
GROUP BY exporter, importer;
-- Of every lane and code that occurs: not below nothing (imports cannot cost less than at the border they left), nor above twice the freight of
-- the code, 10 % where that is less, and half of the value in any case: what exceeds that is a habit of valuing, not freight.
CREATE OR REPLACE TEMP MACRO freight_cap(a, p) AS least(ln(1.5), greatest(ln(1.1), 2 * (a + coalesce(p, 0))));
CREATE OR REPLACE TEMP MACRO freight_raw(a, p, i, x, l) AS a + coalesce(p, 0) + coalesce(i, 0) + coalesce(x, 0) + coalesce(l, 0);
CREATE OR REPLACE TEMP MACRO freight_of(a, p, i, x, l) AS greatest(0, least(freight_cap(a, p), freight_raw(a, p, i, x, l)));
