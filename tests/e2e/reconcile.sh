#!/bin/sh
# reconcile - one figure from two reports, through the command: a small file with every flag, what is refused, revisions, longer codes,
# other currencies, months; then the real year 2022 against BACI.
. "$(dirname "$0")/lib.sh"

head_a=year,exporter,importer,hs,value_usd,qty_t,se_log,trusted,flags
# cell COLUMN EXPORTER IMPORTER HS FILE: one cell of the CSV answer
cell() { awk -F, -v c="$1" -v e="$2" -v i="$3" -v h="$4" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == c) at = k } $2 == e && $3 == i && $4 == h { print $at }' "$5"; }

# ---- a small file: 156 CHN 276 DEU 392 JPN 842 USA 410 KOR 528 NLD 36 AUS 124 CAN 76 BRA
cat >small.csv <<'ROWS'
year,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit
2022,156,276,850511,X,1000000,50000,,
2022,276,156,850511,M,1050000,50000,,
2022,156,392,850511,X,2000000,100000,,
2022,392,156,850511,M,2100000,101000,,
2022,156,842,850511,X,500000,25000,,
2022,842,156,850511,M,5000000,250000,,
2022,276,842,850511,X,80000,4000,,
2022,276,842,85051110,X,50000,2500,,
2022,276,842,85051190,X,20000,1000,,
2022,842,276,85051110,M,50000,2500,,
2022,842,276,85051190,M,36000,1600,,
2022,156,528,850511,X,70000,,,
2022,156,36,850511,X,60000,3000,,
2022,36,392,850511,M,1,1,,
2022,276,392,850511,X,40000,2000,,
2022,392,276,850511,M,42000,7,,
2022,392,276,850511,X,30000,150000000,,
2022,276,392,850511,M,31500,1500,,
2022,392,842,850511,X,90000,4500,,
2022,842,392,850511,M,94500,,,
2022,156,410,850511,X,20000,1000,,
2022,410,0,850511,M,9999999,9999,,
2022,410,156,284690,M,9000,,,
2022,124,76,850511,M,10500,500,,
ROWS
gad ingest small.csv >/dev/null || complain "the small file does not load"
gad reconcile --year 2022 -o csv >flows.csv || complain "reconcile"
equal "$(head -1 flows.csv)" "$head_a" "the columns of the contract"
equal "$(wc -l <flows.csv)" 14 "one row a flow, totals of the world left out"
near "$(cell value_usd CHN DEU 850511 flows.csv)" 1000000 2000 "freight of 5 % is taken out"
flags() { equal "$(cell flags "$1" "$2" "$3" flows.csv)" "$4" "flags of $1 to $2"; }
flags CHN DEU 850511 'freight_removed'
flags CHN USA 850511 'freight_removed|gap'
flags DEU USA 850511 'freight_removed|sum_of_longer_codes'
flags CHN NLD 850511 'one_report|hub|weight_estimated'
flags CHN AUS 850511 'one_report|importer_silent'
flags CHN KOR 850511 'one_report|importer_silent'
flags CHN KOR 284690 'one_report|exporter_silent|freight_removed|weight_missing'
flags BRA CAN 850511 'one_report|freight_removed'
flags DEU JPN 850511 'freight_removed|odd_unit_value_importer|weight_of_exporter'
flags JPN DEU 850511 'freight_removed|odd_unit_value_exporter|weight_of_importer'
flags JPN USA 850511 'freight_removed|weight_of_exporter'
equal "$(cell trusted CHN NLD 850511 flows.csv)" exporter "the only report is the trusted one"
equal "$(cell trusted BRA CAN 850511 flows.csv)" importer "the only report is the trusted one"
equal "$(cell qty_t CHN KOR 284690 flows.csv)" "" "an unknown weight is empty, not 0"
near "$(cell qty_t CHN NLD 850511 flows.csv)" 3.5 0.2 "a weight from the usual unit value of 20 USD/kg"
near "$(cell qty_t DEU JPN 850511 flows.csv)" 2 0.1 "the weight of the side whose unit value is usual"
# HS6 rows win over the lines below them; where there are lines only they are added up
gad reconcile --year 2022 --valuation declared -o csv >declared.csv
awk -F, -v v="$(cell value_usd DEU USA 850511 declared.csv)" 'BEGIN { exit !(v >= 80000 && v <= 86000) }' || complain "80,000 by the HS6 row, 86,000 by the lines"
# the error is at least what the two reports show: their spread around a mean that weighs the exporter by w
near "$(cell se_log CHN USA 850511 declared.csv)" \
    "$(cell value_usd CHN USA 850511 declared.csv | awk '{ w = (5000000 - $1) / 4500000; print log(10) * sqrt(w * (1 - w)) }')" 1e-5 "a gap of ten widens the error"
lacks "$(cat declared.csv)" freight_removed "declared: nothing taken out"
near "$(cell value_usd BRA CAN 850511 declared.csv)" 10500 0 "declared: the import value as it is"
equal "$(cut -d, -f2-4 flows.csv)" "$(cut -d, -f2-4 declared.csv)" "the same flows either way"

# ---- formats
gad reconcile --year 2022 -o json >flows.json
python3 - flows.json flows.csv <<'PY' || complain "JSON and CSV say the same"
import csv, json, sys
answer = json.load(open(sys.argv[1]))
rows = list(csv.DictReader(open(sys.argv[2])))
assert answer["version"] == 1 and answer["reconciliation"]["flows"] == len(rows) == len(answer["flows"])
for a, b in zip(answer["flows"], rows):
    assert list(a) == list(b), (list(a), list(b))
    for k in a:
        assert (a[k] is None and b[k] == "") or str(a[k]) == b[k] or float(a[k]) == float(b[k]), (k, a[k], b[k])
PY
checks=$((checks + 1))
gad reconcile --year 2022 -o parquet --out flows.parquet || complain "parquet"
equal "$(head -c 4 flows.parquet)" PAR1 "a Parquet file"
has "$(gad reconcile --year 2022 -o md)" '^\| exporter \| importer \| hs \|' "a Markdown table"
table=$(gad reconcile --year 2022 --top 3)
has "$table" '^13 flows of 2 codes in 2022, at the exporter.s border \(FOB\): ' "the first line says what it is"
has "$table" 'Both sides reported 7 .*only the exporter 3, only the importer 3' "who reported"
has "$table" 'The 3 largest of 13 flows' "a cut list says so"
lacks "$(gad reconcile --year 2022 --top 0)" 'largest of' "--top 0 lists all"
equal "$(gad reconcile --year 2022 --top 0 | grep -c 850511)" 12 "--top 0 lists all"
equal "$(gad reconcile --year 2022 --show reporters -o csv | head -1)" country,name,role,flows,value_error,qty_error,error "columns of reporters"
has "$(gad reconcile --year 2022 --show reporters -o csv)" '^USA,.*,importer,3,' "the USA as importer, from three flows"
equal "$(gad reconcile --year 2022 --show freight -o csv | head -1)" hs,flows,freight_pct,usual_usd_t,spread_log,weighed "columns of freight"
near "$(gad reconcile --year 2022 --show freight -o csv | awk -F, '$1 == 850511 { print $3 }')" 5 0.5 "freight of 5 %"

# ---- a line alone is not its code; a group is no reporter beside its members
usual=$store
store=$dir/parts.duckdb
cat >parts.csv <<'ROWS'
year,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit
2022,156,276,85051110,X,300000,15000,,
2022,276,156,850511,M,1050000,50000,,
2022,97,156,850511,M,2000000,90000,,
2022,156,392,28053011,X,70000,1000,,
2022,156,392,28053019,X,30000,500,,
ROWS
gad ingest parts.csv >/dev/null || complain "the file of parts does not load"
gad reconcile --year 2022 -o csv >parts.out
equal "$(cell flags CHN DEU 850511 parts.out)" 'one_report|exporter_silent|freight_removed' "one of several lines is not the code"
near "$(cell value_usd CHN DEU 850511 parts.out)" 1000000 1 "the importer's word, freight of 5 % out"
near "$(cell value_usd CHN JPN 280530 parts.out)" 100000 0.01 "two lines are added up"
equal "$(grep -c EUU parts.out)" 0 "the EU is no importer beside its members"
store=$usual
fails 2 'always rests on all' "a choice of flows for the list of reporters" gad reconcile --year 2022 --show reporters --hs 8505
has "$(gad reconcile --year 2022 --show reporters --top 2)" 'as importer, ' "reporters for people"
equal "$(gad reconcile --year 2022 --show reporters --top 2 | grep -cE '^(CHN|DEU|JPN|USA)')" 2 "--top cuts the list of reporters"
has "$(gad reconcile --year 2022 --show freight -o md)" '850511 \|' "freight for people"

# ---- what is asked for; estimates rest on everything
gad reconcile --year 2022 --hs 2846 -o csv >some.csv
equal "$(tail -n +2 some.csv)" "$(grep 284690 flows.csv)" "a heading"
gad reconcile --year 2022 -e DEU -i usa -o csv >some.csv
equal "$(tail -n +2 some.csv)" "$(grep DEU,USA flows.csv)" "one lane, to the last digit"
gad reconcile --year 2022 -e EU27 -o csv >some.csv
equal "$(tail -n +2 some.csv)" "$(grep '^2022,DEU,' flows.csv)" "a group of exporters"
gad reconcile --year 2022 -p 850511 -o csv >some.csv
equal "$(tail -n +2 some.csv)" "$(grep 850511 flows.csv)" "a code as product"
has "$(gad reconcile --year 2022 -p magnets)" 'No HS6 code holds rare-earth permanent magnets alone' "a broader code is not passed off"
has "$(gad reconcile --year 2022 -p magnets -o json)" '"codes_hold_other_goods": true' "nor in JSON"
lacks "$(gad reconcile --year 2022 -p rare-earth-compounds)" 'alone' "a code of its own"
equal "$(gad reconcile --year 2022 -e BRA -i DEU -o csv)" "$head_a" "no flow: the head alone for programs"
fails 1 'neither side reports' "no flow, for people" gad reconcile --year 2022 -e BRA -i DEU
fails 2 'year is missing' "no year" gad reconcile
fails 2 "'22' is not a year" "a short year" gad reconcile --year 22
fails 2 "'2022x' is not a year" "a year with a letter" gad reconcile --year 2022x
fails 2 "--hs '12x'.*2 to 6 digits" "a code with a letter" gad reconcile --year 2022 --hs 12x
fails 2 "--hs '8'" "a code of one digit" gad reconcile --year 2022 --hs 8
fails 2 "--hs '8505111'" "a code of seven digits" gad reconcile --year 2022 --hs 8505,8505111
fails 2 "--hs ''" "an empty code" gad reconcile --year 2022 --hs 8505,
fails 2 'not both' "two ways to say what" gad reconcile --year 2022 --hs 8505 --product magnets
fails 2 'not a day' "a malformed day" gad reconcile --year 2022 --as-of yesterday
fails 2 'one of A\|M' "an unknown frequency" gad reconcile --year 2022 --freq Q
fails 2 'fob\|declared' "an unknown valuation" gad reconcile --year 2022 --valuation cif
fails 2 'html is not offered' "no HTML" gad reconcile --year 2022 -o html
fails 2 'needs --product' "a balance of everything" gad reconcile --year 2022 --balance
fails 1 "did you mean 'magnets'" "a slip" gad reconcile --year 2022 -p magnts
fails 1 "no exporter 'Atlantis'" "an unknown country" gad reconcile --year 2022 -e Atlantis
fails 1 "no source 'nowhere'" "an unknown source" gad reconcile --year 2022 --source nowhere
fails 1 'of 2022 are held from that source' "a source that holds nothing" gad reconcile --year 2022 --source comext
fails 1 'no customs reports of 2020 are held' "a year not held" gad reconcile --year 2020
fails 1 'of the months of 2022 are held' "months not held" gad reconcile --year 2022 --freq M
fails 1 "no importer .x'" "SQL in a country" gad reconcile --year 2022 -i "x'; DROP TABLE flow_data; --"

# ---- revisions: the newest vintage counts, --as-of goes back
rm -f "$store"
gad ingest --vintage 2023-03-01 small.csv >/dev/null
gad reconcile --year 2022 -o csv >first.csv
{ head -1 small.csv; echo 2022,156,276,850511,X,3000000,150000,,; echo 2022,276,156,850511,M,3150000,150000,,; } >revised.csv
gad ingest --vintage 2024-03-01 revised.csv >/dev/null
gad reconcile --year 2022 -o csv >second.csv
near "$(cell value_usd CHN DEU 850511 second.csv)" 3000000 6000 "the revision counts"
gad reconcile --year 2022 --as-of 2023-12-31 -o csv >back.csv
cmp -s first.csv back.csv || complain "--as-of goes back to the first edition"
{ head -1 small.csv; sed 1d small.csv | sort -r; } >again.csv
gad ingest --vintage 2023-04-01 again.csv >/dev/null
gad reconcile --year 2022 --as-of 2023-12-31 -o csv >back.csv
cmp -s first.csv back.csv || complain "the same rows on another day change nothing"
fails 1 'no customs reports of 2022' "before anything was published" gad reconcile --year 2022 --as-of 2023-02-28
checks=$((checks + 2))
# what was exported comes back the same, though one file holds both vintages
gad export --dir out >/dev/null || complain "export"
mkdir flat
find out -name '*.parquet' -path '*flow*' -exec cp {} flat/ \;
store=$dir/back.duckdb
gad ingest flat >/dev/null
gad reconcile --year 2022 -o csv >copy.csv
cmp -s second.csv copy.csv || complain "two vintages of one key in one batch"
checks=$((checks + 1))

# ---- several sources in one file, and longer codes of two lengths
store=$dir/national.duckdb
columns=source,freq,period,reporter,reporter_name,partner,partner_name,flow,hs6,native_code,code_level,material,value_usd,qty_kg,is_mirror,via_entrepot,confidential,partner_group
cat >national.csv <<ROWS
$columns
comtrade,A,2022,GBR,UK,CHN,China,import,850511,850511,6,magnets,2000,200,false,false,false,false
hmrc,A,2022,GBR,UK,CHN,China,import,850511,850511,6,magnets,1000,100,false,false,false,false
comtrade,A,2022,CHN,China,GBR,UK,export,850511,850511,6,magnets,950,100,false,false,false,false
hmrc,A,2022,GBR,UK,FRA,France,import,850511,85051110,8,magnets,700,70,false,false,false,false
hmrc,A,2022,GBR,UK,FRA,France,import,850511,8505111010,10,magnets,400,40,false,false,false,false
hmrc,A,2022,GBR,UK,FRA,France,import,850511,8505111090,10,magnets,300,30,false,false,false,false
comexstat,A,2022,BRA,Brazil,FRA,France,import,850511,850511,6,magnets,500,50,false,false,false,false
ROWS
gad ingest national.csv >/dev/null || complain "the national file does not load"
gad reconcile --year 2022 --valuation declared -o csv >national_flows.csv
awk -F, -v v="$(cell value_usd CHN GBR 850511 national_flows.csv)" 'BEGIN { exit !(v >= 950 && v <= 1000) }' || complain "the preferred source counts, not the larger figure"
equal "$(cell value_usd FRA GBR 850511 national_flows.csv)" 700 "of longer codes one length is added up"
gad reconcile --year 2022 -o csv >national_fob.csv
equal "$(cell value_usd FRA BRA 850511 national_fob.csv)" 500 "Brazil values imports FOB: no freight to take out"
equal "$(cell flags FRA BRA 850511 national_fob.csv)" 'one_report|import_fob' "and the flag says so"
near "$(cell value_usd FRA GBR 850511 national_fob.csv)" 666.67 1 "others CIF: 5 % to take out"
gad reconcile --year 2022 --valuation declared --source comtrade -o csv >comtrade.csv
awk -F, -v v="$(cell value_usd CHN GBR 850511 comtrade.csv)" 'BEGIN { exit !(v >= 950 && v <= 2000 && v > 1000) }' || complain "--source takes the other"
checks=$((checks + 2))

# ---- other currencies are left out and counted
store=$dir/euro.duckdb
{
    echo DECLARANT_ISO,PARTNER_ISO,PRODUCT_NC,FLOW,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG
    echo DE,CN,28469040,1,2022,100000,5000
    echo FR,CN,28469040,1,2022,200000,9000
} >comext.csv
gad ingest comext.csv >/dev/null || complain "the euro file does not load"
fails 1 'the 2 customs reports held of 2022 are not in US dollars' "only euro" gad reconcile --year 2022
gad ingest small.csv >/dev/null
gad reconcile --year 2022 -o csv >with_euro.csv
cmp -s flows.csv with_euro.csv || complain "euro beside dollars changes the dollars"
has "$(gad reconcile --year 2022)" 'all 23 reports held .*; 2 more are in other currencies' "what was left out is counted"
has "$(gad reconcile --year 2022 -o json)" '"reports_without_dollars": 2' "also in JSON"
checks=$((checks + 1))

# ---- months: goods for Germany arrive in the month, for Japan a month later, for Brazil two
store=$dir/months.duckdb
awk 'BEGIN {
    print "period,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit"
    split("276 392 76", to, " "); split("850511 284690 280530", code, " ")
    for (l = 1; l <= 3; l++) for (c = 1; c <= 3; c++) for (k = 0; k < 15; k++) {
        v = 1000000 * l * (1 + 0.9 * sin(1.7 * k * k + 2.3 * c + l))
        from = 202200 + k + 1; if (k > 11) from += 88
        at = k + l - 1; t = 202200 + at + 1; if (at > 11) t += 88
        if (k < 12) printf "%d,156,%d,%s,X,%.0f,%.0f,,\n", from, to[l], code[c], v, v / 20
        printf "%d,%d,156,%s,M,%.0f,%.0f,,\n", t, to[l], code[c], v * 1.06, v / 20
    }
}' >months.csv
gad ingest months.csv >/dev/null || complain "the months do not load"
gad reconcile --year 2022 --freq M -o csv >months_flows.csv || complain "reconcile by month"
equal "$(head -1 months_flows.csv)" "$head_a,month,lag_months" "months have two columns more"
equal "$(awk -F, 'NR > 1 { print $3 "," $11 }' months_flows.csv | sort -u | tr '\n' ' ')" 'BRA,2 DEU,0 JPN,1 ' "the lag of each lane"
equal "$(awk -F, 'NR > 1 && $3 == "BRA" { print $10 }' months_flows.csv | sort -u | wc -l)" 12 "twelve months"
equal "$(grep -c one_report months_flows.csv)" 0 "exports meet the imports they became, beyond December too"
near "$(awk -F, '$2 == "CHN" && $3 == "BRA" && $4 == 850511 && $10 == "2022-12" { print $5 }' months_flows.csv)" \
    "$(awk -F, '$1 == 202212 && $3 == 76 && $4 == 850511 && $5 == "X" { print $6 }' months.csv)" 20000 "December for Brazil"
has "$(gad reconcile --year 2022 --freq M -o table)" 'Month by month' "the head says months"
fails 2 'balance is for years' "a balance of months" gad reconcile --year 2022 --freq M --balance --product magnets

# ---- balances: Mozambique sells 280 t and digs 100, so its flows shrink and its production grows, each by its error
store=$dir/balance.duckdb
{
    echo product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note
    for row in CHN,,Q,2022,production,1000 MOZ,,Q,2022,production,100 W00,,Q,2022,production,1100; do
        echo "natural-graphite-powder,$row,t,MCS2023,reported,2023-02-01,printed,Survey 2023,https://example.org/a,"
    done
} >production.csv
cat >graphite.csv <<'ROWS'
year,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit
2022,156,276,250410,X,800000,800000,,
2022,276,156,250410,M,840000,800000,,
2022,508,276,250410,X,200000,200000,,
2022,276,508,250410,M,210000,190000,,
2022,508,392,250410,X,50000,50000,,
2022,392,508,250410,M,100000,100000,,
2022,276,392,250410,X,30000,30000,,
2022,392,276,250410,M,31500,30000,,
ROWS
gad ingest graphite.csv >/dev/null
fails 1 'production of natural-graphite-powder in 2022 is not known' "a balance without production" gad reconcile --year 2022 -p natural-graphite-powder --balance
fails 1 'holds other goods' "a balance of a basket" gad reconcile --year 2022 -p magnets --balance
gad ingest --format observations production.csv >/dev/null || complain "the production does not load"
gad reconcile --year 2022 -p natural-graphite-powder -o csv >before.csv
gad reconcile --year 2022 -p natural-graphite-powder --balance -o csv >after.csv || complain "the balance"
gad reconcile --year 2022 -p natural-graphite-powder --balance -o json >after.json
python3 - before.csv after.csv after.json <<'PY' || complain "balances: $(cat after.csv)"
import csv, json, sys
before, after = [{(r["exporter"], r["importer"]): r for r in csv.DictReader(open(p))} for p in sys.argv[1:3]]
balance = json.load(open(sys.argv[3]))["reconciliation"]["balance"]
assert list(before) == list(after)
for k in (("CHN", "DEU"), ("DEU", "JPN")): # nothing pulls at these
    assert before[k] == after[k], (before[k], after[k])
(moz,) = balance["overdrawn"]
assert moz["country"] == "MOZ" and moz["production_t"] == 100 and moz["exports_t"] > 270
assert abs(moz["production_after_t"] + moz["imports_after_t"] - moz["exports_after_t"] - moz["use_after_t"]) < 1e-6
assert 100 < moz["production_after_t"] < moz["exports_t"] and moz["use_after_t"] >= 0
assert abs(sum(float(r["qty_t"]) for k, r in after.items() if k[0] == "MOZ") - moz["exports_after_t"]) < 1e-5
for k in (("MOZ", "DEU"), ("MOZ", "JPN")):
    a, b = after[k], before[k]
    assert "balanced" in a["flags"].split("|") and float(a["qty_t"]) < float(b["qty_t"])
    assert abs(float(a["value_usd"]) / float(b["value_usd"]) - float(a["qty_t"]) / float(b["qty_t"])) < 1e-6
    assert (a["se_log"] == "") == (float(a["qty_t"]) == 0)
assert balance["moved"] == 2 and balance["flows"] == 4
PY
checks=$((checks + 1))
has "$(gad reconcile --year 2022 -p natural-graphite-powder --balance)" 'MOZ exported more than it made and bought' "who is overdrawn, for people"

# ---- the real year 2022 against BACI: no score worse than validation/README.md asks for
need_shared
BIN=$bin YEAR=2022 "$here/bench/reconcile" >score.json 2>score.txt || complain "bench/reconcile: $(cat score.txt)"
equal "$(wc -l <score.json)" 1 "one line of JSON"
python3 - score.json <<'PY' || complain "scores: $(cat score.json)"
import json, sys
got = json.load(open(sys.argv[1]))
least = {"log_corr": 0.989, "within_5pct": 72, "exporters_top1": 28, "exporters_hhi_corr": 0.995,
         "importers_top1": 30, "importers_hhi_corr": 0.998}
most = {"exporters_mae_pp": 1.23, "importers_mae_pp": 1.07}
assert set(got) == set(least) | set(most) | {"median_ratio"}, sorted(got)
bad = [k for k in least if not got[k] >= least[k]] + [k for k in most if not got[k] <= most[k]]
assert not bad and abs(got["median_ratio"] - 1) < 0.0005, (bad, got)
PY
# without the year column and in another order: the same line
raw=$shared/customs/comtrade_raw/comtrade_2022.csv.gz
{ zcat "$raw" | head -1; zcat "$raw" | tail -n +2 | shuf --random-source="$raw"; } | cut -d, -f2- >"$dir/raw.csv"
lacks "$(head -1 "$dir/raw.csv")" year "no year column"
BIN=$bin RAW=$dir/raw.csv BACI=$shared/customs/baci/baci_2022.csv YEAR=2022 "$here/bench/reconcile" >again.json 2>/dev/null || complain "bench/reconcile without years"
equal "$(cat again.json)" "$(cat score.json)" "order and the year column change no digit"
# who was never compared is as uncertain as others are, not surer
store=$dir/real.duckdb
gad ingest --format comtrade-raw --year 2022 raw.csv >/dev/null || complain "the real file does not load"
gad reconcile --year 2022 --show reporters -o csv >reporters.csv
gad reconcile --year 2022 -o csv >real.csv
usual_error=$(awk -F, '$3 == "exporter" { print $7 }' reporters.csv | sort -g | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }')
never=$(awk -F, 'NR == FNR { if ($3 == "exporter") seen[$1] = 1; next } $8 == "exporter" && /one_report/ && !/hub/ && !($2 in seen) { print $7; exit }' reporters.csv real.csv)
near "$never" "$usual_error" 0.12 "the error of an exporter never compared"
checks=$((checks + 1))
finish
