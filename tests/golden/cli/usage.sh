# Wrong usage: exit status 2, one line and a hint; nothing is written.
try() {
    echo "\$ gadolin $*"
    gadolin "$@" 2>&1
    echo "-> $?"
}
try
try seris
try --prodct x
try --product magnets series
try series
try series --prodct magnets
try series --product
try series --product --reporter CHN
try series --product ""
try series -p magnets --flow Z
try series -p magnets --quiet=yes
try series -p magnets -Z
try series -p magnets extra
try series -p $'\xff'
try rank -p magnets
try rank -p magnets -r CHN
try rank -p magnets -r CHN --period 2025-06 --top 1001
try rank -p magnets -r CHN --period 2025-06 --top -1
try rank -p magnets -r CHN --period 2025-06 --top 1e3
try rank -p magnets -r CHN --period 2025-06 --top 99999999999999999999
try brief -p magnets -r CHN -o csv
try ingest
try ingest -o csv x
try sql "SELECT 1" "SELECT 2"
try completion
try completion fish
try help sereis
try -o tabel sources
try completion bash -o csv
try --store
try sources --show gap
ls -A
