-- The keys that stand in the file more than once. All keys are numbers, so that this can go to the disk when it must.
CREATE OR REPLACE TEMP TABLE repeated AS
SELECT vintage, source, freq, period, reporter, partner, flow, code, count(*) AS n
FROM staged WHERE NOT bad AND skip IS NULL
GROUP BY vintage, source, freq, period, reporter, partner, flow, code HAVING count(*) > 1;
