# Market files that are wrong: one line that names file, place and what was expected; exit status 1. Wrong usage: 2.
try() {
    echo "\$ gadolin $*"
    gadolin "$@" 2>&1
    echo "-> $?"
}
good='{"nodes":[{"id":"A"},{"id":"B"}],
 "activities":[
  {"id":"make","column":{"A":1},"curve":{"kind":"linear","c":1,"q":1}},
  {"id":"ship","column":{"A":-1,"B":{"coef":1,"price_factor":0.8}},"upper":5,"curve":{"kind":"linear","c":3}},
  {"id":"use","column":{"B":-1},"curve":{"kind":"power","p0":10,"x0":5,"elasticity":-0.5}}]}'
wrong() { # SED-COMMAND: the good file with one thing changed
    sed "$1" <<<"$good" >market.json
    try market solve market.json
}
wrong 's/"c":1/"c":"abc"/'
wrong 's/"c":1/"c":1e999/'
wrong 's/"c":1,/"c":1/'
wrong 's/"c":1,/"c":NaN,/'
wrong 's/"A":1/"C":1/'
wrong 's/"ship"/"make"/'
wrong 's/"upper"/"uper"/'
wrong 's/"upper":5/"upper":-5/'
wrong 's/"q":1/"q":-1/'
wrong 's/"kind":"power"/"kind":"cubic"/'
wrong 's/"elasticity":-0.5/"elasticity":0/'
wrong 's/"price_factor":0.8/"price_factor":-1/'
wrong 's/{"id":"B"}/{"id":"B","balance":"free"}/'
wrong 's/"nodes"/"knots"/'
wrong 's/^{/{"options":{"tolerance":1},/'
wrong 's/^{/{"blocks":[{"activities":["make"],"c":[1],"Q":[[1]]}],/'
wrong 's/^{/{"warm":{"prices":{"A":"dear"}},/'
: >market.json
try market solve market.json
try market solve missing.json
try market solve .
echo '[1, 2' | try market solve -
echo '{}' | try market reconcile -
echo '{}' | try market gsim -
printf '{"a\x1b[31m":1}' | try market solve -
echo "$good" >market.json
try market
try market solve
try market slove market.json
try market clear market.json
try market solve market.json market.json
try market solve market.json --outcome price:A
try market gsim market.json --top 3
try market sensitivity market.json
try market sensitivity market.json --outcome price:A --top -1
try market solve market.json -o csv
ls
