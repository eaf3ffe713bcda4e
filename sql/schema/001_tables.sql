-- Version 1 of the store. Dimension tables (country*, product*, source) are refilled from data/ whenever
-- their files change; facts refer to them by numbers that never change (see macros in 002).

CREATE TABLE meta(key VARCHAR NOT NULL, value VARCHAR NOT NULL);

-- One row per country, area, the world and group of countries. id: see country_id().
-- Groups have longer keys and no id: they occur in observations only, or are summed from members.
CREATE TABLE country(id INTEGER, iso3 VARCHAR NOT NULL, iso2 VARCHAR, m49 INTEGER, name VARCHAR NOT NULL,
                     prose VARCHAR NOT NULL, kind VARCHAR NOT NULL);
-- Other codes and names of countries; scheme 'name' holds lower-case names and aliases.
CREATE TABLE country_code(scheme VARCHAR NOT NULL, code VARCHAR NOT NULL, country INTEGER NOT NULL, note VARCHAR);
-- Members of groups, by month (both ends included; open ends are -1 and 100000).
CREATE TABLE country_group(grp VARCHAR NOT NULL, member INTEGER NOT NULL, month_from INTEGER NOT NULL,
                           month_to INTEGER NOT NULL);

CREATE TABLE product(id VARCHAR NOT NULL, parent VARCHAR, name VARCHAR NOT NULL, prose VARCHAR NOT NULL,
                     kind VARCHAR NOT NULL, note VARCHAR, source VARCHAR, place INTEGER NOT NULL);
CREATE TABLE product_alias(alias VARCHAR NOT NULL, product VARCHAR NOT NULL); -- lower case
CREATE TABLE product_code(product VARCHAR NOT NULL, nomenclature VARCHAR NOT NULL, code BIGINT NOT NULL,
                          reporters VARCHAR, month_from INTEGER NOT NULL, month_to INTEGER NOT NULL,
                          hs_revisions VARCHAR, coverage VARCHAR NOT NULL, name VARCHAR, source VARCHAR);

-- Series that the press confuses: whoever asks for `product` is told what `other` was, and why it is not the same.
CREATE TABLE confusable(product VARCHAR NOT NULL, other VARCHAR NOT NULL, why VARCHAR NOT NULL, source VARCHAR,
                        place INTEGER NOT NULL);

CREATE TABLE source(id UTINYINT NOT NULL, key VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL,
                    preference INTEGER NOT NULL, url VARCHAR, note VARCHAR);

CREATE SEQUENCE batch_id START 1;
CREATE TABLE batch(id INTEGER NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, format VARCHAR NOT NULL,
                   options VARCHAR NOT NULL, vintage DATE NOT NULL, read BIGINT NOT NULL, added BIGINT NOT NULL,
                   changed BIGINT NOT NULL, unchanged BIGINT NOT NULL, folded BIGINT NOT NULL,
                   rejected BIGINT NOT NULL, seconds DOUBLE NOT NULL, ingested TIMESTAMP NOT NULL, note VARCHAR NOT NULL);
CREATE TABLE reject(batch INTEGER NOT NULL, line BIGINT NOT NULL, reason VARCHAR NOT NULL, text VARCHAR NOT NULL);

-- Customs rows. One row per (source, freq, period, reporter, partner, flow, code) and vintage; a revision is one more
-- row with a later (vintage, batch), the newest of which counts.
--   freq       1 annual, 2 monthly, 3 January to the month (year to date)
--   period     month number year*12 + month-1; annual: January of the year; year to date: the last month
--   reporter, partner   country_id();  flow 1 M imports, 2 X exports, 3 RM re-imports, 4 RX re-exports
--   code       code_id();  hs_revision 0 unknown, else the year (1992, 1996, 2002, 2007, 2012, 2017, 2022)
--   qty        in qty_unit as reported; qty_t net weight in tonnes, NULL if not reported
--   value      in currency; value_usd NULL unless reported in USD or converted with a sourced rate
--   valuation  0 unknown, 1 CIF, 2 FOB
--   flags      bits: 1 weight estimated by the source, 2 value estimated, 4 total chosen as the largest of several rows,
--              8 sum of breakdown rows, 16 duplicate rows merged, 32 confidential, 64 sum of which some parts had no weight
CREATE TABLE flow_data(batch INTEGER NOT NULL, source UTINYINT NOT NULL, vintage DATE NOT NULL, freq UTINYINT NOT NULL,
                       period INTEGER NOT NULL, reporter USMALLINT NOT NULL, partner USMALLINT NOT NULL,
                       flow UTINYINT NOT NULL, code BIGINT NOT NULL, hs_revision USMALLINT NOT NULL,
                       qty DOUBLE, qty_unit VARCHAR, qty_t DOUBLE, value DOUBLE, currency VARCHAR NOT NULL,
                       valuation UTINYINT NOT NULL, value_usd DOUBLE, flags UTINYINT NOT NULL);

-- Published figures. period_from..period_to are month numbers, both included; day is set for daily quotes.
--   value NULL for events and records (the text is in note); printed: the digits as published, for rounding
--   status reported | derived (computed from other figures: never independent evidence)
CREATE TABLE observation(batch INTEGER NOT NULL, product VARCHAR NOT NULL, reporter VARCHAR, partner VARCHAR,
                         flow VARCHAR, period_from INTEGER NOT NULL, period_to INTEGER NOT NULL, day DATE,
                         metric VARCHAR NOT NULL, value DOUBLE, printed VARCHAR, unit VARCHAR, basis VARCHAR,
                         status VARCHAR NOT NULL, published DATE NOT NULL, published_basis VARCHAR NOT NULL,
                         source VARCHAR NOT NULL, source_url VARCHAR NOT NULL, note VARCHAR);
