#!/bin/sh
# must_show - the figures gadolin promises on its bundled data and, where they are at hand, on real customs files.
. "$(dirname "$0")/lib.sh"

gad ingest "$here/data/observations" >/dev/null || complain "the bundled figures do not load"
brief=$(gad brief --product magnets --reporter CHN --period 2025-06)
has "$brief" '3,188 t' "June 2025"
has "$brief" '\+157\.5 %' "on May"
has "$brief" '-38\.1 %' "on June 2024"
has "$brief" '22,319 t' "first half"
has "$brief" '-18\.9 %' "first half, change"
has "$brief" '353 t|  353 ' "to the USA"
has "$brief" '\+660 %' "USA as reported"
has "$brief" '\+667' "USA from the rounded base"
has "$brief" 'second-largest destination after Germany' "the reported rank"
has "$brief" '7,742' "the aggregate"
has "$brief" '2009' "the aggregate's reported record"
has "$brief" '5,150' "the circular base is shown"
lacks "$brief" '(^|[^a-z])nan([^a-z]|$)|NaN|\(null\)' "no stray text"

json=$(gad series --product magnets --reporter CHN --from 2025-05 --to 2025-06 --stats all -o json)
near "$(printf '%s' "$json" | awk -F'[:,]' '/"mom_pct"/ { x = $2 } END { print x }')" 157.5 0.05 "series: on month"
near "$(printf '%s' "$json" | awk -F'[:,]' '/"yoy_pct"/ && !/ytd/ { x = $2 } END { print x }')" -38.1 0.05 "series: on year"
near "$(printf '%s' "$json" | awk -F'[:,]' '/"ytd_yoy_pct"/ { x = $2 } END { print x }')" -18.9 0.06 "series: first half"

[ -d "$shared" ] || { echo "skipped: ../shared is not here (must_show: real files)"; finish; }
gad ingest "$shared/customs/comtrade_raw/comtrade_2022.csv.gz" >/dev/null || complain "comtrade_2022.csv.gz does not load"
de="source = 'comtrade' AND reporter = 'DEU' AND flow = 'M' AND code = '850511' AND period = '2022'"
near "$(ask "SELECT value_usd FROM flow WHERE $de AND partner = 'CHN'")" 765179837 1 "Germany from China, HS 850511, 2022"
equal "$(ask "SELECT round(sum(value_usd), 2)::DECIMAL(18, 2)::VARCHAR FROM flow WHERE $de AND partner <> 'W00'")" 912430103.38 "the partners' sum"
equal "$(ask "SELECT value_usd::DECIMAL(18, 2)::VARCHAR FROM flow WHERE $de AND partner = 'W00'")" 912430103.38 "the World row"
out=$(gad series --product 850511 --reporter DEU --partner CHN --flow M --freq A --measure value -o csv)
has "$out" '^2022,76517983[67]' "the same through series"

gad ingest "$shared/customs/other/china_ga_ge_graphite_hs6_monthly.csv" >/dev/null || complain "the graphite file does not load"
hhi() {
    ask "SELECT sum(share * share) FROM (SELECT sum(value_usd) / sum(sum(value_usd)) OVER () AS share FROM flow
         WHERE source = 'graphite' AND period = '$1' AND code IN ($graphite) AND partner <> 'W00' GROUP BY partner)"
}
graphite=$(ask "SELECT string_agg('''' || code || '''', ',') FROM (SELECT DISTINCT code FROM flow WHERE source = 'graphite' AND code NOT LIKE '8112%')")
near "$(hhi 2017-01)" 0.179099096 1e-9 "graphite HHI 2017-01"
near "$(hhi 2021-01)" 0.160868814 1e-9 "graphite HHI 2021-01"
near "$(hhi 2023-12)" 0.182124232 1e-9 "graphite HHI 2023-12"
near "$(ask "SELECT sum(value_usd) / 1e6 FROM flow WHERE source = 'graphite' AND period = '2023-11' AND code IN ($graphite)")" 176.01 0.005 "graphite 2023-11, M USD"
near "$(ask "SELECT sum(qty_t) FROM flow WHERE source = 'graphite' AND period = '2023-12' AND code IN ($graphite)")" 40743.9 0.05 "graphite 2023-12, t"

# The EU's lines of 2022 that were split in 2023 are not in this file: its 2022 is not the whole product.
gad ingest "$shared/customs/comext/comext_eu_imports_rare_earth_cn8_2022_2024.csv" >/dev/null || complain "the Comext file does not load"
out=$(gad series --product rare-earth-compounds --reporter EU27 --flow M --measure value -o csv)
has "$out" '^2023,184326412' "the EU's rare-earth compounds, 2023"
lacks "$out" '^2022,[0-9]' "the EU's rare-earth compounds, 2022: three lines of five"
out=$(gad series --product rare-earth-metals --reporter EU27 --flow M --measure value -o csv)
has "$out" '^2023,1109076' "the EU's rare-earth metals, 2023"
lacks "$out" '^2022,[0-9]' "the EU's rare-earth metals, 2022: three lines of five"
finish
