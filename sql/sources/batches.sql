-- The files that were ingested, newest last.
SELECT id AS batch, file, format, vintage::VARCHAR AS vintage, read, added, changed, unchanged, folded, rejected, seconds,
       strftime(ingested, '%Y-%m-%d %H:%M:%S') AS ingested, sha256[1:12] AS sha256, note
FROM batch ORDER BY id
