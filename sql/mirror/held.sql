-- Which codes each country has reported at all, whoever the partner: what is not held must not pass as nothing shipped.
-- {codes}, $1..$4 as in rows.sql.
SELECT DISTINCT f.flow, f.reporter, f.source, f.freq, f.period, f.code, s.preference
FROM flow_data f JOIN source s ON s.id = f.source AND s.kind = 'customs'
WHERE ({codes}) AND f.freq IN (1, 2) AND ($3 IS NULL OR f.vintage <= DATE '1970-01-01' + $3::INTEGER)
  AND ($4 IS NULL OR s.key = lower($4))
  AND ((f.flow = 2 AND f.reporter = $1) OR (f.flow = 1 AND f.reporter <> $1 AND ($2 IS NULL OR f.reporter = $2)))
ORDER BY f.flow DESC, f.reporter, f.freq, f.period, s.preference, f.source, f.code;
