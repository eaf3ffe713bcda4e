#!/bin/sh
# risk - supply risk out of the store, through the command: the bundled figures, then real customs files.
. "$(dirname "$0")/lib.sh"

gad ingest "$here/data/observations" >/dev/null 2>&1 || complain "ingest of the bundled figures"
# cell COLUMN ROW FILE: one cell of a CSV answer; row 1 is the first below the head. Only for columns before any quoted text.
cell() { awk -F, -v want="$1" -v row="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) k = i } NR == row + 1 { print $k }' "$3"; }

# concentration of rare-earth mining 2018-2022: validation, all digits
gad risk -p rare-earth-mine -c USA,JPN,EU27 -y 2018..2022 -o csv >mine.csv || complain "the panel of mines"
equal "$(wc -l <mine.csv)" 16 "three countries, five years, one head"
row=0
for hhi in .46318434 .45493254 .41766017 .43209410 .52826177; do
    row=$((row + 1))
    near "$(cell production_hhi $row mine.csv)" $hhi 5e-9 "HHI of mining, row $row"
done
equal "$(cell import_hhi 1 mine.csv)" "" "imports that are not held are empty, not 0"
has "$(head -1 mine.csv)" 'why_missing' "the reason is a column"
# the vintage: Australia 2024 was 13,000 t and became 29,000 t, Nigeria 13,000 t and became 1,500 t
gad risk -p rare-earth-mine -c USA -y 2024 -o csv >new.csv
gad risk -p rare-earth-mine -c USA -y 2024 --as-of 2025-06-30 -o csv >old.csv
has "$(cat new.csv)" 'Commodity Summaries 2026 \(MCS2026\)' "the newest edition counts"
has "$(cat old.csv)" 'Commodity Summaries 2025 \(MCS2025\)' "as known in 2025"
gad risk -p rare-earth-mine -c USA -y 2024 --show inputs -o csv >inputs.csv
has "$(grep ',AUS,' inputs.csv)" ',29000,t,.*2026-01-31,' "Australia as revised, with its vintage"
near "$(awk -F, '$3 == "production" && $5 != "" { s += $9 } END { print s }' inputs.csv)" 99.74 0.01 "shares but for the unnamed"
has "$(cat inputs.csv)" 'attributed to nobody,1000,t,' "what nobody is named for is listed"
# printed import reliance, and a bound that says so
page=$(gad risk -p re-compounds-and-metals -c USA -y 2022,2024)
has "$page" '2024 +53\.0' "import reliance as published"
has "$page" 'a bound' "more than 95 % is a bound"
# the edition stands on the page, and what is said of a publisher only beside its own figures
page=$(gad risk -p rare-earth-mine -c USA -y 2021..2024)
has "$page" '^production 2021, 2022: World Mining Data \(WMD 2018-2022\), published 2024-04-30$' "one edition, two years"
has "$page" '^production 2024: USGS .*MCS2026' "another year, another edition"
has "$page" "USGS counts China's quota" "a trap of USGS beside its figures"
page=$(gad risk -p rare-earth-mine -c USA -y 2022)
lacks "$page" 'USGS' "no word of USGS where World Mining Data count"
has "$page" '^note: tonnes of rare-earth oxide equivalent$' "the rest of the note stays"
lacks "$page" '^through:' "no column, no definition"
has "$page" '^assumed: came from China' "a column and its definition"
page=$(gad risk -p rare-earth-mine -c CHN -y 2022)
lacks "$page" '^(through|assumed|elsewhere):' "dependence on itself is not explained"
# dependence through processing on bundled figures alone: assumed, and said to be
gad risk -p magnets -c DEU -y 2024 --show chain -o csv >chain.csv
equal "$(wc -l <chain.csv)" 6 "five stages"
equal "$(cell through_pct 5 chain.csv)" "" "nothing is seen without trade: empty, not 0"
near "$(cell through_assumed_pct 5 chain.csv)" 94 1e-9 "China's published share of magnets"
near "$(cell unknown_pct 5 chain.csv)" 6 1e-9 "the rest is unknown, not elsewhere"
has "$(gad risk -p magnets -c DEU -y 2024)" 'between 0\.8836 and 0\.8872' "a share alone bounds the concentration"
# formats
has "$(gad risk -p rare-earth-mine -c USA -y 2022 -o json)" '"formula": "HHI = sum S_c\^2' "every indicator has its formula"
has "$(gad risk -p rare-earth-mine -c USA -y 2022 -o json)" '"numbers": "0\.7075\^2 \(CHN\)' "and its numbers"
has "$(gad risk -p rare-earth-mine -c USA -y 2022 -o md)" '\| production HHI \|' "Markdown"
gad risk -p rare-earth-mine -c USA,JPN -y 2018..2022 -o parquet --out panel.parquet || complain "Parquet"
has "$(head -c 4 panel.parquet)" 'PAR1' "Parquet"
# governance from a file
printf 'country,year,value,scale\nCHN,2022,5,eu\n' >some.csv
has "$(gad risk -p rare-earth-mine -c EU27 -y 2022 --governance some.csv --eol-rir 1 --si 0.9 -o csv)" 'no value for USA' "who has no governance is named"
{ echo country,value,scale; for c in CHN USA AUS MMR IND RUS BRA MDG MYS; do echo $c,5,eu; done; } >all.csv
gad risk -p rare-earth-mine -c EU27 -y 2022 --governance all.csv --eol-rir 10 --si 0.9 -o csv >gov.csv
{ echo country,year,value,scale; for c in USA AUS MMR IND RUS BRA MDG MYS; do echo $c,2021,5,eu; done; echo CHN,2022,5,eu; } >dated.csv
has "$(gad risk -p rare-earth-mine -c EU27 -y 2022 --governance dated.csv)" 'hhi_gs_wgi 2\.64 = 9 suppliers, t = 1 for all; governance of 2021 to 2022 ' "the years of the governance used"
has "$(gad risk -p rare-earth-mine -c EU27 -y 2022 --governance all.csv)" 'governance without a year ' "values for every year"
near "$(cell hhi_gs_wgi 1 gov.csv)" 2.6413088 1e-6 "equal governance scales the HHI"
near "$(cell eu_sr 1 gov.csv)" 2.1394602 1e-6 "supply risk from global supply alone"
# refusals
fails 2 'country is missing' "no country" gad risk -p magnets -y 2022
fails 2 "'2022..2018'" "years backwards" gad risk -p magnets -c DEU -y 2022..2018
fails 2 'belongs to .gadolin risk eu-sr' "a given input" gad risk -p magnets -c DEU -y 2022 --hhi-gs 8
fails 1 "did you mean 'magnets'" "a slip" gad risk -p magnts -c DEU -y 2022
fails 1 'nothing is held' "a year without anything" gad risk -p sm-oxide -c DEU -y 1950

[ -d "$shared" ] || { echo "skipped: ../shared is not here (risk: real files)"; finish; }
# a file with one of four codes of graphite is not graphite
gad ingest -y 2022 "$shared/customs/comtrade_raw/comtrade_2022.csv.gz" >/dev/null 2>&1 || complain "ingest of Comtrade 2022"
for p in graphite natural-graphite; do
    gad risk -p $p -c USA,KOR -y 2022 -o csv >graphite.csv || complain "$p"
    equal "$(cell import_hhi 2 graphite.csv)" "" "part of the codes of $p"
    has "$(cat graphite.csv)" "of the imports of $p by KOR only 250490 of the product's [24] codes are held" "the codes of $p that are held"
done
gad ingest "$shared/customs" >/dev/null 2>&1
# Germany's magnets of metal, 2022: Comtrade as ranked, then BACI, which is preferred
gad risk -p metal-magnets -c DEU -y 2022 -m value --source comtrade -o csv >de.csv
gad rank -p metal-magnets -r DEU -x M --period 2022 -m value --source comtrade -o json >rank.json
near "$(cell import_hhi 1 de.csv)" "$(awk -F'[:,]' '/"hhi"/ { print $2; exit }' rank.json)" 1e-12 "the HHI that rank gives"
gad risk -p metal-magnets -c DEU,EU27 -y 2022 -m value -o csv >baci.csv
total=$(ask "SELECT sum(value_usd) FROM flow WHERE source = 'baci' AND code = '850511' AND partner = 'DEU' AND period = '2022'")
china=$(ask "SELECT sum(value_usd) FROM flow WHERE source = 'baci' AND code = '850511' AND partner = 'DEU' AND reporter = 'CHN' AND period = '2022'")
near "$(cell import_n1_pct 1 baci.csv)" "$(echo "$china $total" | awk '{ printf "%.12f", 100 * $1 / $2 }')" 1e-6 "China's share by BACI"
has "$(cat baci.csv)" 'CEPII BACI, reconciled' "reconciled data are preferred and named"
# the EU buys from outside: intra-EU trade is in no total
members=$(ask "SELECT string_agg(DISTINCT '''' || country_iso3(member) || '''', ',') FROM country_group WHERE grp = 'EU27' AND month_to > 24300")
want=$(ask "SELECT 100 * sum(value_usd) FILTER (reporter = 'CHN') / sum(value_usd) FROM flow WHERE source = 'baci' AND code = '850511' AND period = '2022' AND partner IN ($members) AND reporter NOT IN ($members)")
near "$(cell import_n1_pct 2 baci.csv)" "$want" 1e-6 "China's share of what the EU buys outside"
# rare-earth magnets: the six-digit code stands in, in money, and says so
has "$(gad risk -p magnets -c DEU -y 2022)" 'those of metal-magnets stand in for them, in money' "a stand-in is named"
gad risk -p magnets -c DEU,JPN -y 2022,2024 --show chain -o csv >chain.csv
for r in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    near "$(awk -F, -v r=$r 'NR == r + 1 { print $5 + $8 + $9 + $10 + $11 }' chain.csv)" 100 1e-9 "parts of row $r add up"
done
finish
