# One read-only query, from the argument or standard input, in every format.
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\nmagnets,CHN,USA,X,2025-06,qty,353,t,,reported,2025-07-20,stated,"B, C",http://b,a | b\n' >a.csv
gadolin ingest a.csv >/dev/null
query="SELECT partner, period_from // 12 AS year, value AS qty_t, published, note, [source] AS sources FROM observation ORDER BY value DESC"
for format in table csv json md; do
    gadolin sql -o $format "$query"
done
echo "$query" | gadolin sql
echo "SELECT 1 AS one" | gadolin sql - -o csv
printf 'SELECT 1\0' | gadolin sql; echo "-> $?"
printf 'SELECT \xff' | gadolin sql; echo "-> $?"
gadolin sql </dev/null; echo "-> $?"
gadolin sql "SELECT count(*), parter FROM observation"; echo "-> $?"
gadolin sql "COPY observation TO 'x.csv'"; echo "-> $?"
gadolin sql "SELECT * FROM read_csv('a.csv')"; echo "-> $?"
gadolin sql "ATTACH 'x.db'"; echo "-> $?"
gadolin sql "INSTALL httpfs"; echo "-> $?"
gadolin sql "SET enable_external_access = true"; echo "-> $?"
gadolin sql "SELECT 1; DELETE FROM observation"; echo "-> $?"
ls
