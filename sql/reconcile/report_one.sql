-- One batch of HS6 rows: every key stands there once.
CREATE OR REPLACE TEMP VIEW report AS
SELECT period, reporter, partner, flow, code, value_usd, qty_t, flags FROM asked WHERE value_usd > 0;
