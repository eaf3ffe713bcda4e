SELECT count(*) FROM resolved WHERE reason IS NOT NULL;
