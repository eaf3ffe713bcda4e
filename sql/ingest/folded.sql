-- What folding did, for the note.
SELECT count(*), count(*) FILTER (flags & 4 <> 0), count(*) FILTER (flags & 16 <> 0), count(*) FILTER (flags & 8 <> 0) FROM keyed;
