-- $1: a product. The HS6 codes below which its customs codes stand, of a group those of what stands below it; whether a code holds nothing else.
-- Codes that hold other goods as well are given when there are no better ones.
WITH RECURSIVE below AS (
    SELECT id, kind FROM product WHERE id = $1
    UNION SELECT p.id, p.kind FROM product p JOIN below b ON p.parent = b.id WHERE b.kind = 'group'
), six AS (
    SELECT substr(code_text(code), 1, 6) AS hs, bool_or(nomenclature = 'HS' AND coverage = 'exact' AND length(code_text(code)) = 6) AS alone
    FROM product_code WHERE product IN (SELECT id FROM below) AND length(code_text(code)) >= 6 AND code_text(code) NOT LIKE '%X%'
    GROUP BY ALL
)
SELECT hs, alone FROM six WHERE alone OR NOT (SELECT bool_or(alone) FROM six) ORDER BY hs;
