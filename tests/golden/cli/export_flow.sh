# Customs rows go to flow/year=YYYY and come back the same; filters narrow them.
printf 't,i,j,k,v,q\n2021,156,276,850511,1000.5,10.25\n2021,156,842,850511,2000,20\n2021,156,842,280530,5,\n' >BACI_HS17_Y2021_V202601.csv
printf 't,i,j,k,v,q\n2022,156,276,850511,1100,11\n2022,276,156,850511,7,0.1\n' >BACI_HS17_Y2022_V202601.csv
gadolin ingest --vintage 2026-01-31 BACI_HS17_Y2021_V202601.csv BACI_HS17_Y2022_V202601.csv | sed 's/, [0-9.]* s$//'
gadolin sources
gadolin export -o csv --dir all | sed 's/,[0-9]*$//'
gadolin export -o csv --dir magnets -p metal-magnets -r DEU | sed 's/,[0-9]*$//' | grep flow
gadolin export -o csv --dir code -p 2805 | sed 's/,[0-9]*$//' | grep flow
gadolin export -o csv --dir none -p gallium | sed 's/,[0-9]*$//' | grep flow
rows() { gadolin --store "$1" sql -o csv "SELECT * EXCLUDE (batch) FROM flow ORDER BY ALL"; }
gadolin --store back.db ingest all | grep -v 'not data\|^    ' | sed 's/, [0-9.]* s$//'
rows gadolin.duckdb
cmp <(rows gadolin.duckdb) <(rows back.db) && echo "the same rows came back"
gadolin --store back.db ingest all | tail -1 | sed 's/, [0-9.]* s$//'
