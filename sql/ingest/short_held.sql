-- Whether the store holds anything of this source and year (1 or 0).
SELECT count(*) FROM (SELECT 1 FROM flow_data
    WHERE source = getvariable('in_sources')[getvariable('in_source')] AND freq = 1 AND period = getvariable('in_first_year')::INTEGER * 12 LIMIT 1);
