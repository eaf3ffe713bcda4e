# A store that another process holds: its number is named, and what to do.
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
sed 's/3188/3189/' a.csv >b.csv
gadolin ingest a.csv >/dev/null
mkfifo pipe
gadolin sql -o csv "SELECT * FROM range(100000000) t(x)" >pipe &
holder=$!
exec 3<pipe
read -r line <&3
gadolin ingest b.csv 2>&1 | sed "s/$holder/@PID@/g"
echo "-> ${PIPESTATUS[0]}"
gadolin sql -o csv "SELECT count(*) AS batches FROM batch" # readers are welcome
exec 3<&-
wait $holder
echo "reader: $?"
gadolin ingest b.csv | sed 's/, [0-9.]* s$//'
