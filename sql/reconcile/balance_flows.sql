-- The flows to balance, numbered: those of the product's codes (the table balance_code) that have a weight.
SELECT exporter, importer, code, qty_t, se_log FROM reconciled
WHERE code IN (SELECT code FROM balance_code) AND qty_t > 0 ORDER BY exporter, importer, code;
