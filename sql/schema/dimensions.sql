-- Refill the dimension tables from the files of data/ (the variable data_dir names it).
DELETE FROM country; DELETE FROM country_code; DELETE FROM country_group;
DELETE FROM product; DELETE FROM product_alias; DELETE FROM product_code; DELETE FROM source; DELETE FROM confusable;
CREATE TEMP TABLE c AS SELECT * FROM read_csv(getvariable('data_dir') || '/countries.csv', header = true, all_varchar = true);
CREATE TEMP TABLE g AS SELECT * FROM read_csv(getvariable('data_dir') || '/country_groups.csv', header = true, all_varchar = true);
CREATE TEMP TABLE p AS SELECT *, row_number() OVER () AS place FROM read_csv(getvariable('data_dir') || '/products.csv', header = true, all_varchar = true);
INSERT INTO country SELECT country_id(iso3), iso3, iso2, m49::INTEGER, name, prose, kind FROM c;
INSERT INTO country SELECT DISTINCT ON ("group") NULL, "group", NULL, NULL, name, prose, 'group' FROM g;
INSERT INTO country_code SELECT scheme, code, coalesce(country_id(nullif(iso3, 'drop')), -1), note
FROM read_csv(getvariable('data_dir') || '/country_codes.csv', header = true, all_varchar = true);
INSERT INTO country_code
SELECT DISTINCT 'name', lower(trim(n)), country_id(iso3), NULL
FROM (SELECT iso3, unnest(string_split(concat_ws('|', iso3, name, prose, aliases), '|')) AS n FROM c) WHERE trim(n) <> '';
INSERT INTO country_code SELECT DISTINCT 'iso2', iso2, country_id(iso3), NULL FROM c WHERE iso2 <> '';
INSERT INTO country_code SELECT DISTINCT 'iso3', iso3, country_id(iso3), NULL FROM c;
INSERT INTO country_group
SELECT "group", country_id(member), coalesce(month_id("from"), -1), coalesce(month_id("to"), 100000) FROM g WHERE member <> '' AND length(member) = 3;
INSERT INTO product SELECT id, nullif(parent, ''), name, prose, kind, note, source, place FROM p;
INSERT INTO product_alias
SELECT DISTINCT lower(trim(a)), id FROM (SELECT id, unnest(string_split(concat_ws('|', id, name, prose, aliases), '|')) AS a FROM p) WHERE trim(a) <> '';
INSERT INTO product_code
SELECT product, nomenclature, code_id(code), nullif(reporters, ''), coalesce(month_id("from"), -1), coalesce(month_id("to"), 100000),
       hs_revisions, coverage, name, source
FROM read_csv(getvariable('data_dir') || '/product_codes.csv', header = true, all_varchar = true);
INSERT INTO source SELECT id::UTINYINT, key, name, kind, preference::INTEGER, url, note FROM read_csv(getvariable('data_dir') || '/sources.csv', header = true, all_varchar = true);
INSERT INTO confusable SELECT product, other, why, nullif(source, ''), row_number() OVER ()
FROM read_csv(getvariable('data_dir') || '/confusable.csv', header = true, all_varchar = true);
DROP TABLE c; DROP TABLE g; DROP TABLE p;
