-- Freight and insurance of each code as per cent of the FOB value, the flows of equal weight it rests on, and the usual price.
SELECT code_text(s.code) AS hs, coalesce(f.n, 0) AS flows,
       round(100 * (exp(greatest(0, least(ln(1.5), a.e + coalesce(f.e, 0)))) - 1), 4) AS freight_pct, round(exp(s.centre), 2) AS usual_usd_t, round(s.spread, 4) AS spread_log, s.n AS weighed
FROM product_stat s CROSS JOIN freight_all a LEFT JOIN freight_product f USING (code) ORDER BY s.code;
