-- What folding did, for the note: keys, the largest of several rows, several equal rows, sums of breakdowns, totals beside
-- their parts, and sums that have the same trade once more under a lower rank (the United Kingdom as GB and as XU, XI).
SELECT count(*), count(*) FILTER (flags & 4 <> 0), count(*) FILTER (flags & 16 <> 0), count(*) FILTER (flags & 8 <> 0),
       count(*) FILTER (grain = 0 AND kinds > 1), count(*) FILTER (grain = 100 AND kinds > 1)
FROM keyed;
