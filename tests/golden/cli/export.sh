# Export and back: the same rows; a folder appears only when it is complete.
head='product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note'
{
    echo "$head"
    echo "magnets,CHN,W00,X,2024-06,qty,5150,t,,derived,2024-07-20,stated,A,http://a,from -38.1 %"
    echo "magnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,"
    echo "magnets,CHN,USA,X,2025-06,qty,353,t,,reported,2025-07-20,stated,A,http://a,"
    echo "magnets,CHN,W00,X,2025-H1,qty,22319,t,,reported,2025-07-20,stated,A,http://a,"
    echo "dy-oxide,MYS,,,2025-05-16,event,,,plant,reported,2025-05-16,stated,B,http://b,first oxide"
} >a.csv
gadolin ingest a.csv >/dev/null
gadolin export --dir out -o csv | sed 's/,[0-9]*$//'
find out -type d | sort
gadolin export --dir out; echo "-> $?"
gadolin export --dir a.csv; echo "-> $?"
gadolin export --dir nowhere/out; echo "-> $?"
mkdir empty && gadolin export --dir empty --product dy-oxide -o csv | sed 's/,[0-9]*$//'
rows() { gadolin --store "$1" sql -o csv "SELECT * EXCLUDE (batch) FROM observation ORDER BY ALL"; }
gadolin --store back.db ingest out | sed 's/, [0-9.]* s$//'
cmp <(rows gadolin.duckdb) <(rows back.db) && echo "the same rows came back"
ls
