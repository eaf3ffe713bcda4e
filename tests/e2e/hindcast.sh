#!/bin/sh
# hindcast.sh BUILD - gadolin hindcast: the keys of its JSON, the naive scores by hand, the months fitted, and equal bytes.
. "$(dirname "$0")/lib.sh"

began=$(date +%s)
gad hindcast -o json >"$dir/a.json" 2>"$dir/err" || complain "hindcast: $(cat "$dir/err")"
took=$(($(date +%s) - began))
# The promise is a minute on one free core; a machine that runs other tests at once gets three.
checks=$((checks + 1))
[ "$took" -le 180 ] || complain "hindcast took $took s"
gad hindcast -o json >"$dir/b.json" 2>>"$dir/err"
checks=$((checks + 1))
cmp -s "$dir/a.json" "$dir/b.json" || complain "two runs differ"

# value of a path in the JSON
get() { python3 -c 'import json,sys
d = json.load(open(sys.argv[1]))
print(eval("d" + sys.argv[2]))' "$dir/a.json" "$1"; }

for key in observed fitted in_sample expectations scores destinations price_gaps shape aim; do
    equal "$(get "['$key'] is not None")" True "key $key"
done
equal "$(get "['expectations']")" adaptive expectations
score() { get "['scores'] and [s['mae_t_month'] for s in d['scores'] if s['variant'] == '$1'][0]"; }
near "$(score naive-last)" 2657 0.5 "last month again"
near "$(score naive-year-ago)" 742.5 0.01 "same month of 2024"
near "$(score naive-first-quarter)" 756 0.5 "first quarter"
near "$(score best-constant)" 237.3 0.05 "best constant"
for variant in model no-stocks no-queue; do
    equal "$(score $variant | grep -cE '^[0-9.]+$')" 1 "score of $variant"
done
equal "$(get "['scores'] and all([m['month'] for m in s['months']] == ['2025-%02d' % k for k in range(7, 13)] for s in d['scores'])")" True \
    "months scored"
# A score is what its months say.
equal "$(get "['scores'] and all(s['mae_t_month'] is None or abs(sum(abs(m['tonnes'] - o['tonnes']) for m, o in zip(s['months'], d['observed'][3:])) / 6 - s['mae_t_month']) < 1e-9 for s in d['scores'])")" \
    True "errors follow from the months"

equal "$(get "['in_sample'] and [m['observed_tonnes'] for m in d['in_sample']]")" '[2627, 1238, 3188]' "months fitted"
equal "$(get "['in_sample_within_10_pct']")" True "April to June within 10 %"
equal "$(get "['in_sample'] and all(abs(m['tonnes'] / m['observed_tonnes'] - 1) <= 0.1 for m in d['in_sample'])")" True "the same, by hand"
equal "$(get "['fitted']['scenario_file']['differs']")" False "the scenario file has the fitted numbers"

page=$(gad hindcast)
has "$(echo "$page" | head -n 1)" 'From July to December 2025 the model misses .* by .* t' "the first sentence"
has "$page" 'aim of half of that \(371 t\) is (met|missed)' "the aim"
has "$page" 'naive-year-ago .* 742 ' "a naive score"
lacks "$page" 'nan|inf|-0 ' "numbers"
fails 2 'begins in .*: a hindcast needs one that begins in April 2025' "a scenario of another year" \
    gad hindcast --scenario "$here/tests/data/scenarios/export-licence.yaml" --world "$here/tests/data/worlds/toy"
fails 2 'hindcast: .*csv' "a format it has not" gad hindcast -o csv
finish
