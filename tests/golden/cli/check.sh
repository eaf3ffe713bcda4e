# An article in every format: one claim true, one of another series, one that no figure speaks to.
cat >figures.csv <<'CSV'
product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note
magnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,Customs A,https://example.org/a,
rare-earths,CHN,W00,X,2025-06,qty,7742,t,,reported,2025-07-14,stated,Customs B,https://example.org/b,
CSV
cat >article.txt <<'TXT'
Exports of rare earths recover

July 21, 2025

China's exports of rare earths rose to 7,742 tons in June 2025, customs data showed.

China exported 3,188 tons of rare earths in June 2025, it said. Vietnam's imports of gallium were 12 tons in June 2025. Copper
rose 5% & shares of *one* company jumped 8%.
TXT
gadolin ingest figures.csv >/dev/null
gadolin check article.txt; echo "-> $?"
echo "-- Markdown"
gadolin check -o md article.txt
echo "-- CSV"
gadolin check -o csv article.txt
echo "-- HTML"
gadolin check -o html article.txt | sed -e '/^<style>/,/^<\/style>/d' -e 's/gadolin [0-9.]*\./gadolin VERSION./'
echo "-- JSON, one of several"
mkdir two && cp article.txt two/b.txt && echo "No numbers here." >two/a.txt
gadolin check -o json two | cut -c1-240
echo "-- JSON"
gadolin check -o json two/a.txt
echo "-- statuses"
gadolin check --fail-on mislabelled article.txt >/dev/null; echo "-> $?"
gadolin check --fail-on contradicted,close article.txt >/dev/null; echo "-> $?"
gadolin check missing.txt; echo "-> $?"
gadolin check --fail-on false article.txt; echo "-> $?"
gadolin check -o parquet article.txt; echo "-> $?"
gadolin check --date yesterday article.txt; echo "-> $?"
echo "-- a terminal"
command -v script >/dev/null || { echo "script (bsdutils) is not here" >&2; exit 77; }
script -qec "stty cols 70; TERM=xterm gadolin check article.txt" /dev/null </dev/null | tr -d '\r' | cat -v | head -20
