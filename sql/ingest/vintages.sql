SELECT DISTINCT vintage FROM keyed ORDER BY vintage;
