-- Every product, ascending id; place is its order in the tree.
SELECT id, coalesce(parent, '') AS parent, name, prose, kind, note, place FROM product ORDER BY id;
