-- A batch of the same bytes ($1), format ($2) and meaning ($3); of the vintage $4 when one is asked for.
SELECT id, strftime(ingested, '%Y-%m-%d') AS day, file, rejected FROM batch
WHERE sha256 = $1 AND format = $2 AND options = $3 AND ($4::VARCHAR IS NULL OR vintage = $4::DATE) ORDER BY id LIMIT 1;
