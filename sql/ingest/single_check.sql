-- After insert_single: does any key occur twice? CEPII ships the file sorted, so the rows of one year, exporter and
-- importer follow each other: when there are as many runs as distinct triples and the codes rise within each run,
-- no key occurs twice. Rows, runs, rows whose code does not rise, distinct triples, lowest and highest period.
SELECT count(*), count(*) FILTER (triple IS DISTINCT FROM triple_before), count(*) FILTER (triple = triple_before AND code <= code_before),
       count(DISTINCT triple), min(period), max(period)
FROM (SELECT period, code, triple, lag(triple) OVER () AS triple_before, lag(code) OVER () AS code_before
      FROM (SELECT period, code, (period::BIGINT << 32) | (reporter::BIGINT << 16) | partner::BIGINT AS triple
            FROM flow_data WHERE batch = getvariable('in_batch')));
