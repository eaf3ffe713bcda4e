# What a briefing refuses, each with what to do.
cat >small.csv <<'CSV'
product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note
antimony,CHN,W00,X,2024-01,qty,10,t,,reported,2024-02-20,stated,Paper,https://example.org/a_b,
antimony,CHN,W00,X,2024-03,qty,12,t,,reported,2024-04-20,stated,Paper,https://example.org/a_b,
CSV
gadolin ingest small.csv >/dev/null || exit
try() { gadolin brief "$@" || echo "exit status $?" >&2; }
try
try -p antimony
try -p antimny -r CHN
try -p antimony -r Chna
try -p antimony -r CHN --period 2024-02
try -p antimony -r CHN --period 2024-13
try -p antimony -r CHN --period 2024-Q1
try -p antimony -r CHN --as-of 2024-01-01
try -p antimony -r FRA
try -p antimony -r CHN -x Q
try -p antimony -r CHN -o csv
try -p antimony -r CHN -o parquet
try -p "antimony'; DROP TABLE flow_data; --" -r CHN
try -p antimony -r CHN --source "x' OR 1=1"
