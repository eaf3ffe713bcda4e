-- $1: what the user asked for. Products whose id, name or alias it is; an id wins over an alias.
SELECT p.id, p.name, p.prose, p.note
FROM product p
WHERE p.id = lower(trim($1)) OR p.id IN (SELECT a.product FROM product_alias a WHERE a.alias = lower(trim($1)))
ORDER BY p.id <> lower(trim($1)), p.place;
