-- How this file writes countries: the schemes of the format in order of preference (in_schemes, '|' between),
-- numeric codes with and without leading zeros, and '=ISO' for what an adapter knows itself.
-- A country of -1 is a group whose members are in the file too: its rows are folded away, with the note.
CREATE OR REPLACE TEMP TABLE lookup AS
WITH code AS (
    SELECT CASE WHEN scheme IN ('name') THEN lower(code) ELSE code END AS code, country, list_position(string_split(getvariable('in_schemes'), '|'), scheme) AS place
    FROM country_code WHERE list_contains(string_split(getvariable('in_schemes'), '|'), scheme)
), spelled AS (
    SELECT * FROM code
    UNION ALL SELECT lpad(code, 3, '0'), country, place + 100 FROM code WHERE length(code) < 3 AND try_cast(code AS INTEGER) IS NOT NULL
    UNION ALL SELECT ltrim(code, '0'), country, place + 100 FROM code WHERE code LIKE '0%' AND try_cast(code AS INTEGER) > 0
    UNION ALL SELECT '=' || iso3, id, 0 FROM country WHERE id IS NOT NULL
)
SELECT DISTINCT ON (code) code, country, CASE WHEN country < 0 THEN 'of groups of countries (their members are in the file too)' END AS note
FROM spelled ORDER BY place;
