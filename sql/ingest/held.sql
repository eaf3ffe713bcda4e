-- Whether the store holds anything in the file's range of sources and periods (1 or 0).
SELECT count(*) FROM (
    SELECT 1 FROM flow_data f JOIN (SELECT s.id AS source, freq, min(period) AS low, max(period) AS high
                                    FROM keyed k JOIN source s ON s.key = k.source GROUP BY s.id, freq) r
    ON f.source = r.source AND f.freq = r.freq AND f.period BETWEEN r.low AND r.high LIMIT 1);
