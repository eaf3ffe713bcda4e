-- After the short way: does any key occur twice? CEPII ships the file sorted, so the rows of one year, exporter and importer
-- mostly stand together (DuckDB cuts a few of these runs in two). Rows, rows whose code does not rise within their run, and
-- keys that occur twice among the triples with more than one run. Without falling codes and without such keys no key occurs twice.
WITH packed AS (
    SELECT period, code, (period::BIGINT << 32) | (reporter::BIGINT << 16) | partner::BIGINT AS triple FROM flow_data WHERE batch = getvariable('in_batch')
), stepped AS (
    SELECT period, code, triple, lag(triple) OVER () AS triple_before, lag(code) OVER () AS code_before FROM packed
), cut AS (
    SELECT triple FROM stepped WHERE triple IS DISTINCT FROM triple_before GROUP BY triple HAVING count(*) > 1
)
SELECT count(*), count(*) FILTER (triple = triple_before AND code <= code_before),
       (SELECT count(*) FROM (SELECT 1 FROM packed SEMI JOIN cut USING (triple) GROUP BY triple, code HAVING count(*) > 1))
FROM stepped;
