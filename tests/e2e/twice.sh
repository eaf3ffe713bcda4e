#!/bin/sh
# twice - every real customs file: ingested or named as what it is; a second time nothing is added or changed.
. "$(dirname "$0")/lib.sh"
need_shared

first=$(gad ingest -o csv "$shared/customs" 2>"$dir/err")
files=$(find "$shared/customs" -type f | wc -l)
named=$(printf '%s\n' "$first" | sed 1d | grep -vc '^total\|^"total' || true)
checks=$((checks + 1))
[ "$named" -ge "$files" ] || complain "$files files but only $named are named: $first"
json=$(gad ingest -o json "$shared/customs" 2>/dev/null)
total=$(printf '%s' "$json" | awk '/"total"/ { on = 1 } on')
has "$total" '"added": 0[,}]?' "second time: added"
has "$total" '"changed": 0[,}]?' "second time: changed"
sum=$(ask "SELECT count(*) FROM batch WHERE read <> added + changed + unchanged + folded + rejected")
equal "$sum" 0 "every row read is accounted for"
rows=$(ask "SELECT count(*) FROM (SELECT id FROM batch b WHERE added + changed <> (SELECT count(*) FROM flow f WHERE f.batch = b.id) AND format <> 'observations')")
equal "$rows" 0 "batches hold the rows they say"
finish
