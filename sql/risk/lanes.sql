-- Annual rows of a product's six-digit codes between all countries, both reports and reconciled data, every vintage: who is chosen is
-- settled by src/trade/lanes.c. The names in braces as in stats/customs.sql.
SELECT source, flow, period, reporter, partner, code, hs_revision, vintage, batch, qty_t, value, value_usd, currency
FROM flow_data
WHERE freq = 1 AND flow IN (1, 2) AND ({where}) AND {known} AND {source};
