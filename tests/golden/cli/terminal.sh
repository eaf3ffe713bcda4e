# On a terminal: cut to its width, coloured unless told not to, and never Parquet.
command -v script >/dev/null || { echo "script (bsdutils) is not here" >&2; exit 77; }
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
gadolin ingest a.csv >/dev/null
query="SELECT 'a text of some length that is cut' AS first, 12345 AS second, NULL AS third, chr(27) || '[31m稀土' AS fourth"
on_terminal() { # COLUMNS COMMAND
    script -qec "stty cols $1; $2" /dev/null </dev/null | tr -d '\r' | cat -v
}
export query
on_terminal 80 'TERM=xterm gadolin sql "$query"'
on_terminal 80 'TERM=xterm gadolin sql --no-color "$query"'
on_terminal 80 'TERM=xterm NO_COLOR=1 gadolin sql "$query"'
on_terminal 80 'TERM=dumb gadolin sql "$query"'
on_terminal 40 'gadolin sql "$query"'
on_terminal 20 'gadolin sql "$query"'
on_terminal 80 'gadolin sql -o parquet "SELECT 1"; echo "-> $?"'
on_terminal 80 'gadolin sql -o parquet --out x.parquet "SELECT 1"; echo "-> $?"'
on_terminal 80 'gadolin sql; echo "-> $?"'
on_terminal 20 'gadolin sql "$query" | cat'
