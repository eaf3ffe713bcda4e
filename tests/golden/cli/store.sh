# Stores that cannot be used: the message names the file and what to do; nothing is touched.
try() {
    echo "\$ gadolin $*"
    gadolin "$@" 2>&1
    echo "-> $?"
}
printf 'product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note\nmagnets,CHN,W00,X,2025-06,qty,3188,t,,reported,2025-07-20,stated,A,http://a,\n' >a.csv
try sources
: >empty.db
mkdir folder.db
head -c 20000 /dev/zero >zeros.db
printf 'some,csv\n1,2\n' >text.db
for store in empty.db folder.db zeros.db text.db nowhere/s.db /dev/null; do
    try --store $store sources
done
for store in folder.db zeros.db text.db nowhere/s.db /dev/null; do
    try --store $store ingest a.csv
done
cksum text.db zeros.db
try ingest nothing.csv
try --store "" sources
ls
printf 'magnets,CHN,W00,X,2025-07,qty,NA,t,,reported,2025-08-20,stated,A,http://a,\n' | cat a.csv - >b.csv
try --store strict.db ingest --strict b.csv
try --store strict.db sources --show rejects
