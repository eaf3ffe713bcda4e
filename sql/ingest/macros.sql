-- How texts of customs files are read. Temporary: they are no part of the store.
-- A missing figure, as customs offices write it. No IN list: DuckDB would make a join of it, for every row.
CREATE OR REPLACE TEMP MACRO missing(t) AS
    t IS NULL OR regexp_full_match(trim(t), '|NA|N/A|-|--|[?]|[.]{1,3}|nan|NaN|NULL|null|None');
-- A finite number, else NULL. DuckDB alone would take '1_000', 'inf' and 'nan' too.
CREATE OR REPLACE TEMP MACRO number_of(t) AS
    CASE WHEN isfinite(try_cast(t AS DOUBLE)) AND NOT contains(t, '_') THEN try_cast(t AS DOUBLE) END;
-- '1,234,567.8' without its separators; anything else as it is ('1.234,5' stays, and is refused as a number).
CREATE OR REPLACE TEMP MACRO ungrouped(t) AS
    CASE WHEN regexp_full_match(t, '-?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?') THEN replace(t, ',', '') ELSE t END;
-- '2024' -> month number of its January.
CREATE OR REPLACE TEMP MACRO year_at(t) AS CASE WHEN regexp_full_match(t, '[0-9]{4}') THEN try_cast(t AS INTEGER) * 12 END;
-- '202402', '2024-02', '2024-02-01', '20240200' -> month number.
CREATE OR REPLACE TEMP MACRO month_at(t) AS
    CASE WHEN regexp_full_match(t, '[0-9]{4}-?(0[1-9]|1[0-2])(-?[0-3][0-9])?')
         THEN t[1:4]::INTEGER * 12 + (CASE WHEN t[5] = '-' THEN t[6:7] ELSE t[5:6] END)::INTEGER - 1 END;
CREATE OR REPLACE TEMP MACRO hs_year(t) AS
    CASE t WHEN 'H0' THEN 1992 WHEN 'H1' THEN 1996 WHEN 'H2' THEN 2002 WHEN 'H3' THEN 2007 WHEN 'H4' THEN 2012
           WHEN 'H5' THEN 2017 WHEN 'H6' THEN 2022 ELSE 0 END;
-- How many of a unit of mass make one tonne, NULL for pieces and unknown units (1 kg times 0.001 is not what 1 kg by 1000 is).
-- The units of src/base/units.c; tests/unit/ingest.c holds the two equal.
CREATE OR REPLACE TEMP MACRO unit_t(t) AS
    CASE lower(trim(t)) WHEN 'kg' THEN 1000.0 WHEN 'kilogram' THEN 1000.0 WHEN 'kilograms' THEN 1000.0
         WHEN '千克' THEN 1000.0 WHEN '公斤' THEN 1000.0 WHEN 'g' THEN 1000000.0 WHEN 'gram' THEN 1000000.0 WHEN 'grams' THEN 1000000.0
         WHEN '克' THEN 1000000.0 WHEN 'gm' THEN 1000000.0 WHEN 't' THEN 1.0 WHEN 'ton' THEN 1.0 WHEN 'tons' THEN 1.0 WHEN 'tonne' THEN 1.0
         WHEN 'tonnes' THEN 1.0 WHEN 'metric ton' THEN 1.0 WHEN 'metric tons' THEN 1.0 WHEN 'mt' THEN 1.0 WHEN '吨' THEN 1.0 WHEN 'kt' THEN 0.001
         WHEN 'lb' THEN 1000 / 0.45359237 WHEN 'lbs' THEN 1000 / 0.45359237 WHEN 'pound' THEN 1000 / 0.45359237
         WHEN 'pounds' THEN 1000 / 0.45359237 WHEN 'short ton' THEN 1 / 0.90718474 WHEN 'short tons' THEN 1 / 0.90718474
         WHEN 'long ton' THEN 1 / 1.0160469088 WHEN 'long tons' THEN 1 / 1.0160469088 END;
-- How files write yes.
CREATE OR REPLACE TEMP MACRO true_text(t) AS coalesce(lower(t) IN ('true', '1', 't', 'yes'), false);
CREATE OR REPLACE TEMP MACRO near_same(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE abs(a - b) <= 1e-12 * abs(a) END;
