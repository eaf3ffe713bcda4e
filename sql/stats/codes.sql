-- Every customs code of every product: a few hundred rows, sorted out by src/trade/codeset.c.
SELECT product, nomenclature, code, coalesce(reporters, '') AS reporters, month_from, month_to, coalesce(hs_revisions, '') AS hs_revisions, coverage
FROM product_code ORDER BY nomenclature, code, month_from, product;
