SELECT count(*) FILTER (verdict = 'added'), count(*) FILTER (verdict = 'changed'), count(*) FILTER (verdict = 'unchanged') FROM verdict;
