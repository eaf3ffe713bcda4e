#!/bin/sh
# mirror - two reports of one shipment through the command: a small two-sided file, the bundled figures, then real files.
. "$(dirname "$0")/lib.sh"

# cell COLUMN KEY FILE: one cell of a CSV answer by its first column
cell() { awk -F, -v c="$1" -v p="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i } $1 == p { print $k }' "$3"; }

# ---- a file of both sides: China's and Germany's magnets, the goods of 2021-06 arrive in July
awk 'BEGIN {
    print "source,freq,period,reporter,reporter_name,partner,partner_name,flow,hs6,native_code,code_level,material,value_usd,qty_kg,is_mirror,via_entrepot,confidential,partner_group"
    for (k = 0; k < 24; k++) {
        period = (2020 + int(k / 12)) * 100 + k % 12 + 1
        x = 1000000 + 137000 * (k * 7 % 5); m = x * (1.05 + 0.01 * (k * 3 % 4))
        if (k == 17) m -= 600000
        if (k == 18) m += 600000
        printf "comtrade,M,%d,CHN,China,DEU,Germany,export,850511,850511,6,magnets,%d,%d,false,false,false,false\n", period, x, x / 20
        printf "comtrade,M,%d,DEU,Germany,CHN,China,import,850511,850511,6,magnets,%d,%d,false,false,false,false\n", period, m, m / 20 / 1.065
    }
}' >both.csv
gad ingest both.csv >/dev/null || complain "the two-sided file does not load"
gad mirror -p 850511 -e CHN -i DEU -m value -o csv >lane.csv || complain "mirror of the lane"
equal "$(wc -l <lane.csv)" 25 "one row for each month"
near "$(cell z 2021-06 lane.csv)" -20 19 "June 2021 stands out"
# re-export and neighbouring codes cannot be looked at here: they keep their 35 %
near "$(cell p_timing 2021-06 lane.csv)" 0.63 0.02 "June 2021 is timing"
near "$(cell p_re_export 2021-06 lane.csv)" 0.20 1e-9 "re-export keeps its prior"
equal "$(cell flag 2021-06 lane.csv)" "importer has less than usual" "June 2021 is flagged"
equal "$(cell flag 2021-03 lane.csv)" "" "March 2021 is not"
has "$(gad mirror -p 850511 -e CHN -i DEU -m value)" 'Of the 24 months .* 2 have an unusual gap' "the first line says how many"
# the same rows in another order, and once more: the same answer
{ head -1 both.csv; tail -n +2 both.csv | sort -r; } >again.csv
gad ingest again.csv >/dev/null
gad mirror -p 850511 -e CHN -i DEU -m value -o csv >lane2.csv
cmp -s lane.csv lane2.csv || complain "order and duplicates change the answer"
checks=$((checks + 1))
# knowledge
fails 1 'no customs rows' "a day before anything was published" gad mirror -p 850511 -e CHN -i DEU --as-of 2000-01-01
fails 1 'known are .*comtrade' "an unknown source" gad mirror -p 850511 -e CHN --source nowhere
fails 1 'no event' "an unknown event" gad mirror -p 850511 -e CHN --event nothing
fails 2 'exporter' "the exporter is required" gad mirror -p 850511
fails 2 '--from' "a malformed month" gad mirror -p 850511 -e CHN -i DEU --from 2021-13
has "$(gad mirror -p graphite -e CHN --event list -o csv)" '^graphite-2023-12,2023-12,2023-10,CHN' "the events of a product"

# ---- the bundled figures: published months of single destinations, nothing read as zero
rm -f "$store"
gad ingest "$here/data/observations" >/dev/null || complain "the bundled figures do not load"
gad mirror -p magnets -e CHN --event 2025-04 -o json >magnets.json || complain "the watch on bundled figures"
has "$(cat magnets.json)" '"id": "rare-earths-2025-04"' "a month finds its event"
has "$(cat magnets.json)" '"month": "2025-05"' "months of the USA"
equal "$(gad mirror -p magnets -e CHN --event 2025-04 -o csv | awk -F, '$3 == "0" || $4 == "0"')" "" "an unpublished month is not zero"
has "$(cat magnets.json)" '"all_destinations_other_pct": null' "a change in dollars of other months is none"
has "$(cat magnets.json)" '"verdict": "fell at first"' "the first three months of all destinations"
text=$(gad mirror -p magnets -e CHN --event 2025-04)
has "$text" 'to the USA: down 65\.5 % in the first three months, but too few months' "a drop that cannot be tested is in the headline"
has "$text" 'all destinations: fell at first' "all destinations have a verdict"

need_shared
gad ingest "$shared/customs" >/dev/null 2>&1
# ---- graphite, December 2023: totals as in the file, the USA month by month, who fell and who rose
gad mirror -p graphite -e CHN --event 2023-12 -o json >graphite.json
for what in before after; do
    near "$(awk -F'[:,]' -v w="\"$what\"" '$1 ~ w { print $2; exit }' graphite.json)" \
        "$(ask "SELECT sum(qty_t) / 12 FROM flow WHERE source = 'graphite' AND code IN ('250410', '380110') AND period BETWEEN $([ $what = before ] && echo "'2022-12' AND '2023-11'" || echo "'2023-12' AND '2024-11'")")" \
        0.01 "graphite, tonnes a month $what the event"
done
gad mirror -p graphite -e CHN --event 2023-12 -o csv >graphite.csv
near "$(cell before USA graphite.csv)" 7663 0.6 "graphite to the USA before"
near "$(cell after USA graphite.csv)" 7650 0.6 "graphite to the USA after"
equal "$(cell verdict USA graphite.csv)" "no clear change" "graphite to the USA"
equal "$(cell verdict KOR graphite.csv)" fell "graphite to Korea"
equal "$(cell verdict IRN graphite.csv)" rose "graphite to Iran"
equal "$(cell verdict NLD graphite.csv)" rose "graphite to the Netherlands"
text=$(gad mirror -p graphite -e CHN --event 2023-12)
has "$text" 'to the USA: no clear change' "the answer about the USA comes first"
has "$text" 'all destinations: no clear change; 60,855 t a month before, 52,555 after \(-13.6 %; in USD -39.5 %' "tonnes and dollars"
has "$text" 'shipped early' "goods shipped early are doubted"
has "$text" 'only 250410, 380110' "the codes held are named"
# ---- gallium, August 2023: only the basket is held
text=$(gad mirror -p gallium -e CHN --event 2023-08)
has "$text" 'no figures of gallium alone are held' "the basket is not gallium"
has "$text" 'more than the world made of gallium' "the basket is too heavy to be gallium"
has "$text" 'to the USA: no clear change' "the basket to the USA"
equal "$(gad mirror -p gallium -e CHN --event 2023-08 -o csv | awk -F, '$1 == "IND" { print $13 }')" rose "the basket to India"
# ---- two sides: December 2024 (UN Comtrade) and the year 2022
gad mirror -p metal-magnets -e CHN -o csv >lanes.csv
near "$(cell exporter USA lanes.csv)" 1492.491 0.001 "China's magnets to the USA, December 2024"
near "$(cell importer_total USA lanes.csv)" 469.797 0.001 "as the USA reports them"
gad mirror -p metal-magnets -e CHN -i DEU -f A -m value -o csv >de.csv
near "$(cell importer_usd 2022 de.csv)" 765179837 1 "Germany's imports in 2022"
near "$(cell gap_pct 2022 de.csv)" "$(awk 'BEGIN { print 100 * (765179837 / 704421671 - 1) }')" 0.001 "the gap of 2022"
has "$(gad mirror -p graphite -e CHN -i USA -f A)" 'cannot be judged: .* more than ten times apart' "1 t against 3,015 t is not usual"
has "$(gad mirror -p graphite -e CHN -i USA -f A)" 'part of the product only: HS 250490 .1 of the product.s 4 codes' "one code of four"
has "$(gad mirror -p magnets -e CHN -i USA --from 2025-01)" 'Published figures of China, t: 2025-05 46.0, 2025-06 353' "published months beside a customs row"
has "$(gad mirror -p metal-magnets -e CHN)" 'held: 1 of these 12 months, 2024-12' "one month is no year"
# Brazil's code is the whole HS 850511, the United Kingdom's line only its rare-earth part
has "$(gad mirror -p magnets -e GBR -i BRA -f M)" 'cannot be compared: unlike codes' "unlike codes are said to be"
finish
