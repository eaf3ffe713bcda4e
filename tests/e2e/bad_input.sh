#!/bin/sh
# bad_input - what users really feed a program: each gets a message naming the file and what is wrong, exit status 1
# (2 for a wrong command line), and nothing half-written.
. "$(dirname "$0")/lib.sh"

header='t,i,j,k,v,q'
good='2022,156,276,850511,1.5,2.5'
held() { ask "SELECT count(*) FROM flow"; }

# --- files that cannot be read at all
fails 1 "missing.csv.*(No such file|does not exist|no such)" "missing file" gad ingest missing.csv
: >empty.csv
fails 1 "empty.csv.*empty" "empty file" gad ingest empty.csv
head -c 100000 /bin/ls >binary.csv
fails 1 "binary.csv.*(binary|not text)" "binary file" gad ingest binary.csv
printf '%s\n%s\n' "$header" "$good" | gzip | head -c 30 >cut.csv.gz
fails 1 "cut.csv.gz.*(truncated|damaged|ends)" "truncated gzip" gad ingest cut.csv.gz
printf 'PK\003\004 this is no zip' >cut.zip
fails 1 "cut.zip" "broken zip" gad ingest cut.zip
printf 'one,two\n1,2\n' >unknown.csv
fails 1 "unknown.csv.*(format|recogni)" "a CSV file of something else" gad ingest unknown.csv
fails 1 "unknown.csv" "a format forced on the wrong file" gad ingest --format baci unknown.csv
fails 2 "format" "a format that does not exist" gad ingest --format nonsense unknown.csv
checks=$((checks + 1))
[ ! -f "$store" ] || equal "$(held)" 0 "nothing was stored by refused files"

# --- rows that are wrong in a file that is right: each rejected with its line, the rest kept
cat >BACI_HS17_Y2022_V202401.csv <<'EOF'
t,i,j,k,v,q
2022,156,276,850511,1.5,2.5
2022,156,842,850511,"1.234,5",2
2022,156,392,850511,3,>95
2022,156,410,850511,-3,1
2022,156,251,850511,3,-1
2022,987,276,850511,3,1
2022,156,276,85O511,3,1
20x2,156,276,850511,3,1
2022,156,704,850511,3,           NA
2022,156,699,850511,3
EOF
out=$(gad ingest BACI_HS17_Y2022_V202401.csv)
equal "$(held)" 2 "good rows are kept"
rejects=$(gad sources --show rejects -o csv)
for want in '3,.*1\.234,5' '4,.*>95' '5,.*-3' '6,.*-1' '7,.*987' '8,.*85O511' '9,.*20x2' '11,.*'; do
    has "$rejects" "$want" "a reject names its line and text"
done
equal "$(ask "SELECT qty_t IS NULL FROM flow WHERE partner = 'VNM'")" true "NA is missing, not zero"
equal "$(ask "SELECT rejected FROM batch")" 8 "the batch counts its rejects"
sed 's/,1.5,/,1.75,/' BACI_HS17_Y2022_V202401.csv >strict_HS17_Y2022.csv
fails 1 "strict_HS17_Y2022.csv.*line" "--strict refuses the whole file" gad ingest --strict strict_HS17_Y2022.csv
equal "$(held)" 2 "--strict stores nothing of it"
fails 1 "rejected then.*--strict" "--strict on a file that is held without its bad rows" gad ingest --strict BACI_HS17_Y2022_V202401.csv

cat >seen.csv <<'EOF'
product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note
magnets,CHN,W00,X,2025-06,qty,5,bananas,,reported,2025-07-20,stated,me,here,
magnets,CHN,W00,X,2025-06,qty,7,short tons,,reported,2025-07-20,stated,me,here,
EOF
gad ingest seen.csv >/dev/null
has "$(gad sources --show rejects -o csv)" "seen.csv.*2,.*bananas" "a quantity in no unit of mass"
equal "$(ask "SELECT count(*) FROM observation")" 1 "the other row is kept"

# --- text gone wrong
printf '%s\n%s\n2022,156,842,"850511,3,1\n2022,156,392,850511,3,1\n' "$header" "$good" >quote_HS17_Y2022.csv
gad ingest quote_HS17_Y2022.csv >/dev/null
has "$(gad sources --show rejects -o csv)" 'quote_HS17_Y2022.csv.*3,.*[Qq]uot' "an unclosed quote costs one line"
{
    printf '%s\n%s\n' "$header" "$good"
    head -c 1200000 /dev/zero | tr '\0' 7
    printf '\n2022,156,56,850511,3,1\n'
} >long_HS17_Y2022.csv
gad ingest long_HS17_Y2022.csv >/dev/null
has "$(gad sources --show rejects -o csv)" 'long_HS17_Y2022.csv.*3,' "a line of a million characters costs one line"
printf '%s\n%s\n2022,156,842,850511,3,\377\376\n' "$header" "$good" >bytes_HS17_Y2022.csv
gad ingest bytes_HS17_Y2022.csv >/dev/null
has "$(gad sources --show rejects -o csv)" 'bytes_HS17_Y2022.csv.*3,' "a line that is not text costs one line"
printf '{"data": [{"typeCode": ' >broken.json
fails 1 "broken.json" "broken JSON" gad ingest broken.json
printf '"Commodity code","Commodity","Quantity","Unit","US dollar",\n"85051110","Magnets","1","Kilogram","2",\n' >china.csv
fails 1 "china.csv.*--flow" "China's customs without a flow" gad ingest --month 2025-06 china.csv
fails 1 "china.csv.*--month" "China's customs without a month" gad ingest --flow X china.csv
fails 2 "2025-13" "an impossible month" gad ingest --flow X --month 2025-13 china.csv

# --- stores that cannot be used
fails 1 "folder|directory" "a store in a folder that is not there" "$bin" --store no/where.duckdb ingest BACI_HS17_Y2022_V202401.csv
fails 1 "gadolin ingest" "a question without a store" "$bin" --store none.duckdb sources
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null && setpriv --reuid 65534 --clear-groups true 2>/dev/null &&
    setpriv --reuid 65534 --clear-groups test -x "$bin" && setpriv --reuid 65534 --clear-groups test -r "$GADOLIN_DATA/countries.csv"; then
    mkdir -p "$dir/closed"
    chmod 755 "$dir" "$dir/closed"
    chmod 644 "$dir"/*.csv
    fails 1 "ermission" "a folder that may not be written" setpriv --reuid 65534 --clear-groups "$bin" --store "$dir/closed/s.duckdb" ingest "$dir/BACI_HS17_Y2022_V202401.csv"
elif [ "$(id -u)" -ne 0 ]; then
    mkdir closed && chmod 555 closed
    fails 1 "ermission" "a folder that may not be written" "$bin" --store closed/s.duckdb ingest BACI_HS17_Y2022_V202401.csv
else
    echo "skipped: no unprivileged user can run the command here (folder without write permission)"
fi

# --- a full disk: a small file system of our own, where the machine lets us make one
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=4m tmpfs small 2>/dev/null; then
    awk 'BEGIN { print "t,i,j,k,v,q"; for (i = 0; i < 900000; i++) printf "2022,156,%d,%06d,%.3f,%.3f\n", (i % 2) ? 276 : 842, int(i / 2), (i * 7919) % 99991 / 7, (i * 104729) % 99989 / 11 }' >big_HS17_Y2022.csv
    fails 1 "full" "a full disk" "$bin" --store small/s.duckdb ingest big_HS17_Y2022.csv
    if [ -f small/s.duckdb ]; then
        n=$("$bin" --store small/s.duckdb sql -o csv 'SELECT count(*) FROM flow' 2>/dev/null | sed -n 2p)
        case $n in 0 | '') checks=$((checks + 1)) ;; *) complain "a full disk left $n rows" ;; esac
    fi
    umount small
else
    echo "skipped: no file system can be mounted here (full disk)"
fi
status=0
message=$(gad sources 2>&1 >/dev/full) || status=$?
equal "$status" 1 "standard output full: exit status"
has "$message" "[Ff]ull|No space|written" "standard output full"

# --- SQL in every text argument is only text
evil="'; DROP TABLE batch; --"
fails 1 "no product|not.*product|unknown" "SQL as a product" gad series --product "$evil" --reporter CHN
fails 1 "no (reporter|partner)" "SQL as a reporter" gad series --product 850511 --reporter "$evil"
fails 1 "no (reporter|partner)" "SQL as a partner" gad series --product 850511 --reporter CHN --partner "$evil"
fails 2 "." "SQL as a month" gad series --product 850511 --reporter CHN --from "$evil"
fails 2 "." "SQL as a day" gad series --product 850511 --reporter CHN --as-of "$evil"
fails 1 "source" "SQL as a source" gad series --product 850511 --reporter CHN --source "$evil"
fails 2 "." "SQL as statistics" gad series --product 850511 --reporter CHN --stats "$evil"
gad products "$evil" >/dev/null 2>&1
gad countries "$evil" >/dev/null 2>&1
cp BACI_HS17_Y2022_V202401.csv "x'; DROP TABLE batch; --_HS17_Y2022.csv"
gad ingest --vintage 2024-01-01 "x'; DROP TABLE batch; --_HS17_Y2022.csv" >/dev/null 2>&1
equal "$(ask 'SELECT count(*) > 0 FROM batch')" true "the tables are still there"
fails 1 "." "a write through sql" gad sql "DELETE FROM batch"
fails 1 "." "a file through sql" gad sql "COPY (SELECT 1) TO 'stolen.csv'"
fails 1 "." "a file read through sql" gad sql "SELECT * FROM read_csv('/etc/passwd')"
checks=$((checks + 1))
[ ! -e stolen.csv ] || complain "sql wrote a file"
finish
