-- Sound rows that are not stored singly, by reason, as words after the number.
SELECT CASE WHEN count(*) = 1 THEN 'row ' ELSE 'rows ' END || skip || CASE WHEN count(*) = 1 THEN ' is not stored' ELSE ' are not stored' END AS words,
       count(*) AS n
FROM staged WHERE NOT bad AND skip IS NOT NULL GROUP BY skip ORDER BY n DESC, skip;
