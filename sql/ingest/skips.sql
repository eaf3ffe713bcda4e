SELECT skip, count(*) AS rows FROM staged WHERE NOT bad AND skip IS NOT NULL GROUP BY skip ORDER BY rows DESC, skip;
