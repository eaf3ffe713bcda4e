-- The rows that cannot be stored; unknown names get the nearest known one.
WITH bad AS (SELECT rec, body, reason FROM resolved WHERE reason IS NOT NULL)
SELECT rec, reason, body FROM bad ORDER BY rec;
