SELECT id, name, prose, note FROM product WHERE id = $1;
