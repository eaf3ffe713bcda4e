#!/bin/sh
# count_market BUILD [--bless] - instructions that gadolin's own code executes for a fixed market (bench/market_count.c),
# counted by callgrind and held against bench/market_instructions.csv: more than 3 % above it fails. Instructions of
# libraries (BLAS, CHOLMOD, libm, libc) are left out, so their versions and the processor do not matter; the compiler
# does, hence a row for each. --bless writes what was counted into the file: read the diff.
set -u
build=$1
bless=${2:-}
here=$(cd "$(dirname "$0")/../.." && pwd)
wanted=$here/bench/market_instructions.csv
dir=$(mktemp -d "${TMPDIR:-/tmp}/gadolin-test.XXXXXX")
trap 'rm -rf "$dir"' EXIT
if ! command -v valgrind >/dev/null 2>&1 || [ ! -x "$build/bench/market_count" ]; then
    echo "skipped: valgrind or its header was not here (count_market)"
    exit 0
fi

# One core and one kind of BLAS kernel, so that sums are rounded alike everywhere and the steps repeat.
OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Prescott valgrind --tool=callgrind --callgrind-out-file="$dir/out" \
    --compress-strings=no --compress-pos=no \
    "$build/bench/market_count" >"$dir/said" 2>"$dir/err" || {
    cat "$dir/said" "$dir/err" >&2
    exit 1
}
compiler=$(sed -n 's/^compiler: //p' "$dir/said")
dump=0 # the program has one written after each part
for name in network cold warm; do
    dump=$((dump + 1))
    # Costs of calls follow a "calls=" line and belong to the callee, which has lines of its own.
    awk -v row="$compiler,$name" '
        /^ob=/ { ours = /market_count$/ }
        /^calls=/ { getline; next }
        /^[0-9]/ && ours { sum += $2 }
        END { printf "%s,%d\n", row, sum }' "$dir/out.$dump" >>"$dir/counted" || exit 1
done

if [ "$bless" = --bless ]; then
    { echo "compiler,part,instructions"; { grep -v "^$compiler,\|^compiler," "$wanted" 2>/dev/null; cat "$dir/counted"; } | sort; } >"$dir/new"
    cp "$dir/new" "$wanted"
    cat "$dir/counted"
    exit 0
fi
if ! grep -q "^$compiler," "$wanted"; then
    echo "skipped: bench/market_instructions.csv has no row for $compiler (count_market)"
    exit 0
fi
cat "$dir/said"
awk -F, '
    FNR == NR { wanted[$1 "," $2] = $3; next }
    {
        ratio = wanted[$1 "," $2] > 0 && $3 > 0 ? $3 / wanted[$1 "," $2] : 9
        verdict = ratio > 1.03 ? "FAILED: too many" : ratio < 0.97 ? "fewer: make bless keeps the gain" : "ok"
        printf "%s: %d instructions, %.3f of the figure on file, %s\n", $2, $3, ratio, verdict
        bad += ratio > 1.03
    }
    END { exit bad > 0 }' "$wanted" "$dir/counted"
