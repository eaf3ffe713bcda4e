-- Freight and insurance of each code as per cent of the FOB value, and the lanes it rests on.
SELECT code_text(s.code) AS hs, coalesce(f.n, 0) AS flows,
       100 * (exp(greatest(0, least(ln(1.5), a.e + coalesce(f.e, 0)))) - 1) AS freight_pct, exp(s.centre) AS usd_t, s.spread, s.n AS weighed
FROM product_stat s CROSS JOIN freight_all a LEFT JOIN freight_product f USING (code) ORDER BY s.code;
