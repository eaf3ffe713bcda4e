# Answers are whole or not there: --out, full disks, closed and broken pipes.
cp /dev/null empty
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
gadolin ingest a.csv >/dev/null
echo "-- a failed query leaves the old file"
echo old >o.csv
gadolin sql -o csv --out o.csv "SELECT nothing"; echo "-> $?"; cat o.csv
echo "-- a good one replaces it, through links and with its permissions"
chmod 640 o.csv; ln -s o.csv link.csv
gadolin sql -o csv --out link.csv "SELECT 1 AS a"; echo "-> $?"; cat o.csv; stat -c '%a %F' o.csv link.csv
echo "-- places that cannot be written"
gadolin sql -o csv --out nowhere/o.csv "SELECT 1"; echo "-> $?"
gadolin sql -o csv --out . "SELECT 1"; echo "-> $?"
gadolin sql -o csv --out /dev/full "SELECT 1"; echo "-> $?"
gadolin sql "SELECT 1" >/dev/full; echo "-> $?"
gadolin sql -o parquet "SELECT 1" >/dev/full; echo "-> $?"
gadolin --help >/dev/full; echo "-> $?"
gadolin --version >&-; echo "-> $?"
gadolin sources >&-; echo "-> $?"
echo "-- standard input and error closed: the store is not what they write to"
before=$(cksum <gadolin.duckdb)
gadolin sql -o csv "SELECT 1 AS a" <&- 2>&-; echo "-> $?"
gadolin sql -o csv "SELECT nothing" >&- 2>&-; echo "-> $?"
[ "$before" = "$(cksum <gadolin.duckdb)" ] || echo "the store has changed"
echo "-- a reader that goes away: no noise"
gadolin sql -o csv "SELECT * FROM range(10000000) t(x)" | head -2; echo "-> ${PIPESTATUS[0]}"
echo "-- interrupted: no part of a file"
timeout --preserve-status -s INT 0.5 gadolin sql -o csv --out big.csv "SELECT * FROM range(4000000000) t(x)"; echo "-> $?"
timeout --preserve-status -s TERM 0.5 gadolin sql -o csv --out big.csv "SELECT * FROM range(4000000000) t(x)"; echo "-> $?"
echo "-- Parquet to a pipe and to a file are the same kind of file"
gadolin sql -o parquet "SELECT 1 AS a" | head -c 4; echo
gadolin sql -o parquet --out p.parquet "SELECT 1 AS a"; tail -c 4 p.parquet; echo
ls
