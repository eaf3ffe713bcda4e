#!/bin/sh
# simulate.sh BUILD - gadolin simulate and world on everything that is bundled: the keys of the JSON, every format, what is
# refused, and the picture of a chain.
. "$(dirname "$0")/lib.sh"

cat >check.py <<'END'
# What docs/json/simulate.md promises of an answer of 6 months; prints what is wrong.
import json, sys

def bad(text):
    raise ValueError(text + " is no number of JSON")

d = json.load(open(sys.argv[1]), parse_constant=bad)
wrong = []

def keys(what, thing, names):
    for name in names.split():
        if name not in thing:
            wrong.append("%s has no '%s'" % (what, name))

def near(what, x, y):
    if abs(x - y) > 1e-9 * (abs(x) + abs(y)) + 1e-9:
        wrong.append("%s: %r is not %r" % (what, x, y))

keys("answer", d, "version scenario title against without world world_title base_year start level level_source expectations"
     " expectation_gap home sources months foresight summary")
if d["scenario"] != sys.argv[2] or d["version"] != 1 or len(d["months"]) != 6 or d["months"][0]["month"] != d["start"]:
    wrong.append("not six months of %s" % sys.argv[2])
for s in d["sources"]:
    keys("source", s, "event kind start end announced source note")
rows = {
    "prices": "material place usd_t base_usd_t expected_usd_t",
    "flows": "material from to tonnes base_tonnes smuggled_tonnes",
    "stocks": "material place tonnes transit_tonnes base_tonnes weeks",
    "licences": "exporter destinations products in_force need_t applied_t decided_t granted_t denied_t backlog_t oldest_months"
                " wait_months permits_t used_t expired_t exempt_t rent_usd_t rent_usd",
    "shortage": "use material place needed_t used_t saved_t switched_t unserved_t unserved_pct at_risk_usd",
}
for m in d["months"]:
    keys(m["month"], m, "certificate " + " ".join(rows))
    c = m["certificate"]
    keys("certificate", c, "imbalance complementarity complementarity_rel mass_balance newton_steps")
    if not (0 <= c["imbalance"] <= 1e-9 and 0 <= c["mass_balance"] <= 1e-9 and 0 <= c["complementarity_rel"] <= 1e-6):
        wrong.append("%s: certificate %r" % (m["month"], c))
    for name, columns in rows.items():
        for r in m[name]:
            keys("%s of %s" % (name, m["month"]), r, columns)
    if not m["prices"] or not m["flows"] or not m["stocks"]:
        wrong.append("%s: an empty list" % m["month"])
    for r in m["shortage"]:
        near("need of %s" % r["use"], r["needed_t"], r["used_t"] + r["saved_t"] + r["switched_t"] + r["unserved_t"])
    out = sum(r["tonnes"] for r in m["flows"] if r["tonnes"] < 0)
    if out:
        wrong.append("%s: a shipment below nothing" % m["month"])
keys("foresight", d["foresight"], "expectation_gap passes months")
if [m["month"] for m in d["foresight"]["months"]] != [m["month"] for m in d["months"]]:
    wrong.append("foresight has other months")
keys("summary", d["summary"], "headline nothing_changes exports foresight_exports prices shortage stocks licences")
if d["summary"]["nothing_changes"] != (sys.argv[2] == "no-controls"):
    wrong.append("nothing_changes: %r" % d["summary"]["nothing_changes"])
if any(s["kind"] == "export_licence" for s in d["sources"]) and not any(m["licences"] for m in d["months"]):
    wrong.append("licences without a queue")
print("; ".join(wrong[:5]) or "sound")
END

# ---- every bundled scenario
for file in "$here"/data/scenarios/*.yaml; do
    name=$(basename "$file" .yaml)
    gad simulate "$name" --months 6 -o json >"$name.json" 2>err || complain "$name: $(head -c 600 err)"
    equal "$(cat err)" "" "$name: nothing is said aside"
    equal "$(python3 check.py "$name.json" "$name" 2>&1 | tail -n 1)" sound "$name"
done
gad simulate no-controls --months 6 -o json >again.json
checks=$((checks + 1))
cmp -s no-controls.json again.json || complain "two runs differ"

# ---- every format
for format in table csv md json parquet; do
    gad simulate gallium-ban --months 6 -o $format --out "answer.$format" 2>err || complain "-o $format: $(head -c 600 err)"
    equal "$(test -s "answer.$format" && echo some)" some "-o $format"
done
has "$(head -n 1 answer.csv)" '^month,' "the CSV has a header"
equal "$(awk -F, '{ n[NF] = 1 } END { for (k in n) c++; print c }' answer.csv)" 1 "every row of the CSV is as long"
equal "$(head -c 4 answer.parquet)" PAR1 "Parquet is Parquet"
equal "$(tail -c 4 answer.parquet)" PAR1 "to its end"
has "$(cat answer.md)" '</svg>' "the briefing has charts"
lacks "$(cat answer.table answer.md answer.csv)" '(^|[ ,>-])(nan|inf)([ ,<]|$)|NaN|\(null\)' "no stray numbers"

# ---- a part taken out, another scenario beside it
has "$(gad simulate gallium-ban --months 3 --expectations adaptive --without queue -o json)" '"without": *"queue"' "what was taken out"
has "$(gad simulate gallium-ban --months 3 --expectations adaptive --against gallium-ban -o json)" '"against": *"gallium-ban"' "what it is compared with"

# ---- what is refused
fails 1 "did you mean '2025-licences'" "an unknown scenario" gad simulate 2025-licence
fails 1 'rare-earths' "an unknown world" gad simulate no-controls --world rare-earth
fails 1 'rare-earths' "an unknown world to show" gad world show --world rare-earth
fails 1 '[Nn]o such file|there is no|cannot be read|not be read' "a file that is not there" gad simulate ./nowhere.yaml
printf 'name: x\ntitle: X\nworld: gallium\nstart: 2025-01\nmonths: 6\nevents:\n  - kind: export_bann\n    what: [gallium]\n    from: CHN\n    start: 2025-02-01\n    source: assumption\n    note: x\n' >x.yaml
fails 1 "x.yaml:7:.*export_ban" "an unknown kind of event" gad simulate ./x.yaml
sed 's/export_bann/export_ban/; s/CHN/CHNN/' x.yaml >y.yaml
fails 1 "y.yaml:7.*CHN" "an unknown place" gad simulate ./y.yaml
fails 2 'SCENARIO' "no scenario at all" gad simulate
fails 2 'months' "too many months" gad simulate no-controls --months 241
fails 2 'svg' "a format it has not" gad simulate no-controls -o svg
fails 2 'check' "world without a verb" gad world

# ---- worlds
for world in rare-earths gallium "$here/tests/data/worlds/toy"; do
    message=$(gad world check --world "$world" 2>&1) || complain "world check $world: $(printf '%s' "$message" | head -c 600)"
    has "$message" '^sound: 0 errors' "world check $world"
    gad world show --world "$world" -o svg --out chain.svg 2>err || complain "world show -o svg $world: $(cat err)"
    equal "$(python3 -c 'import sys, xml.etree.ElementTree as x
root = x.parse(sys.argv[1]).getroot()
print(root.tag.split("}")[-1], len(list(root.iter())) > 20)' chain.svg 2>&1 | tail -n 1)" "svg True" "the picture of $world"
    for format in table csv json md; do
        equal "$(gad world show --world "$world" -o $format | wc -c | awk '{ print ($1 > 200) }')" 1 "world show -o $format $world"
    done
done
cp -r "$here/tests/data/worlds/toy" broken
sed -i 's/^main-metal,AAA,72000,80000,88000,assumption/main-metal,AAA,72000,60000,88000,assumption/' broken/prices.csv
fails 1 'prices.csv:[0-9]+' "a world with a range out of order" gad world check --world ./broken
finish
