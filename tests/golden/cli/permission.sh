# A store and folders that may not be written, as somebody without special rights.
if [ "$(id -u)" = 0 ]; then
    command -v setpriv >/dev/null || { echo "setpriv is not here" >&2; exit 77; }
    as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/ "$@"; }
else
    as_nobody() { "$@"; }
fi
as_nobody gadolin --version >/dev/null 2>&1 || { echo "the build folder is closed to others" >&2; exit 77; }
as_nobody test -r "$root/data/products.csv" || { echo "the source folder is closed to others" >&2; exit 77; }
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
gadolin ingest a.csv >/dev/null
mkdir closed; cp a.csv b.csv
chmod 555 closed .; chmod 444 gadolin.duckdb; chmod 000 b.csv
try() {
    echo "\$ gadolin $*"
    as_nobody gadolin "$@" 2>&1
    echo "-> $?"
}
try --store closed/s.db ingest a.csv
try ingest a.csv
try --store gadolin.duckdb sql -o csv "SELECT count(*) AS rows FROM observation"
try sql -o csv --out closed/o.csv "SELECT 1"
try export --dir closed/export
chmod 000 gadolin.duckdb
try sources
chmod 755 . closed
chmod 777 .
try --store mine.db ingest b.csv
