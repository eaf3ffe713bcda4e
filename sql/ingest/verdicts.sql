-- New keys and changed ones.
SELECT count(*) FILTER (added), count(*) FILTER (NOT added) FROM verdict;
