#!/bin/sh
# twice - every real customs file: ingested or named as what it is; a second time nothing is added or changed.
. "$(dirname "$0")/lib.sh"
need_shared

# Refused files make the exit status 1, which is right here: some of these files are damaged or derived.
gad ingest -o json "$shared/customs" >"$dir/first.json" 2>"$dir/err"
named() { python3 -c '
import json, sys
files = json.load(open(sys.argv[1]))["files"]
print(len({f["file"].split(":")[0] for f in files}))
print(sum(1 for f in files if not f["format"] and not f["note"]))
print(sum(f["read"] - f["added"] - f["changed"] - f["unchanged"] - f["folded"] - f["rejected"] for f in files))' "$1"; }
equal "$(named "$dir/first.json" | sed -n 1p)" "$(find "$shared/customs" -type f | wc -l)" "files named"
equal "$(named "$dir/first.json" | sed -n 2p)" 0 "files without a format and without a word"
equal "$(named "$dir/first.json" | sed -n 3p)" 0 "rows read but not accounted for"
rows=$(ask "SELECT count(*) FROM flow")
gad ingest -o json "$shared/customs" >"$dir/second.json" 2>/dev/null
total=$(sed -n '/"total"/,$p' "$dir/second.json")
has "$total" '"added": 0[,}]' "second time: added"
has "$total" '"changed": 0[,}]' "second time: changed"
equal "$(ask "SELECT count(*) FROM flow")" "$rows" "second time: rows"
sum=$(ask "SELECT count(*) FROM batch WHERE read <> added + changed + unchanged + folded + rejected")
equal "$sum" 0 "every row read is accounted for"
rows=$(ask "SELECT count(*) FROM (SELECT id FROM batch b WHERE added + changed <> (SELECT count(*) FROM flow f WHERE f.batch = b.id) AND format <> 'observations')")
equal "$rows" 0 "batches hold the rows they say"
finish
