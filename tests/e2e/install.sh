#!/bin/sh
# install - the installed package works on its own: command, data, manual, completions, pkg-config, example, header alone.
. "$(dirname "$0")/lib.sh"
unset GADOLIN_DATA
cmake --install "$(cd "$here" && cd "$build" && pwd)" --prefix "$dir/usr" >"$dir/log" 2>&1 || complain "install: $(tail -3 "$dir/log")"
bin=$dir/usr/bin/gadolin
lib=$(find "$dir/usr" -name gadolin.pc -printf '%h\n')
export PKG_CONFIG_PATH=$lib
gad ingest "$here/data/observations" >/dev/null || complain "the installed command cannot ingest"
checks=$((checks + 1))
for f in share/man/man1/gadolin.1 share/bash-completion/completions/gadolin share/zsh/site-functions/_gadolin share/gadolin/products.csv; do
    [ -s "$dir/usr/$f" ] || complain "not installed: $f"
done
# The prefix of gadolin.pc is the one of configure time; --define-prefix follows the move.
flags=$(pkg-config --define-prefix --cflags --libs gadolin)
for cc in gcc clang; do
    command -v $cc >/dev/null || continue
    # shellcheck disable=SC2086
    $cc -std=c17 -Wall -Wextra -Wpedantic -Werror "$here/examples/last_year.c" $flags -o example || complain "the example does not build with $cc"
    has "$(GADOLIN_DATA=$dir/usr/share/gadolin ./example "$store" magnets CHN)" '^2025-06,3188,157\.5' "the example with $cc"
    # shellcheck disable=SC2086
    $cc -std=c17 -Wall -Wextra -Wpedantic -Werror "$here/examples/market_two_regions.c" $flags -o market || complain "the market example does not build with $cc"
    out=$(./market)
    has "$out" '^solved: price A 22\.000000, B 28\.000000; shipped 12\.000000; rent of the road 4\.000000' "the market example with $cc"
    has "$out" '^solved: price A 24\.000000, B 26\.000000; shipped 14\.000000; rent of the road 0\.000000' "the market example with $cc, a wider road"
    printf '#include <gadolin/gadolin.h>\nint main(void) { return gad_version() == 0; }\n' >alone.c
    $cc -std=c17 -pedantic -Wall -Wextra -Werror $(pkg-config --define-prefix --cflags gadolin) -c alone.c || complain "the header does not compile alone with $cc"
    printf '#include <gadolin/market.h>\nint main(void) { return gad_market_defaults().max_iterations == 0; }\n' >alone.c
    $cc -std=c17 -pedantic -Wall -Wextra -Werror $(pkg-config --define-prefix --cflags gadolin) -c alone.c || complain "market.h does not compile alone with $cc"
done
# Nothing but the public API leaves the library.
out=$(nm -D --defined-only "$(find "$dir/usr" -name libgadolin.so)" | awk '$2 ~ /[TDBR]/ { print $3 }' | grep -v '^gad_' || true)
equal "$out" "" "symbols that are not gad_*"
finish
