#!/bin/sh
# observe - series, rank, products and countries through the command: the bundled figures, then real customs files.
. "$(dirname "$0")/lib.sh"

# csv COLUMN PERIOD FILE: one cell of a series
csv() { awk -F, -v c="$1" -v p="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i } $1 == p { print $k }' "$3"; }

gad ingest "$here/data/observations" >/dev/null || complain "the bundled figures do not load"
gad series -p magnets -r CHN --stats mom,yoy,ytd,ytd-yoy,ttm -o csv >world.csv || complain "series of magnets"
# period level mom yoy ytd: as published (validation of the series), tolerances of the digits printed
while read -r month level mom yoy ytd; do
    near "$(csv level "$month" world.csv)" "$level" 0.5 "magnets $month"
    [ "$mom" = - ] || near "$(csv mom_pct "$month" world.csv)" "$mom" 0.06 "magnets $month on month"
    [ "$yoy" = - ] || near "$(csv yoy_pct "$month" world.csv)" "$yoy" 0.06 "magnets $month on year"
    [ "$ytd" = - ] || near "$(csv ytd "$month" world.csv)" "$ytd" 0.5 "magnets $month to date"
done <<'ROWS'
2025-05 1238 -52.9 - 19132
2025-06 3188 157.5 -38.1 22319
2025-07 5577 74.9 5.7 27897
2025-08 6146 - - -
2025-09 5774 -6.1 17.5 39817
2025-10 5473 -5.2 - 45290
ROWS
near "$(csv ytd 2024-06 world.csv)" 27534 0.5 "the first half of 2024, from January-July less July"
near "$(csv ytd 2025-12 world.csv)" 57392 0.5 "the year 2025"
gad series -p magnets -r CHN -t USA -o csv >usa.csv
near "$(csv mom_pct 2025-06 usa.csv)" 667.4 0.05 "USA, June 2025, from the rounded base"
gad series -p magnets -r CHN -t USA --from 2025-06 --to 2025-06 -o json >usa.json
has "$(cat usa.json)" '"published_pct": 660' "USA as published"
has "$(cat usa.json)" '"rounded": true' "USA's base is rounded"
gad series -p rare-earths -r CHN --from 2025-06 --to 2025-06 --stats record,mom -o json >re.json
has "$(cat re.json)" '"record": "highest of the [0-9]+ months held since [0-9]{4}-[0-9]{2}"' "the record covers what is held"
lacks "$(gad series -p magnets -r CHN --to 2019-12 -o csv)" ',0,' "missing months are no zeros"
equal "$(gad series -p magnets -r CHN --as-of 2025-07-01 --from 2025-05 -o csv | tail -1 | cut -d, -f1,2)" 2025-05,1238 "what was known on 1 July 2025"
has "$(gad rank -p magnets -r CHN --period 2025-06 -o json)" '"complete": false' "a ranking of few destinations claims nothing"
fails 1 "did you mean 'magnets'" "a slip" gad series -p magnts -r CHN
fails 2 "no statistic 'beauty'" "an unknown statistic" gad series -p magnets -r CHN --stats beauty
fails 1 "no product" "SQL in a product" gad series -p "x'; DROP TABLE observation; --" -r CHN
has "$(gad products samarium-cobalt -o csv)" '^sm-co-magnets,' "search of products"
has "$(gad countries Brasil)" 'BRA' "search of countries by a slip"

[ -d "$shared" ] || { echo "skipped: ../shared is not here (observe: real files)"; finish; }
gad ingest "$shared/customs" >/dev/null 2>&1
# Germany's imports of HS 850511 in 2022: the total row, not 416 breakdown rows added up
gad rank -p metal-magnets -r DEU -x M --period 2022 -m value -o json >de.json
has "$(cat de.json)" '"total": 912430103\.3[78]' "the World row to the cent"
has "$(head -60 de.json)" '"partner": "CHN"' "China comes first"
has "$(cat de.json)" '"complete": true' "the partners add up to the World row"
near "$(awk -F'[:,]' '/"level"/ { print $2; exit }' de.json)" 765179837 1 "from China"
fails 1 'product metal-magnets' "the broader code is offered, not used" gad series -p magnets -r JPN -x M
# graphite: concentration of destinations by value
while read -r month hhi; do
    got=$(gad rank -p graphite -r CHN --period "$month" -m value -o json | awk -F'[:,]' '/"hhi"/ { print $2; exit }')
    near "$got" "$hhi" 1e-9 "graphite HHI $month"
done <<'ROWS'
2017-01 0.179099096
2021-01 0.160868814
2023-12 0.182124232
ROWS
gad series -p graphite -r CHN -m value -o csv >graphite.csv
near "$(csv level 2023-11 graphite.csv)" 176010000 5000 "graphite, November 2023"
near "$(csv level 2023-12 graphite.csv)" 50270000 5000 "graphite, December 2023"
gad series -p graphite -r CHN -o csv >tonnes.csv
near "$(csv level 2023-11 tonnes.csv)" 88982.5 0.05 "graphite, November 2023, t"
near "$(csv level 2023-12 tonnes.csv)" 40743.9 0.05 "graphite, December 2023, t"
# EU codes were split on 2023-01-01
gad series -p rare-earth-compounds -r DEU -x M -m value --source comext -o json >eu.json
has "$(cat eu.json)" '"left_out": "[0-9]+ figures of another definition"' "no change across the split"
lacks "$(cat eu.json)" '"period": "2022"' "part of the split codes does not pass as the whole"
has "$(gad series -p ce-compounds -r EU27 -x M -m value -o json)" '"coverage": ".*trade with each other is in it' "trade inside a group is said to be in it"
# suppressed lines belong to the whole, not to the rare-earth line
whole=$(gad series -p 850511 -r GBR -x M -m value -o csv | awk -F, 'NR > 1 { s += $2 } END { printf "%.2f", s }')
want=$(ask "SELECT round(sum(value_usd), 2) FROM flow WHERE source = 'hmrc' AND flow = 'M' AND code LIKE '850511%' AND length(code) = 8")
near "$whole" "$want" 0.05 "United Kingdom, all lines of 850511"
finish
