-- All keys of the vintage in_vintage_now, without looking for older rows: none is held.
INSERT INTO flow_data
SELECT getvariable('in_batch'), source, vintage, freq, period, reporter, partner, flow, code, hs_revision, qty, qty_unit, qty_t, value,
       currency, valuation, value_usd, flags
FROM keyed WHERE vintage = getvariable('in_vintage_now')
ORDER BY source, freq, code, reporter, partner, flow, period;
