#!/bin/sh
# check - gadolin check as users run it: exit statuses, formats, many files, refusals; and on the collected articles.
. "$(dirname "$0")/lib.sh"

gad ingest "$here/data/observations" >/dev/null || complain "the bundled figures do not load"
valid() { python3 -c 'import json, sys; json.load(sys.stdin)' || complain "$1: no JSON"; checks=$((checks + 1)); }

# Each span of a plain text is the claim's own words.
spans() {
    python3 - "$1" "$2" <<'PY'
import json, sys
text = open(sys.argv[1], "rb").read()
bad = 0
for c in json.load(open(sys.argv[2]))["claims"]:
    a, b = c["span"]
    if not 0 <= a < b <= len(text) or text[a:b] != c["text"].encode():
        print("span", a, b, text[a:b], c["text"])
        bad += 1
sys.exit(bad > 0)
PY
}

# --- an article of our own: one true claim, one that is not
cat >own.txt <<'TXT'
China's magnet exports recover

July 21, 2025

China exported 3,188 tons of rare earth magnets in June 2025, customs data showed. China's exports of rare earth magnets to
the United States were 530 tons in June 2025. Copper rose 5% and the company has 400 employees.
TXT
gad check own.txt >out.txt
equal $? 0 "exit status"
has "$(head -1 out.txt)" '^2 claims: 1 supported and 1 contradicted\.$' "the first line answers"
has "$(cat out.txt)" '_530 tons_\[2\]' "the claim is marked"
has "$(cat out.txt)" '\[2\] CONTRADICTED "530 tons"' "the note"
has "$(cat out.txt)" '353' "the true value"
lacks "$(cat out.txt)" "$(printf '\033')" "no colours into a pipe"
gad check own.txt -o json >own.json
valid "one article" <own.json
spans own.txt own.json || complain "a span is not its text"
checks=$((checks + 1))
gad check own.txt --fail-on contradicted,mislabelled >/dev/null
equal $? 4 "--fail-on a verdict that occurs"
gad check own.txt --fail-on inconsistent >/dev/null
equal $? 0 "--fail-on one that does not"
gad check own.txt --fail-on contradicted --out kept.txt
equal $? 4 "--fail-on with --out"
equal "$(cat kept.txt)" "$(cat out.txt)" "the answer is kept"
fails 2 "choose from supported, close, contradicted" "an unknown verdict" gad check own.txt --fail-on wrong
fails 2 "2025-13-01.*not a day" "an impossible day" gad check own.txt --date 2025-13-01
fails 2 "parquet.*choose one of table, csv, json, md, html" "Parquet" gad check own.txt -o parquet
fails 2 "ARTICLE" "no article" gad check
fails 2 "stands twice" "standard input twice" gad check - -
fails 1 "gadolin ingest" "no store" "$bin" --store none.duckdb check own.txt

# --- standard input, and the same answer twice
equal "$(gad check - <own.txt)" "$(cat out.txt)" "standard input"
for as in table json md html csv; do
    gad check own.txt -o $as >first
    gad check own.txt -o $as >second
    cmp -s first second || complain "two runs differ as $as"
    checks=$((checks + 1))
done
has "$(gad check own.txt -o html)" '<mark class="contradicted"' "HTML"
has "$(gad check own.txt -o md)" '^> .*\*\*530 tons\*\*\[\^2\]' "Markdown"
equal "$(gad check own.txt -o csv | wc -l)" 3 "CSV: a head and a row a claim"
equal "$(gad check own.txt -o csv | python3 -c 'import csv, sys; print([r["verdict"] for r in csv.DictReader(sys.stdin)])')" "['supported', 'contradicted']" "CSV verdicts"

# --- many: a line of JSON each, the bad ones said and passed over
mkdir many many/b
cp own.txt many/b/2.txt
cp own.txt many/3.txt
echo "Nothing to see." >many/1.txt
printf '\346\262\241\346\234\211\350\213\261\346\226\207\344\270\255\345\233\275\347\250\200\345\234\237\345\207\272\345\217\243\345\244\247\345\271\205\345\242\236\351\225\277\343\200\202%.0s' 1 2 3 4 5 >zh.txt
names() { python3 -c 'import json, sys; print([json.loads(l)["article"]["name"] for l in sys.stdin])'; }
equal "$(gad check -o json many own.txt | names)" "['many/1.txt', 'many/3.txt', 'many/b/2.txt', 'own.txt']" "several articles in order"
equal "$(gad check -o csv many own.txt | wc -l)" 7 "CSV of several: one head"
equal "$(gad check -o csv many own.txt | grep -c '^article,')" 1 "CSV of several: the head is first"
has "$(gad check many own.txt)" '^many/1\.txt: No numeric claim' "text of several"
fails 2 "one by one" "HTML of several" gad check -o html many own.txt
fails 1 "zh.txt.*Chinese" "Chinese text" gad check zh.txt
fails 1 "missing.txt.*(No such file)" "a missing file" gad check missing.txt
gad check -o json own.txt zh.txt missing.txt own.txt --out several.jsonl 2>err.txt
equal $? 1 "several, two of them bad"
equal "$(names <several.jsonl)" "['own.txt', 'own.txt']" "the good ones are answered and kept"
equal "$(wc -l <err.txt)" 2 "the bad ones are named"
mkdir empty
fails 1 "holds no files" "an empty folder" gad check empty

# --- HTML in: tags and scripts are no text; the span leads back to the bytes
cat >own.html <<'HTML'
<!DOCTYPE html><html><head><title>China's magnet exports recover</title><meta property="article:published_time" content="2025-07-21T08:00:00Z">
<script>var x = "China exported 9,999 tons of rare earth magnets in June 2025";</script></head><body><nav><a href="/">Home</a></nav>
<p>China exported <b>3,188 tons</b> of rare&nbsp;earth magnets in June 2025 &amp; more.</p></body></html>
HTML
gad check -o json own.html >html.json
valid "HTML input" <html.json
got=$(python3 -c '
import json, re
d = json.load(open("html.json")); b = open("own.html", "rb").read()
print(d["article"]["html"], d["article"]["date"], [(c["verdict"], re.sub("<[^>]*>", "", b[c["span"][0]:c["span"][1]].decode())) for c in d["claims"]])')
equal "$got" "True 2025-07-21 [('supported', '3,188 tons')]" "HTML input"

# --- any bytes, and too many
head -c 200000 /dev/urandom >random.bin
gad check random.bin >/dev/null 2>err.txt
status=$?
case $status in 0 | 1) checks=$((checks + 1)) ;; *) complain "random bytes: exit status $status: $(head -c 300 err.txt)" ;; esac
: >nothing.txt
has "$(gad check nothing.txt)" '^There is no text to check' "an empty file"
head -c 68157440 /dev/zero | tr '\0' ' ' >large.txt
fails 1 "large.txt.*bytes.*67,?108,?864|large.txt.*64 MiB" "65 MiB" gad check large.txt
rm large.txt
printf 'China \033[31mexported 3,188 tons of rare earth magnets\033[0m in June 2025.\n' >escape.txt
lacks "$(gad check escape.txt)" "$(printf '\033')" "escapes of the article"

seeds=$here/../shared/seeds
[ -d "$seeds" ] || { echo "skipped: ../shared is not here (check: the collected articles)"; finish; }
for f in "$seeds"/*.txt; do
    n=$(basename "$f" .txt)
    gad check -o json "$f" >"$n.json" || complain "$n: exit status"
    valid "$n" <"$n.json"
    spans "$f" "$n.json" || complain "$n: a span is not its text"
    checks=$((checks + 1))
    gad check -o json "$f" | cmp -s - "$n.json" || complain "$n: two runs differ"
done
equal "$(gad check -o json "$seeds" | wc -l)" "$(find "$seeds" -type f | wc -l)" "a line for each collected article"
# What the articles must show: words of the claim, its verdict. A claim may be found in several places.
shows() { # SEED NUMBER VERDICT
    checks=$((checks + 1))
    python3 - "$(ls "$1"_*.json)" "$2" "$3" <<'PY' || complain "$1: '$2' is not $3"
import json, sys
claims = json.load(open(sys.argv[1]))["claims"]
got = [c["verdict"] for c in claims if sys.argv[2] in c["text"]]
if sys.argv[3] not in got:
    print(got)
    sys.exit(1)
PY
}
shows 001 "353" mislabelled
shows 001 "660%" mislabelled
shows 001 "3,188" mislabelled
shows 001 "22,319" supported
shows 001 "18.9%" supported
shows 002 "660%" supported
shows 002 "353" supported
shows 002 "sevenfold" supported
shows 002 "3,188" supported
shows 002 "160%" supported
shows 002 "38%" supported
shows 004 "80%" contradicted
shows 004 "1 ton" contradicted
gad check "$seeds"/001_* --fail-on mislabelled >/dev/null
equal $? 4 "--fail-on on a collected article"
finish
