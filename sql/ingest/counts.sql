-- What became of the rows read: in all, bad, sound but not stored singly.
SELECT count(*), count(*) FILTER (bad), count(*) FILTER (NOT bad AND skip IS NOT NULL) FROM staged;
