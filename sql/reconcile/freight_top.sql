-- $1: how many. Codes with the dearest freight first.
SELECT code_text(s.code) AS hs, 100 * (exp(greatest(0, least(ln(1.5), a.e + coalesce(f.e, 0)))) - 1) AS freight_pct, coalesce(f.n, 0) AS flows,
       exp(s.centre) AS usual_usd_t, exp(s.spread) AS factor, s.n AS weighed
FROM product_stat s CROSS JOIN freight_all a LEFT JOIN freight_product f USING (code) ORDER BY freight_pct DESC, hs LIMIT $1;
