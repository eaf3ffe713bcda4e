SELECT DISTINCT vintage FROM staged WHERE NOT bad AND skip IS NULL ORDER BY vintage;
