-- How much there is to choose from: rows, batches, codes longer than HS6, rows without dollars.
SELECT count(*) AS n, count(DISTINCT batch) AS batches, count(*) FILTER (code > 1999999) AS longer, count(*) FILTER (value_usd IS NULL) AS no_dollars,
       count(DISTINCT reporter) AS reporters, count(DISTINCT code) FILTER (code <= 1999999) AS codes, min(vintage) AS oldest, max(vintage) AS newest
FROM asked;
