-- Whether the store holds anything in the file's range of sources and periods (1 or 0).
SELECT count(*) FROM (
    SELECT 1 FROM flow_data f JOIN (SELECT source, freq, min(period) AS low, max(period) AS high
                                    FROM staged WHERE NOT bad AND skip IS NULL GROUP BY source, freq) r
    ON f.source = r.source AND f.freq = r.freq AND f.period BETWEEN r.low AND r.high LIMIT 1);
