-- The files the rows came from.
SELECT id, file, sha256, format, options, vintage, read, added, changed, unchanged, folded, rejected, seconds, ingested, note FROM batch ORDER BY id
