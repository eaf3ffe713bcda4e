-- Numbers that stand for the world or several countries: never part of a sum over partners.
SELECT id FROM country WHERE kind IN ('world', 'group') AND id IS NOT NULL ORDER BY id;
