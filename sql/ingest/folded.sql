-- What folding did, for the note: rows of repeated keys, such keys; then keys: the largest of several rows, several equal rows,
-- sums of breakdowns, totals beside their parts, and sums that have the same trade once more under a lower rank
-- (the United Kingdom as GB and as XU, XI).
SELECT (SELECT coalesce(sum(n), 0)::BIGINT FROM repeated), count(*), count(*) FILTER (flags & 4 <> 0), count(*) FILTER (flags & 16 <> 0),
       count(*) FILTER (flags & 8 <> 0) + (SELECT count(*) FROM (SELECT * FROM staged WHERE NOT bad AND skip IS NULL AND grain BETWEEN 1 AND 15)
           ANTI JOIN repeated USING (vintage, source, freq, period, reporter, partner, flow, code)),
       count(*) FILTER (grain = 0 AND kinds > 1), count(*) FILTER (grain = 100 AND kinds > 1)
FROM folded;
