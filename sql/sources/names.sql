-- Every source that --source takes: customs offices and collections first, then publications.
SELECT * FROM (
    SELECT key AS source, name, kind, count(batch) AS rows,
           month_text(min(period)) AS first, month_text(max(CASE freq WHEN 1 THEN period + 11 ELSE period END)) AS last, url
    FROM source LEFT JOIN flow_data ON source.id = flow_data.source
    WHERE kind <> 'published' GROUP BY id, key, name, kind, preference, url HAVING count(batch) > 0
    UNION ALL
    SELECT source, source, 'published', count(*), month_text(min(period_from)), month_text(max(period_to)),
           CASE count(DISTINCT source_url) WHEN 1 THEN any_value(source_url) ELSE count(DISTINCT source_url) || ' addresses' END
    FROM observation GROUP BY source
)
ORDER BY kind = 'published', rows DESC, source
