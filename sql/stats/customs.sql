-- Customs rows of one product, reporter and flow as they stand, every vintage. The conditions in braces are filled in by
-- src/trade/customs.c with SQL made of integers only; everything after the scan is done there, because planning a query that adds
-- up takes longer than reading what it would add.
SELECT source, freq, period, reporter, partner, code, hs_revision, vintage, batch, qty_t, value, value_usd, currency, flags
FROM flow_data
WHERE {reporter} AND flow = {flow} AND ({where}) AND {partner} AND {known} AND {source};
