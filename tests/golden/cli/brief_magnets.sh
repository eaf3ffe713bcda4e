# The page that the bundled figures make of June 2025, for a terminal and as Markdown, and as it stood in July 2025.
gadolin ingest "$root/data/observations" >/dev/null || exit
gadolin brief --product magnets --reporter CHN --period 2025-06
echo "==== Markdown"
gadolin brief --product magnets --reporter CHN --period 2025-06 -o md
echo "==== as of 31 July 2025"
gadolin brief --product magnets --reporter CHN --period 2025-06 --as-of 2025-07-31 | sed -n '3,20p'
echo "==== newest month held"
gadolin brief --product rare-earths --reporter CHN | sed -n '1,3p'
echo "==== a month with partners only"
gadolin brief --product magnets --reporter CHN --period 2026-01 | sed -n '3p'
echo "==== a year"
gadolin brief --product magnets --reporter CHN --period 2024 | sed -n '3,8p'
