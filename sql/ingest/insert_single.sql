-- The short way for formats with one row per key: straight from the file into the store. A row that cannot be stored
-- makes a column NULL that must not be, and the store refuses the statement; the careful way then takes over.
INSERT INTO flow_data
SELECT getvariable('in_batch'), s.id, vintage, freq, period, CASE WHEN reason IS NULL AND skip IS NULL THEN reporter END, partner, flow, code,
       hs_revision, qty, qty_unit, qty_t, value, currency, valuation, value_usd, flags
FROM resolved r CROSS JOIN (SELECT id FROM source WHERE key = getvariable('in_source')) s;
