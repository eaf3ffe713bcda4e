#!/bin/sh
# watch - rules judged again and again through the command: what is new, what ended, what a revision changed, the state
# file, the webhook (a server on the loopback), and rules that are wrong.
. "$(dirname "$0")/lib.sh"

# json FILE EXPRESSION: a Python expression over the answer `a`
json() { python3 -c 'import json, sys; a = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"; }
# status WANTED WHAT COMMAND...: the exit status; the answer goes to ./answer, messages to ./message
status() {
    wanted=$1 what=$2
    shift 2
    "$@" >answer 2>message </dev/null
    equal "$?" "$wanted" "$what: exit status"
    lacks "$(cat message)" 'Sanitizer|assert|core dumped' "$what"
}

# ---- the bundled figures ---------------------------------------------------------------------------------------------
gad ingest "$here/data/observations" >/dev/null || complain "the bundled figures do not load"
cp "$here/examples/rules.yaml" rules.yaml
status 4 "the first run" gad watch rules.yaml --as-of 2025-06-25 -o json
equal "$(json answer '[(x["name"], x["period"]) for x in a["alerts"]]')" \
    "[(\"China's magnet exports are falling\", '2025-05'), ('magnets at a record low', '2025-05'), (\"the USA's part of China's magnets is small\", '2025-05')]" \
    "what fired in May 2025"
near "$(json answer 'a["alerts"][0]["value"]')" -74.3 0.1 "May on the year"
equal "$(json answer '[w["period"] for w in a["alerts"][0]["evidence"]["window"]]')" "['2025-04', '2025-05']" "the two months"
equal "$(json answer 'a["alerts"][0]["evidence"]["level"]["value"]')" 1238 "the level behind it"
has "$(json answer 'a["alerts"][0]["evidence"]["level"]["source"]["published"]')" '^2025-06-20$' "its vintage"
equal "$(json answer 'a["alerts"][0]["false_alarm"]["fired"]')" 0 "it had never held"
equal "$(json answer 'a["alerts"][0]["false_alarm"]["periods"] >= 12 and 0 < a["alerts"][0]["false_alarm"]["high"] < 0.3')" True "an interval"
equal "$(json answer 'a["alerts"][2]["false_alarm"]["rate"]')" None "too few months for a rate"
equal "$(json answer 'a["rules"], a["fired"], a["as_of"]')" "(5, 3, '2025-06-25')" "the sums"
near "$(json answer 'a["alerts"][2]["value"]')" 3.716 0.001 "46 of 1,238 t"
cp rules.yaml.state.json first.json

status 0 "the second run" gad watch rules.yaml --as-of 2025-06-25
has "$(cat answer)" 'nothing new, 3 told before still hold' "nothing is told twice"
equal "$(grep -c ALERT answer)" 0 "nothing is told twice"
cmp -s first.json rules.yaml.state.json || complain "the same run changes the state"
status 4 "--all" gad watch rules.yaml --as-of 2025-06-25 --all --dry-run
equal "$(grep -c '^holds' answer)" 3 "--all tells what holds"
status 4 "a month later" gad watch rules.yaml --as-of 2025-07-25
has "$(cat answer)" 'ALERT: China.s magnet exports are falling' "it still falls in June"
has "$(cat answer)" 'June 2025: -38.1 % on the year; the rule has held since May 2025' "with its beginning"
has "$(cat answer)" 'no longer holds: magnets at a record low' "what ended is told"
has "$(grep -A1 'no longer holds: magnets at a record low' answer)" '; it held in May 2025$' "when it held, not since when"
has "$(cat answer)" '667.4 % on the month' "the USA's magnets came back"
status 0 "again" gad watch rules.yaml --as-of 2025-07-25
lacks "$(cat answer)" 'no longer' "what ended is told once"
fails 2 'was last judged as of 2025-07-25, which is after 2025-06-25' "an earlier day" gad watch rules.yaml --as-of 2025-06-25
status 4 "an earlier day without memory" gad watch rules.yaml --as-of 2025-06-25 --state other.json
status 0 "a fall that ended" gad watch rules.yaml --as-of 2025-08-25
has "$(cat answer)" 'no longer holds: China.s magnet exports are falling' "the fall ended in July"

# what is not held is one sentence, and says what is held
cat >japan.yaml <<'Y'
rules:
  - name: Japan
    product: magnets
    reporter: JPN
    when: yoy < -30 %
Y
status 0 "nothing is held" gad watch japan.yaml --as-of 2025-08-25
has "$(cat answer)" 'magnets, exports of Japan to the world: no quantity is held as of that day; published figures are held for exports of CHN' "why it is not judged"

# ---- figures made up: revisions, catching up, months or years --------------------------------------------------------
# flows FILE MONTHS [YYYYMM=KG ...]: British imports and Chinese exports of magnets from 2021-01 on
cat >flows.py <<'PY'
import sys
change = dict(a.split("=") for a in sys.argv[3:])
with open(sys.argv[1], "w") as f:
    print("source,freq,period,reporter,reporter_name,partner,partner_name,flow,hs6,native_code,code_level,material,"
          "value_usd,qty_kg,is_mirror,via_entrepot,confidential,partner_group", file=f)
    def row(source, period, who, whom, flow, kg):
        print(f"{source},M,{period},{who},,{whom},,{flow},850511,85051110,8,magnets,{kg * 20},{kg},false,false,false,false", file=f)
    for i in range(int(sys.argv[2])):
        p = "%d%02d" % (2021 + i // 12, i % 12 + 1)
        row("hmrc", p, "GBR", "CHN", "import", float(change.get(p, 100000 + 1000 * (i * 7 % 5))))
        row("hmrc", p, "GBR", "JPN", "import", 50000.0)
        row("gacc", p, "CHN", "GBR", "export", 98000.0 + 900 * (i * 7 % 5) + i % 3 * 500)
PY
# A lane has years of both sides and months of one; another lane has months of both. Each is judged as `mirror` compares it.
cat >lanes.py <<'PY'
print("source,freq,period,reporter,reporter_name,partner,partner_name,flow,hs6,native_code,code_level,material,"
      "value_usd,qty_kg,is_mirror,via_entrepot,confidential,partner_group")
def row(source, freq, period, who, whom, flow, kg):
    print(f"{source},{freq},{period},{who},,{whom},,{flow},850511,850511,6,,{kg * 20},{kg},false,false,false,false")
for y in range(2012, 2023):
    row("comtrade", "A", y, "CHN", "BRA", "export", 1000000.0 + 1000 * (y * 7 % 5))
    row("comtrade", "A", y, "BRA", "CHN", "import", 1100000.0 + 9000 * (y * 3 % 4) + (y == 2022) * 900000)
for m in range(1, 13):
    row("comtrade", "M", f"2022{m:02}", "CHN", "BRA", "export", 80000.0)
    row("comtrade", "M", f"2022{m:02}", "CHN", "GBR", "export", 50000.0 + 100 * (m * 7 % 5))
    row("comtrade", "M", f"2022{m:02}", "GBR", "CHN", "import", 55000.0 + 900 * (m * 3 % 4))
PY
store=$dir/lanes.duckdb
python3 lanes.py >lanes.csv && gad ingest lanes.csv --vintage 2023-06-20 >/dev/null || complain "made-up lanes do not load"
cat >lanes.yaml <<'YAML'
rules:
  - {name: GBR, product: metal-magnets, reporter: CHN, partner: GBR, when: mirror gap z > 0}
  - {name: BRA, product: metal-magnets, reporter: CHN, partner: BRA, when: mirror gap z > 0}
  - {name: into BRA, product: metal-magnets, reporter: BRA, flow: M, partner: CHN, when: mirror gap z > 0}
  - {name: BRA by year, product: metal-magnets, reporter: CHN, partner: BRA, freq: A, when: mirror gap z > 0}
YAML
status 4 "lanes" gad watch lanes.yaml --as-of 2023-07-01 --dry-run -o json
equal "$(json answer '[(x["name"], x["period"]) for x in a["alerts"]]')" \
    "[('GBR', '2022-12'), ('BRA', '2022'), ('into BRA', '2022'), ('BRA by year', '2022')]" "months or years of each lane"
gad mirror --product metal-magnets --exporter CHN --importer BRA --measure qty -o csv >bra.csv
near "$(json answer 'a["alerts"][1]["value"]')" \
    "$(python3 -c 'import csv; print([r["z"] for r in csv.DictReader(open("bra.csv")) if r["period"] == "2022"][0])')" 1e-9 "z as 'mirror' has it"
store=$dir/made_up.duckdb
python3 flows.py a.csv 36 && gad ingest a.csv --vintage 2024-01-20 >/dev/null || complain "made-up flows do not load"
cat >made_up.yaml <<'YAML'
rules:
  - {name: fall, product: magnets, reporter: GBR, flow: M, partner: CHN, when: mom < -50 %}
  - {name: order, product: magnets, reporter: GBR, flow: M, when: rank of CHN changes}
  - {name: narrow, product: magnets, reporter: GBR, flow: M, when: hhi > 0.55}
  - {name: jump, product: magnets, reporter: GBR, flow: M, when: hhi changes by 0.05}
  - {name: gap, product: magnets, reporter: CHN, partner: GBR, when: mirror gap z > 4}
  - {name: gap of value, product: magnets, reporter: GBR, flow: M, partner: CHN, measure: value, when: mirror gap z > 4}
  - {name: large year, product: magnets, reporter: GBR, flow: M, partner: CHN, freq: A, when: level > 1 kt}
  - {name: years, product: magnets, reporter: GBR, flow: M, partner: CHN, when: level > 1 t for 2 years}
  - {name: late, product: magnets, reporter: GBR, flow: M, when: missing for 2 months}
YAML
status 4 "made-up flows" gad watch made_up.yaml --as-of 2024-02-01 -o json
equal "$(json answer '[x["name"] for x in a["alerts"]]')" "['narrow', 'large year']" "what holds of flat flows"
equal "$(json answer '[(x["name"], x["why"]) for x in a["not_judged"]]')" \
    "[('years', 'the condition says years, the series is monthly')]" "months are no years"
near "$(json answer 'a["alerts"][0]["value"]')" 0.5556 0.0001 "100 and 50 t: HHI"
python3 flows.py b.csv 36 202312=10000 && gad ingest b.csv --vintage 2024-02-20 >/dev/null
status 4 "a revision" gad watch made_up.yaml --as-of 2024-02-21 -o json
equal "$(json answer '[(x["name"], x["period"], x["revised"] and x["new"]) for x in a["alerts"]]')" \
    "[('fall', '2023-12', True), ('order', '2023-12', True), ('jump', '2023-12', True), ('gap', '2023-12', True), ('gap of value', '2023-12', True)]" \
    "a revised month is judged again"
near "$(json answer 'a["alerts"][0]["evidence"]["level"]["value"]')" 10 0 "the revised figure"
equal "$(json answer 'a["alerts"][0]["evidence"]["level"]["source"]["published"]')" 2024-02-20 "its vintage"
status 0 "the revision again" gad watch made_up.yaml --as-of 2024-02-21
python3 flows.py c.csv 39 202312=10000 202402=10000 && gad ingest c.csv --vintage 2024-04-10 >/dev/null
status 4 "three months at once" gad watch made_up.yaml --as-of 2024-04-11 -o json
equal "$(json answer '[x["period"] for x in a["alerts"] if x["name"] == "fall"]')" "['2024-02']" "a month between is not lost"
equal "$(json answer '[x["period"] for x in a["alerts"] if x["name"] == "order"]')" "['2024-01', '2024-02', '2024-03']" "there and back"
equal "$(json answer '[x["since"] for x in a["alerts"] if x["name"] == "narrow" and x["period"] == "2024-03"]')" "['2023-01']" "since the code for them exists"
python3 flows.py d.csv 39 202402=10000 && gad ingest d.csv --vintage 2024-04-20 >/dev/null
status 0 "a revision takes an alert back" gad watch made_up.yaml --as-of 2024-04-21
has "$(cat answer)" 'WITHDRAWN: fall .mom < -50 %.' "a withdrawn alert"
has "$(cat answer)" 'December 2023: .* after a revision, told before as -90.* %' "what was told"
status 4 "no data for months" gad watch made_up.yaml --as-of 2024-06-20 -o json
equal "$(json answer '[(x["name"], x["period"], x["value"], x["since"]) for x in a["alerts"]]')" "[('late', '2024-05', 2, '2024-04')]" "late data"
python3 flows.py e.csv 41 202402=10000 && gad ingest e.csv --vintage 2024-06-25 >/dev/null
status 4 "the data came" gad watch made_up.yaml --as-of 2024-06-26 -o json
has "$(json answer '[x["name"] for x in a["ended"]]')" 'late' "no longer late"

# ---- the state file --------------------------------------------------------------------------------------------------
store=$dir/store.duckdb
cp rules.yaml s.yaml
status 4 "--dry-run" gad watch s.yaml --as-of 2025-06-25 --dry-run
[ ! -e s.yaml.state.json ] || complain "--dry-run writes a state"
checks=$((checks + 1))
fails 2 'need --state FILE' "rules from standard input" gad watch - --as-of 2025-06-25
gad watch - --as-of 2025-06-25 --state in.json <s.yaml >answer
equal "$?" 4 "rules from standard input with a state"
while IFS='|' read -r what edit why; do
    cp first.json s.yaml.state.json
    python3 -c "import sys; p = 's.yaml.state.json'; t = open(p).read(); open(p, 'w').write($edit)"
    cp s.yaml.state.json damaged.json
    fails 1 "the state file is damaged \(remove it to start anew.*: .*$why" "a state $what" gad watch s.yaml --as-of 2025-06-25
    cmp -s damaged.json s.yaml.state.json || complain "a state $what is overwritten"
done <<'ROWS'
cut off|t[:300]|premature end of input
that is empty|''|is empty
of another kind|'[]'|expected an object
of another program|t.replace('gadolin watch state', 'x')|this is no state of gadolin watch
of a later version|t.replace('"version": 1', '"version": 2')|version 2 is not read
with an unknown key|t.replace('"open"', '"opne"', 1)|opne
with a wrong month|t.replace('2025-05', '2025-15', 1)|expected a month
with a wrong verdict|t.replace('fires', 'maybe', 1)|expected unknown, quiet or fires
with a wrong day|t.replace('2025-06-25', 'today')|expected a day
ROWS
chmod 600 first.json
cp -p first.json real.json
ln -sf real.json s.yaml.state.json
status 4 "a state behind a link" gad watch s.yaml --as-of 2025-07-25
[ -L s.yaml.state.json ] || complain "the link is gone"
equal "$(stat -c %a real.json)" 600 "the mode of the state is kept"
has "$(cat real.json)" '"as_of": "2025-07-25"' "the state behind the link is new"
equal "$(ls -a | grep -cE '(state|real).json\.')" 0 "no temporary file is left"
mkdir no
fails 1 "the state 'no/x/s.json' cannot be written" "a state in no folder" gad watch s.yaml --as-of 2025-06-25 --state no/x/s.json
fails 1 "the state 'no' is no file: name another with --state" "a state that is a folder" gad watch s.yaml --as-of 2025-06-25 --state no
cp first.json full.json
(
    trap '' XFSZ
    ulimit -f 0
    gad watch s.yaml --as-of 2025-07-25 --state full.json
) 2>&1 | cat >full.txt
has "$(cat full.txt)" "the state 'full.json' cannot be written: File too large" "a full disk"
cmp -s first.json full.json || complain "a full disk takes the state"
equal "$(ls -a | grep -c 'full.json\.')" 0 "a full disk leaves no temporary file"
(umask 077 && gad watch s.yaml --as-of 2025-06-25 --state private.json >/dev/null)
equal "$(stat -c %a private.json)" 600 "a new state has the permissions of the umask"

# Two files of rules and one state: neither forgets what the other told.
cat >one.yaml <<'YAML'
rules:
  - {name: one, product: magnets, reporter: CHN, when: yoy < -30 %}
YAML
sed 's/one/two/; s/-30/-20/' one.yaml >two.yaml
status 4 "the first file" gad watch one.yaml --as-of 2025-06-25 --state both.json
status 4 "the second file" gad watch two.yaml --as-of 2025-06-25 --state both.json
has "$(cat answer)" 'ALERT: two' "each tells its own"
status 0 "the first file again" gad watch one.yaml --as-of 2025-06-25 --state both.json
status 0 "the second file again" gad watch two.yaml --as-of 2025-06-25 --state both.json
mkfifo pipe.yaml
fails 2 'rules from a pipe need --state FILE' "rules from a pipe" gad watch pipe.yaml --as-of 2025-06-25
fails 1 "'no' cannot be read: Is a directory" "a folder of rules" gad watch no
fails 1 "'missing.yaml' cannot be read" "no rules" gad watch missing.yaml

# ---- rules that are wrong: file, line, column ------------------------------------------------------------------------
# wrong TEXT MESSAGE: the body of one rule, or a whole file when it starts with @
wrong() {
    case $1 in
    @*) printf '%b' "${1#@}" >w.yaml ;;
    *) printf 'rules:\n  - product: magnets\n    reporter: CHN\n    %b\n' "$1" >w.yaml ;;
    esac
    fails 1 "$2" "rules: $1" gad watch w.yaml --as-of 2025-06-25
}
wrong 'when: yoy << -30 %' "^gadolin: w.yaml:4:15: expected <, <=, > or >=, found '<<'"
wrong 'when: "yoy < -30"' "w.yaml:4:21: expected %, found the end"
wrong 'whne: yoy < 3 %' "w.yaml:4:5: a rule has no 'whne': did you mean 'when'\?"
wrong 'note: a' "w.yaml:2:5: a rule needs 'when'"
wrong 'when: hhi > 0.2\n    when: hhi > 0.3' "w.yaml:5:5: 'when' stands twice"
wrong 'when: hhi > 0.2\n    flow: Z' "w.yaml:5:11: 'flow': expected one of X, M, P, Q, S, C, found 'Z'"
wrong 'when: hhi > 0.2\n    partner: USA' "w.yaml:5:14: this condition looks at every partner"
wrong 'when: hhi > 0.2\n    measure: price' "w.yaml:4:11: this condition is about trade"
wrong 'when: rank of EU27 changes' "a group has no place among countries"
wrong 'when: rank of W00 changes' "the world is no partner"
wrong 'when: rank of Atlantis changes' "w.yaml:4:11: .*Atlantis"
wrong 'when: mirror gap z > 4' "w.yaml:2:5: a mirror gap is between two countries: name one as 'partner'"
wrong 'when: yoy < 3 % for 2 months\n    freq: A' "months and years do not fit together"
wrong 'when: mom < 3 %\n    freq: A' "an annual series has no months"
wrong 'when: hhi > 0.2\n    partner: Atlantis' "w.yaml:5:14: .*Atlantis"
wrong '@rules:\n  - {product: magnats, reporter: CHN, when: hhi > 0.2}\n' "w.yaml:2:15: .*magnats.*magnets"
wrong '@rules:\n  - {product: magnets, reporter: CHN, when: hhi > 0.2}\n  - {product: magnets, reporter: China, when: hhi  > .2, name: x}\n' "w.yaml:3:5: this rule says the same as the one in line 2"
wrong '@rules: []\n' "'rules' is empty"
wrong '@webhook: https://example.org/\n' "w.yaml:1:1: a rules file needs 'rules'"
wrong '@rule:\n  - 1\n' "a rules file has no 'rule': did you mean 'rules'"
wrong '@' "w.yaml: is empty"
wrong '@a: &x 1\n' "w.yaml:1:4: an anchor"
wrong '@webhook: ftp://example.org/x\nrules:\n  - {product: magnets, reporter: CHN, when: hhi > 0.2}\n' "w.yaml:1:10: 'webhook' is no address"
fails 2 "is no address as https" "a webhook that is none" gad watch s.yaml --webhook example --dry-run
fails 2 'holds a space' "a webhook with a space" gad watch s.yaml --webhook 'http://a b/' --dry-run
lacks "$message" 'a b' "the address is not repeated"
fails 2 'offered' "other formats" gad watch s.yaml -o csv

# ---- the webhook, on the loopback only -------------------------------------------------------------------------------
no_proxy='*'
export no_proxy
cat >server.py <<'PY'
# Answers POSTs with the words of the file `answers`, one a line, the last one again and again: STATUS [header=value] or slow.
import http.server, os, sys, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        n = len([f for f in os.listdir("got") if f.endswith(".json")])
        body = self.rfile.read(int(self.headers["Content-Length"]))
        open("got/%03d.json" % n, "wb").write(body)
        open("got/%03d.type" % n, "w").write("%s %s" % (self.headers["Content-Type"], self.path))
        lines = open("answers").read().split("\n")
        words = lines[min(n, len(lines) - 1)].split()
        if words[0] == "slow":
            time.sleep(3)
        self.send_response(200 if words[0] == "slow" else int(words[0]))
        for w in words[1:]:
            self.send_header(*w.split("=", 1))
        self.send_header("Content-Length", "0")
        self.end_headers()
    do_GET = do_POST
    def log_message(self, *a):
        pass
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open("port.new", "w").write(str(s.server_port))
os.rename("port.new", "port")
s.serve_forever()
PY
mkdir got
printf 200 >answers
python3 server.py &
server=$!
trap 'kill $server 2>/dev/null; chmod -R u+rwX "$dir" 2>/dev/null; rm -rf "$dir"' EXIT
tries=0
while [ ! -e port ] && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
hook=http://127.0.0.1:$(cat port)
# hooked ANSWERS: new rules, and a webhook that will answer so; posts are counted from 0
hooked() {
    rm -f got/* h.yaml.state.json
    printf '%s' "$1" >answers
    { echo "webhook: $hook/secret?token=1"; cat "$here/examples/rules.yaml"; } >h.yaml
}
posts() { ls got/*.json 2>/dev/null | wc -l; }

hooked 200
status 4 "a webhook that takes it" gad watch h.yaml --as-of 2025-06-25 -o json
equal "$(posts)" 1 "one post"
cmp -s got/000.json answer || complain "the webhook gets what was printed"
equal "$(cat got/000.type)" "application/json /secret?token=1" "type and path"
status 0 "nothing new" gad watch h.yaml --as-of 2025-06-25
equal "$(posts)" 1 "nothing new is not sent"
status 4 "a month later, all of it" gad watch h.yaml --as-of 2025-07-25 --all -o json
equal "$(json got/001.json '{x["new"] for x in a["alerts"]}, len(a["ended"])')" "({True}, 2)" "the webhook gets news only"

hooked '503
429 Retry-After=1
200'
status 4 "two failures, then success" gad watch h.yaml --as-of 2025-06-25
equal "$(posts)" 3 "three posts"
cmp -s got/000.json got/002.json || complain "the same is sent again"

hooked 500
status 1 "a webhook that never takes it" gad watch h.yaml --as-of 2025-06-25 --retries 1 --out kept.txt
equal "$(posts)" 2 "one retry"
has "$(cat message)" "the alerts were not sent and will be told again: the webhook at http://127.0.0.1:[0-9]+ answered 500 after 2 attempts" "why"
lacks "$(cat message)" 'secret|token' "the address stays secret"
has "$(cat kept.txt)" 'ALERT' "the answer was written"
[ ! -e h.yaml.state.json ] || complain "alerts that were not sent are remembered"
printf 200 >answers
status 4 "the next run sends them" gad watch h.yaml --as-of 2025-06-25
equal "$(posts)" 3 "sent again"
has "$(cat answer)" 'ALERT' "told again"

hooked 404
status 1 "an address that is wrong" gad watch h.yaml --as-of 2025-06-25
equal "$(posts)" 1 "404 is not tried again"
hooked "302 Location=$hook/other"
status 1 "a redirect" gad watch h.yaml --as-of 2025-06-25
equal "$(posts)" 1 "redirects are not followed"
has "$(cat message)" 'answered 302: it has moved' "a redirect is named"
hooked slow
status 1 "an answer that takes too long" gad watch h.yaml --as-of 2025-06-25 --retries 0 --timeout 1
has "$(cat message)" 'cannot be reached: .*timed out' "the timeout is named"

hooked slow
gad watch h.yaml --as-of 2025-06-25 >slow.out 2>&1 &
slow=$!
tries=0
while [ "$(posts)" -eq 0 ] && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
fails 1 "another gadolin watch is at work on the state 'h.yaml.state.json'" "two at once" gad watch h.yaml --as-of 2025-06-25
wait $slow
equal "$?" 4 "the first of two"

# Rules from a pipe, three runs of one state at once: one of them tells. Then a run that is killed.
hooked slow
for i in 1 2 3; do
    (
        gad watch - --as-of 2025-06-25 --state pipe.json <h.yaml >pipe.$i 2>pipe.$i.err
        echo $? >pipe.$i.rc
    ) &
    runs="${runs:-} $!"
done
wait $runs
equal "$(cat pipe.?.rc | grep -c '^4$')" 1 "one of three runs at once tells the alerts"
equal "$(posts)" 1 "one post of three runs"
equal "$(cat pipe.?.err | grep -c "at work on the state 'pipe.json'")" "$(cat pipe.?.rc | grep -c '^1$')" "the others say why"
hooked slow
"$bin" --store "$store" watch h.yaml --as-of 2025-06-25 >killed.out 2>&1 &
killed=$!
tries=0
while [ "$(posts)" -eq 0 ] && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
kill -KILL $killed
wait $killed 2>/dev/null
equal "$(ls -a | grep '^h.yaml')" "$(printf 'h.yaml\nh.yaml.state.json.new')" "what a killed run leaves"
status 4 "after a killed run" gad watch h.yaml --as-of 2025-06-25
equal "$(ls -a | grep '^h.yaml')" "$(printf 'h.yaml\nh.yaml.state.json')" "the next run removes it"

kill $server
wait $server 2>/dev/null
hooked 200
status 1 "nobody there" gad watch h.yaml --as-of 2025-06-25 --retries 1
has "$(cat message)" 'cannot be reached after 2 attempts' "nobody there"
status 4 "--dry-run sends nothing" gad watch h.yaml --as-of 2025-06-25 --dry-run

# ---- China's graphite, a real file of customs rows -------------------------------------------------------------------
if [ -d "$shared" ]; then
    store=$dir/graphite.duckdb
    gad ingest "$shared/customs/other/china_ga_ge_graphite_hs6_monthly.csv" --vintage 2025-01-20 >/dev/null || complain "graphite does not load"
    cat >g.yaml <<'YAML'
rules:
  - {name: narrow, product: graphite, reporter: CHN, measure: value, when: hhi > 0.1}
  - {name: order, product: graphite, reporter: CHN, when: rank of USA changes}
  - {name: low, product: graphite, reporter: CHN, when: record low 60 months}
YAML
    status 4 "graphite" gad watch g.yaml --as-of 2025-02-01 -o json
    equal "$(json answer '[(x["name"], x["period"], x["value"], x["evidence"]["before"]) for x in a["alerts"] if x["name"] == "order"]')" "[('order', '2024-12', 6, 1)]" "the USA went from first to sixth"
    near "$(json answer '[x["value"] for x in a["alerts"] if x["name"] == "narrow"][0]')" \
        "$(gad rank -p graphite -r CHN -m value --period 2024-12 -o json | python3 -c 'import json, sys; print(json.load(sys.stdin)["ranking"]["hhi"])')" 1e-12 "HHI as 'rank' has it"
    equal "$(json answer 'a["alerts"][0]["false_alarm"]["periods"] + a["alerts"][1]["false_alarm"]["periods"] > 60')" True "years of past"
    equal "$(json answer '[x["name"] for x in a["alerts"] if x["name"] == "low"]')" "[]" "no record"
else
    echo "skipped: ../shared is not here (graphite)"
fi
finish
