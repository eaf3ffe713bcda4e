-- Products and the customs codes that mean them.
SELECT p.id, p.parent, p.name, p.prose, p.kind, p.note, c.nomenclature, code_text(c.code) AS code, c.coverage, c.reporters,
       CASE WHEN c.month_from > 0 THEN month_text(c.month_from) END AS first, CASE WHEN c.month_to < 100000 THEN month_text(c.month_to) END AS last
FROM product p LEFT JOIN product_code c ON c.product = p.id ORDER BY p.place, c.nomenclature, c.code
