-- How much there is to choose from: rows, whether one key may stand there more than once, rows without dollars, reporters, HS6 codes, vintages.
-- One batch may hold several sources (collected files of national offices) or vintages (what gadolin exported).
SELECT count(*) AS n, max(code) > 1999999 OR min(batch) <> max(batch) OR min(source) <> max(source) OR min(vintage) <> max(vintage) AS many,
       count(*) FILTER (value_usd IS NULL) AS no_dollars, count(DISTINCT reporter) AS reporters, count(DISTINCT code) FILTER (code <= 1999999) AS codes,
       min(vintage) AS oldest, max(vintage) AS newest
FROM asked;
