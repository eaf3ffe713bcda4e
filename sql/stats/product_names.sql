-- Every name by which a product may be asked for.
SELECT product, alias FROM product_alias ORDER BY product, alias;
