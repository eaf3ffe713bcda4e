#!/bin/sh
# kill - kill -9 at random instants of an ingest until 52 have hit it: the store opens and holds whole batches only, and the next
# ingest completes it.
. "$(dirname "$0")/lib.sh"
hits=52

# A synthetic year in BACI's layout, big enough to be killed in the middle.
awk 'BEGIN { print "t,i,j,k,v,q"; split("4 8 12 24 31 32 36 40 51 56 76 124 156 203 208 246 251 276 300 348 360 372 392 410 458 528 579 616 643 704 710 752 757 764 792 804 826 842", c, " ")
    for (a = 1; a <= 38; a++) for (b = 1; b <= 38; b++) if (a != b) for (k = 0; k < 30; k++)
        printf "2022,%d,%d,%06d,%.3f,%.3f\n", c[a], c[b], 850100 + k, (a * 7919 + b * 104729 + k * 1299709) % 100000 / 1000 + 0.001, (a * 31 + b * 17 + k) % 997 / 10 + 0.1 }' >BACI_HS17_Y2022_V202401.csv
sed 's/^2022,/2021,/' BACI_HS17_Y2022_V202401.csv >BACI_HS17_Y2021_V202401.csv
mkdir years && mv BACI_*.csv years

whole="SELECT count(*) FROM batch b WHERE b.added + b.changed <> (SELECT count(*) FROM flow f WHERE f.batch = b.id)"
orphans="SELECT count(*) FROM flow WHERE batch NOT IN (SELECT id FROM batch)"
landed=0
start=$(date +%s%N)
gad ingest years >/dev/null 2>&1
end=$(date +%s%N)
span=$(((end - start) / 1000000)) # ms of a whole run
i=0
while [ $landed -lt $hits ] && [ $i -lt 200 ]; do
    i=$((i + 1))
    rm -f "$store" "$store.wal"
    # Some rounds start from a store that already holds one year.
    [ $((i % 3)) -ne 0 ] || gad ingest years/BACI_HS17_Y2021_V202401.csv >/dev/null 2>&1
    "$bin" --store "$store" ingest years >/dev/null 2>&1 & # not gad: kill must hit the program, not a subshell
    pid=$!
    ms=$(awk -v i="$i" -v span="$span" 'BEGIN { srand(i); rand(); printf "%d", span * rand() }')
    sleep "$(awk -v ms="$ms" 'BEGIN { printf "%.3f", ms / 1000 }')"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    # 137: killed. Else it had ended: the machine is faster now than when a whole run was timed.
    if [ $? -eq 137 ]; then landed=$((landed + 1)); else span=$((span * 9 / 10)); fi
    [ -f "$store" ] || continue
    state=$(ask "SELECT ($whole) || ' broken, ' || ($orphans) || ' orphans'" 2>&1)
    case $state in
    *broken*) equal "$state" "0 broken, 0 orphans" "round $i ($ms ms): whole batches only" ;;
    # Killed before the first schema was in: the next ingest must cope with that.
    *) has "$(gad sql 'SELECT 1' 2>&1)" 'schema 0|not a gadolin store' "round $i ($ms ms): the store does not open" ;;
    esac
    [ $((i % 3)) -ne 1 ] || {
        gad ingest years >/dev/null 2>&1 || complain "round $i: the next ingest fails"
        equal "$(ask "SELECT sum(added) FROM batch")" 84360 "round $i: complete after the next ingest"
    }
done
checks=$((checks + 1))
[ "$landed" -ge 50 ] || complain "only $landed of $i kills hit a running ingest"
gad ingest years >/dev/null 2>&1 || complain "the last ingest fails" # it clears what a killed one left
left=$(find "$dir" -name '*.tmp*' -o -name '*spool*' -o -name '*.ingest-*' | wc -l)
equal "$left" 0 "temporary files left behind"
finish
