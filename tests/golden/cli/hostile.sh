# SQL text, quotes and controls in every argument are just text.
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
gadolin ingest a.csv >/dev/null
count() { gadolin sql -o csv "SELECT (SELECT count(*) FROM observation) AS observations, (SELECT count(*) FROM product) > 50 AS products"; }
count
bad="x'; DROP TABLE observation; --"
try() {
    echo "\$ gadolin $*"
    gadolin "$@" 2>&1 | LC_ALL=C tr -d '\000-\011\013-\037' | cut -c1-300
    echo "-> ${PIPESTATUS[0]}"
}
for option in product reporter partner period flow freq measure from to stats as-of source; do
    gadolin series --product magnets --reporter CHN --$option "$bad" >/dev/null 2>&1 && echo "series --$option took it"
    gadolin rank --product magnets --reporter CHN --period 2025-06 --$option "$bad" >/dev/null 2>&1 && echo "rank --$option took it"
    gadolin brief --product magnets --reporter CHN --period 2025-06 --$option "$bad" >/dev/null 2>&1 && echo "brief --$option took it"
done
for option in format flow year month reporter vintage; do
    gadolin --store other.db ingest --$option "$bad" a.csv >/dev/null 2>&1; echo "ingest --$option: $?"
done
try sources --product "$bad"
try sources --reporter $'\e[31mred'
try export --product "$bad"
try series --product $'magnets\n' --reporter CHN
try products "$bad"
try countries "%_'"
mkdir "it's"; cp a.csv "it's/b;'c.csv"
try --store "it's/s;'.db" ingest "it's/b;'c.csv" | sed 's/, [0-9.]* s$//'
try --store "it's/s;'.db" export --dir "it's/out'" -o csv | sed 's/,[0-9]*$//'
try sql -o csv --out "it's/o'.csv" "SELECT 1 AS a"
find "it's" | sort
count
