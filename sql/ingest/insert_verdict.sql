INSERT INTO flow_data
SELECT getvariable('in_batch'), source, vintage, freq, period, reporter, partner, flow, code, hs_revision, qty, qty_unit, qty_t, value,
       currency, valuation, value_usd, flags
FROM verdict ORDER BY source, freq, code, reporter, partner, flow, period;
