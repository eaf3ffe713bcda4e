-- How much there is to choose from: rows, whether one key may stand there more than once, rows without dollars, reporters, HS6 codes, vintages.
-- One batch may hold several sources (collected files of national offices) or vintages (what gadolin exported). Months after the year
-- are looked at for shipping lags only and not counted.
SELECT count(*) FILTER (counts) AS n, max(code) > 1999999 OR min(batch) <> max(batch) OR min(source) <> max(source) OR min(vintage) <> max(vintage) AS many,
       count(*) FILTER (counts AND value_usd IS NULL) AS no_dollars, count(DISTINCT reporter) FILTER (counts AND value_usd > 0) AS reporters,
       count(DISTINCT code) FILTER (counts AND value_usd > 0 AND code <= 1999999) AS codes, min(vintage) FILTER (counts) AS oldest, max(vintage) FILTER (counts) AS newest,
       count(DISTINCT period) FILTER (counts) AS periods, min(period) FILTER (counts) AS first_period, max(period) FILTER (counts) AS last_period
FROM (SELECT *, period <= getvariable('rc_last') AS counts FROM asked);
