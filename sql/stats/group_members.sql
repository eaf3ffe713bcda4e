-- $1: key of a group. Its members and the months (both included) they belong to it.
SELECT member, month_from, month_to FROM country_group WHERE grp = $1 AND member IS NOT NULL ORDER BY member;
