-- Per HS6 code: the usual unit value (median of ln USD/t over all reports) and its spread, and the usual size of a flow.
CREATE OR REPLACE TEMP TABLE product_stat AS
WITH uv AS (
    SELECT code, ln(x / qx) AS u FROM pair WHERE qx IS NOT NULL AND x > 0
    UNION ALL SELECT code, ln(m / qm) FROM pair WHERE qm IS NOT NULL AND m > 0
)
SELECT p.code, u.n, u.centre, u.spread, p.typical
FROM (SELECT code, median(greatest(x, m)) AS typical FROM pair GROUP BY code) p
LEFT JOIN (SELECT code, count(*) AS n, median(u) AS centre, 1.4826022 * mad(u) AS spread FROM uv GROUP BY code) u USING (code);
