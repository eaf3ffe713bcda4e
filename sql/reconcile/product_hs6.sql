-- $1: a product. The HS6 codes below which its customs codes stand.
SELECT DISTINCT substr(code_text(code), 1, 6) AS hs FROM product_code WHERE product = $1 AND length(code_text(code)) >= 6 AND code_text(code) NOT LIKE '%X%' ORDER BY hs;
