SELECT id, parent, kind FROM product ORDER BY place;
