# Options before and after the command, in every spelling, mean the same.
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
gadolin --store s.db ingest a.csv >/dev/null
want=$(gadolin --store s.db sources --product magnets --output csv)
echo "$want"
same() {
    [ "$(gadolin "$@")" = "$want" ] || echo "differs: $*"
}
same --store=s.db --output=csv sources --product=magnets
same -o csv --store s.db sources -p magnets
same -ocsv sources -pmagnets --store s.db
same -o=csv sources -p=magnets --store s.db
same sources -qo csv -p magnets --store s.db
same sources -o CSV -p magnets --store s.db --
same sources -o json -o csv --store nowhere --store s.db -p magnets
GADOLIN_STORE=s.db same sources -o csv -p magnets
GADOLIN_STORE=nowhere same sources -o csv -p magnets --store s.db
cp s.db gadolin.duckdb
same sources -o csv -p magnets
same -o csv sources -p magnets --out -
gadolin sql -o csv -- "-- a query that begins with dashes
SELECT 1 AS one"
