-- Rows that were refused, with the file and line they stand in.
SELECT batch.file, reject.line, reject.reason, reject.text
FROM reject JOIN batch ON batch.id = reject.batch ORDER BY batch.id, reject.line
