SELECT count(*) FROM (SELECT DISTINCT * EXCLUDE (bad, skip) FROM staged WHERE NOT bad);
