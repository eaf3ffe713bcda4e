#!/bin/sh
# risk_given - risk eu-sr and risk geopolrisk: published problems, every format, both layouts, and what is refused.
. "$(dirname "$0")/lib.sh"

# json KEY FILE: the first number of that key
json() { sed -n 's/^ *"'"$1"'": \([^,]*\),*$/\1/p' "$2" | head -1; }
# cell COLUMN ROW FILE: one cell of a CSV file without quotes, row 1 below the header
cell() { awk -F, -v c="$1" -v r="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i } NR == r + 1 { print $k }' "$3"; }

# ---- the EU's supply risk: what was published lies inside the rounding of the inputs
while read -r what gs eu ir eol si published; do
    gad risk eu-sr --hhi-gs "$gs" --hhi-eu "$eu" --import-reliance "$ir" --eol-rir "$eol" --si "$si" -o json >sr.json
    echo "$(json low sr.json) $published $(json high sr.json)" | awk '{ exit !(NF == 3 && $1 <= $2 && $2 <= $3 && $3 - $1 < 0.8) }'
    equal $? 0 "$what: $published lies inside $(json low sr.json) to $(json high sr.json)"
    near "$(json sr sr.json)" "$(echo "$gs $eu $ir $eol $si" | awk '{ printf "%.15g", ($1 * $3 / 200 + $2 * (1 - $3 / 200)) * (1 - $4 / 100) * $5 }')" 1e-12 "$what: SR"
done <<'ROWS'
Nd 8.8 1.8 100 1 0.9 4.8
Dy 9.2 1.8 100 0 0.9 5.2
Ce 9.2 2.6 100 1 1.0 5.7
Ga 3.5 1.1 34 0 1.0 1.4
Sb 7.1 5.7 100 28 0.9 4.3
W 7.5 1.9 44 42 1.0 1.8
ROWS
nd="--hhi-gs 8.8 --hhi-eu 1.8 --import-reliance 100 --eol-rir 1 --si 0.9"
first=$(gad risk eu-sr $nd | head -2)
has "$first" '^EU supply risk: 4\.72; the rounding of the inputs allows 4\.38 to 5\.06$' "the first line answers"
has "$first" '^above 1\.0' "and the second compares"
has "$(gad risk eu-sr $nd)" 'numbers: \[8\.8 x 100 %/2 \+ 1\.8 x \(1 - 100 %/2\)\] x \(1 - 1 %\) x 0\.9 = 4\.7223' "the numbers that went in"
gad risk eu-sr $nd -o csv >sr.csv
equal "$(head -1 sr.csv)" "sr,low,high,hhi_gs,hhi_eu,import_reliance_pct,eol_rir_pct,si,formula,note" "CSV has one row"
near "$(cell sr 1 sr.csv)" 4.7223 1e-12 "SR in CSV"
has "$(gad risk eu-sr $nd --show inputs -o csv)" '^eol_rir_pct,.*,1,0\.5,true$' "inputs as a table"
equal "$(gad risk eu-sr --hhi-gs 7.1 --eol-rir 28 --si 0.9 -o csv | sed -n 2p | cut -d, -f4-8)" "7.1,,,28,0.9" "inputs as they were given"
has "$(gad risk eu-sr $nd -o md)" '^## EU supply risk' "Markdown"
gad risk eu-sr $nd -o parquet --out sr.parquet && equal "$(head -c 4 sr.parquet)" PAR1 "Parquet"
near "$(gad risk eu-sr --hhi-gs 8 --eol-rir 25 --si 0.5 -o csv | sed -n 2p | cut -d, -f1)" 3 1e-12 "global supply alone"
has "$(gad risk eu-sr --hhi-gs 8 --eol-rir 25 --si 0.5)" 'formula: SR = HHI_GS \(1 - EoL_RIR\) SI$' "says which formula"
has "$(gad risk eu-sr --hhi-gs 8 --import-reliance 40 --eol-rir 25 --si 0.5)" 'note: import reliance is not used' "an input that is not used is told"
has "$(gad risk eu-sr --hhi-gs 88 --import-reliance 40 --eol-rir 25 --si 0.5 -o csv)" "restrictions; import reliance is not used" "also to programs"
has "$(gad risk eu-sr --hhi-gs 8 --hhi-eu 1 --import-reliance 0.4 --eol-rir 25 --si 0.5)" 'note: import reliance was read as 0.4 per cent' "a fraction for per cent is told"
has "$(gad risk eu-sr --hhi-gs 88 --eol-rir 0 --si 0.9)" 'note: an HHI above 10' "an HHI of another scale is told"
has "$(gad risk eu-sr --hhi-gs 1.0 --eol-rir 0 --si 1.0 | sed -n 2p)" 'leaves it open' "around the threshold nothing is claimed"
has "$(gad risk eu-sr --hhi-gs 0.30 --eol-rir 0 --si 0.90 | sed -n 2p)" '^below 1.0' "below the threshold"
fails 2 'needs --hhi-gs' "nothing given" gad risk eu-sr
fails 2 'needs --import-reliance' "no import reliance" gad risk eu-sr --hhi-gs 1 --hhi-eu 1 --eol-rir 1 --si 1
fails 2 "si '2' is out of range: 0 to 1" "a substitution index above 1" gad risk eu-sr --hhi-gs 1 --eol-rir 1 --si 2
fails 2 "eol-rir '101' is out of range: 0 to 100 per cent" "a rate above 100" gad risk eu-sr --hhi-gs 1 --eol-rir 101 --si 1
fails 2 "hhi-gs '8,8' is not a number" "a comma" gad risk eu-sr --hhi-gs 8,8 --eol-rir 1 --si 1
fails 2 "product does not go with" "an option of the store" gad risk eu-sr $nd --product magnets
fails 2 "show chain does not go with" "a view of the store" gad risk eu-sr $nd --show chain
fails 2 "choose eu-sr or geopolrisk" "another question" gad risk eu-rs

# ---- GeoPolRisk: nickel, USA, 2022, to every digit published
cat >nickel.csv <<'ROWS'
country,material,hs,year,hhi,production_t,numerator,imports_t,price_usd_kg
USA,nickel,260400,2022,0.26749007657640966,17500,21.179740941995366,37.495,4.8067742365649
ROWS
gad risk geopolrisk --input nickel.csv -o json >nickel.json
equal "$(gad risk geopolrisk --input nickel.csv -o csv | sed -n 2p | cut -d, -f6-8 | awk -F, '{ printf "%.16f %.13e %.16f", $1, $2, $3 }')" \
    "0.0012076833631026 3.2304331527638e-04 0.0037927385852120" "all digits"
has "$(gad risk geopolrisk --input nickel.csv | head -1)" '^GeoPolRisk score of nickel \(260400\), USA, 2022: 0\.000323; its characterisation factor is 0\.00379 kg' "the first line answers"
has "$(gad risk geopolrisk --input nickel.csv)" 'import risk = sum\(g_i f_i\) / \(p \+ F\) = 21\.179740941995366 / \(17,500 \+ 37\.495\) = 0\.00120768' "the numbers that went in"
has "$(cat nickel.json)" '"imports_t": "nickel.csv, line 2"' "each number has its line"
printf "hhi,production_t,numerator,imports_t,material\n.5,6,1,2,\033[31mred\n" >red.csv
lacks "$(gad risk geopolrisk --input red.csv)" "$(printf "\033")" "control characters of a file stay out of the terminal"

# one row per supplier: two cases, told apart by their names, in any order, semicolons, a byte order mark
cat >suppliers.csv <<'ROWS'
country,material,year,supplier,imports_t,governance,production_t,hhi,price_usd_kg
USA,nickel,2022,CAN,30,0.5,17500,0.25,4
DEU,nickel,2022,AUS,100,0.3,0,0.25,
USA,nickel,2022,AUS,10,0.6,,,
DEU,nickel,2022,RUS,300,0.7,,,
ROWS
gad risk geopolrisk --input suppliers.csv -o csv >cases.csv
equal "$(cut -d, -f1 cases.csv | tr '\n' ' ')" "country USA DEU " "cases in the order of the file"
near "$(cell import_risk 1 cases.csv)" "$(echo | awk '{ printf "%.17g", 21 / 17540 }')" 1e-17 "USA: (15 + 6) / (17,500 + 40)"
near "$(cell cf 1 cases.csv)" "$(echo | awk '{ printf "%.17g", 0.25 * 21 / 17540 * 4 / 0.409412948 }')" 1e-17 "USA: CF"
near "$(cell score 2 cases.csv)" 0.15 1e-15 "DEU: 0.25 x (30 + 210) / 400"
equal "$(cell cf 2 cases.csv)" "" "no price, no characterisation factor"
near "$(gad risk geopolrisk --input suppliers.csv --price 4.09412948 -o csv | sed -n 3p | cut -d, -f8)" 1.5 1e-14 "--price fills in"
near "$(gad risk geopolrisk --input suppliers.csv --price 4.09412948 -o csv | sed -n 2p | cut -d, -f8)" "$(cell cf 1 cases.csv)" 0 "but not over the price of the file"
has "$(gad risk geopolrisk --input suppliers.csv | head -1)" '^GeoPolRisk scores of 2 cases; the highest is 0\.150, nickel, DEU, 2022$' "the highest of several"
# country, material, HS and year make a case; spaces around cells are no part of it
cat >keys.csv <<'ROWS'
country,material,hs,year,supplier,imports_t,governance,production_t,hhi,scale
USA,nickel,1,2021,CAN,1,1,1,0.5,
USA,nickel,1,2022,CAN,1,1,3,0.5,
 USA ,  nickel,1 ,2022,AUS,4,0,,,unit
USA,cobalt,1,2022,CAN,1,-2.5,4,0.5,wgi
USA,nickel,2,2022,CAN,1,5,0,0.5,eu
DEU,nickel,1,2022,CAN,1,1,9,0.5,
ROWS
equal "$(gad risk geopolrisk --input keys.csv -o csv | cut -d, -f6 | tr '\n' ' ')" "import_risk 0.5 0.125 0.2 0.5 0.1 " "five cases, three scales"
(head -1 suppliers.csv; tail -n +2 suppliers.csv | sort -r) >turned.csv
gad risk geopolrisk --input turned.csv -o csv | tail -n +2 | sort >turned.out
equal "$(tail -n +2 cases.csv | sort)" "$(cat turned.out)" "the order of rows changes no digit"
{ printf '\357\273\277'; tr , ';' <suppliers.csv | sed 's/$/\r/'; } >other.csv
equal "$(gad risk geopolrisk --input other.csv -o csv)" "$(cat cases.csv)" "semicolons, CR LF and a byte order mark"
gzip -k suppliers.csv && equal "$(gad risk geopolrisk --input suppliers.csv.gz -o csv)" "$(cat cases.csv)" "packed"
has "$(gad risk geopolrisk --input suppliers.csv --show inputs -o csv)" '^DEU,nickel,,2022,"?g, governance"?,RUS,0\.7,,"?suppliers.csv, line 5"?$' "every number and its line"
gad risk geopolrisk --input suppliers.csv -o parquet --out cases.parquet && equal "$(head -c 4 cases.parquet)" PAR1 "Parquet"

# what is not known is not computed, and said
sed 's/0\.7,,,/,,,/' suppliers.csv >hole.csv
gad risk geopolrisk --input hole.csv -o csv >hole.out
equal "$(cell score 2 hole.out)" "" "no governance, no score"
equal "$(cell missing 2 hole.out)" "governance of 'RUS'" "and why"
near "$(cell score 1 hole.out)" "$(cell score 1 cases.csv)" 0 "the other case stands"
# production of the world instead of its HHI
cat >world.csv <<'ROWS'
country,supplier,imports_t,governance,world_production_t
USA,CAN,1,0.5,50
USA,USA,0,,50
USA,CHN,3,1,100
ROWS
gad risk geopolrisk --input world.csv -o csv >world.out
near "$(cell hhi 1 world.out)" 0.375 1e-15 "HHI of world production"
near "$(cell import_risk 1 world.out)" "$(echo | awk '{ printf "%.17g", 3.5 / 54 }')" 1e-16 "production at home from the country's own row"
# units: imports in thousand tonnes do not pass in silence
has "$(sed 's/37\.495/0.037495/' nickel.csv >kt.csv; gad risk geopolrisk --input kt.csv)" 'note: nickel.*mean governance, is 564\.868.*are both in tonnes' "another unit is told"

# ---- governance from a file
cat >wgi.csv <<'ROWS'
country,year,value
Canada,2021,1.0
Canada,2023,-2.0
AUS,2022,0.5
Russia,2022,-1.0
Atlantis,2022,0
ROWS
cut -d, -f1-5,7- suppliers.csv >ungoverned.csv
gad risk geopolrisk --input ungoverned.csv --governance wgi.csv -o json >governed.json
has "$(cat governed.json)" '"governance_from": "wgi.csv, line 2 \(2021\)"' "the year before, never a later one"
near "$(json numerator governed.json)" 13 1e-12 "30 x (2.5 - 1) / 5 + 10 x (2.5 - 0.5) / 5"
has "$(cat governed.json)" "\"unknown\": \"wgi.csv: 1 country is not known, and not used: 'Atlantis'\"" "a country nobody knows is told"
gad risk geopolrisk --input ungoverned.csv --governance wgi.csv >governed.txt
has "$(cat governed.txt)" "note: wgi.csv: 1 country is not known" "also to people"
printf 'country,value,scale\nCAN,0.3,unit\nAUS,4,eu\nRUS,-1,wgi\n' >mixed.csv
near "$(gad risk geopolrisk --input ungoverned.csv --governance mixed.csv -o csv | sed -n 2p | cut -d, -f10)" 13 1e-12 "three scales, no year"

# ---- refused, with file and line
refuses() {
    printf "$3" >t.csv
    fails 1 "$2" "$1" gad risk geopolrisk --input t.csv
}
sums='country,hhi,production_t,numerator,imports_t\n'
by='country,supplier,imports_t,governance,hhi,production_t\n'
refuses "a slip in a name" "no column 'prodution_t': did you mean 'production_t'" 'country,hhi,prodution_t,numerator,imports_t\nUSA,.1,2,3,4\n'
refuses "a name nobody knows" "no column 'colour': a file may have country, material" 'country,hhi,colour\nUSA,1,2\n'
refuses "the same column twice" "'imports_t' and 'imports' mean the same" 'hhi,production_t,numerator,imports_t,imports\n.1,2,3,4,5\n'
refuses "no layout" "neither a column 'supplier'" 'country,hhi,production_t\nUSA,.1,2\n'
refuses "both layouts" "'supplier' and 'numerator' together" 'country,supplier,imports_t,numerator\nUSA,CAN,1,2\n'
refuses "no HHI" "a column 'hhi' is needed" 'country,production_t,numerator,imports_t\nUSA,2,3,4\n'
refuses "a decimal comma" "t.csv:2: hhi '0,1' is not a number" "country;hhi;production_t;numerator;imports_t\nUSA;0,1;2;3;4\n"
refuses "an HHI of percentages" "t.csv:3: hhi '2674' is out of range: 0 to 1" "${sums}USA,.1,2,3,4\nUSA,2674,2,3,4\n"
refuses "a year of five digits" "t.csv:2: year '02022' is not a year" 'year,hhi,production_t,numerator,imports_t\n02022,.1,2,3,4\n'
refuses "after comments and empty lines" "t.csv:6: hhi '9' is out" '# made by hand\n\nhhi,production_t,numerator,imports_t\n.1,2,3,4\n\n9,2,3,4\n'
refuses "negative imports" "t.csv:2: imports_t '-4' is out of range: tonnes, at least 0" "${sums}USA,.1,2,3,-4\n"
refuses "a numerator without imports" "t.csv:2: numerator '3' without imports" "${sums}USA,.1,2,3,0\n"
refuses "a short line" "t.csv:3: 4 fields where the header has 5: 'USA,.1,2,3'" "${sums}USA,.1,2,3,4\nUSA,.1,2,3\n"
refuses "no rows" "t.csv: the file has no rows" "$sums"
refuses "an empty file" "t.csv: the file is empty" ''
refuses "numbers for a header" "t.csv: the first line is all numbers" '1,2,3\n4,5,6\n'
refuses "a supplier twice" "t.csv:3: supplier 'can' stands on line 2 already" "${by}USA,CAN,1,.5,.2,3\nUSA,can,1,.5,.2,3\n"
refuses "two HHIs for one case" "t.csv:3: hhi is '.3', but '.2' on line 2" "${by}USA,CAN,1,.5,.2,3\nUSA,MEX,1,.5,.3,3\n"
refuses "governance beyond its scale" "t.csv:2: governance '-0.5' is not 0 to 1.*wgi, eu" "${by}USA,CAN,1,-0.5,.2,3\n"
refuses "a supplier without a name" "t.csv:2: the supplier is missing" "${by}USA,,1,.5,.2,3\n"
refuses "no governance at all" "a column 'governance' is needed, or --governance FILE" 'country,supplier,imports_t,hhi,production_t\nUSA,CAN,1,.2,3\n'
fails 2 'needs --input' "no file" gad risk geopolrisk
fails 1 "nope.csv': No such file" "a missing file" gad risk geopolrisk --input nope.csv
fails 1 'is a folder' "a folder" gad risk geopolrisk --input .
if command -v python3 >/dev/null; then
    python3 -c 'import zipfile; z = zipfile.ZipFile("two.zip", "w"); z.write("nickel.csv"); z.write("cases.csv")'
    fails 1 'two.zip: the archive holds several files' "an archive of two" gad risk geopolrisk --input two.zip
fi
fails 1 'looked up for suppliers' "governance of sums" gad risk geopolrisk --input nickel.csv --governance wgi.csv
fails 2 "price 'free' is not a price" "a price that is none" gad risk geopolrisk --input nickel.csv --price free
wgi() {
    printf "$3" >w.csv
    fails 1 "$2" "$1" gad risk geopolrisk --input ungoverned.csv --governance w.csv
}
wgi "values that may be no WGI" "w.csv: no value is below 0.*name the scale" 'country,value\nCAN,0.9\n'
wgi "two values" "w.csv:3: 'Canada' in 2021 has the value 0.8 \(unit\), but line 2 has 0.9 \(unit\)" 'country,year,value,scale\nCAN,2021,0.9,unit\nCanada,2021,0.8,unit\n'
wgi "beyond the scale" "w.csv:2: value '9' is not 0 to 1, high is bad" 'country,value,scale\nCAN,9,unit\n'
wgi "a scale that is none" "w.csv:2: scale 'percent' is not one of wgi, eu, unit" 'country,value,scale\nCAN,9,percent\n'
wgi "no value" "w.csv:2: the value is missing" 'country,value,scale\nCAN,,eu\n'
wgi "a year of two digits" "w.csv:2: year '22' is not a year" 'country,year,value,scale\nCAN,22,1,eu\n'

# ---- the world's rare-earth mines: HHI of real production figures
[ -d "$shared" ] || { echo "skipped: ../shared is not here (risk_given: real production)"; finish; }
while read -r year hhi; do
    awk -F, -v y="$year" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == y) k = i
            print "country,supplier,imports_t,governance,world_production_t,production_t"; next }
        $3 != "DELETE" { print "X," $1 ",0,," $k ",1" }' "$shared/production/wmd_rare_earths_reo_2018_2022.csv" >mines.csv
    near "$(gad risk geopolrisk --input mines.csv -o csv | sed -n 2p | cut -d, -f5)" "$hhi" 5e-9 "HHI of rare-earth mines $year"
done <<'ROWS'
2018 0.46318434
2019 0.45493254
2020 0.41766017
2021 0.43209410
2022 0.52826177
ROWS
finish
