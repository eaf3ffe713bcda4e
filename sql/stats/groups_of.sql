-- $1: number of a country. The groups it belongs to and when.
SELECT grp, month_from, month_to FROM country_group WHERE member = $1 ORDER BY grp, month_from;
