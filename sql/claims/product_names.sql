-- Every name of a product with its owner; of owners that share a name the first of the tree.
SELECT DISTINCT ON (a.alias) a.alias, a.product FROM product_alias a JOIN product p ON p.id = a.product ORDER BY a.alias, p.place;
