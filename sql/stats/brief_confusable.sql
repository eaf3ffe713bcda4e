-- The series that the press confuses with a product: $1.
SELECT p.id, p.name, p.prose, coalesce(p.note, '') AS note, c.why
FROM confusable c JOIN product p ON p.id = c.other
WHERE c.product = $1 AND c.other <> $1
ORDER BY c.place;
