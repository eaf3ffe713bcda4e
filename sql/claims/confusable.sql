-- Pairs that the press confuses, in their order.
SELECT product, other FROM confusable WHERE product <> other ORDER BY place;
