-- Flows of the product that have no weight: the balances do not see them.
SELECT count(*) AS n FROM reconciled WHERE code IN (SELECT code FROM balance_code) AND coalesce(qty_t, 0) <= 0;
