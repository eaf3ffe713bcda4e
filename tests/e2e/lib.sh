# lib.sh - helpers of the end-to-end tests. Each script: . lib.sh BUILD_DIR; checks; finish.
# A temporary folder is $dir, the command is gad, the store $store; everything is removed at the end.
set -u
build=$1
here=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$build" && pwd)/gadolin
shared=$here/../shared/data
dir=$(mktemp -d "${TMPDIR:-/tmp}/gadolin-test.XXXXXX")
store=$dir/store.duckdb
trap 'chmod -R u+rwX "$dir" 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
GADOLIN_DATA=$here/data
NO_COLOR=1
export GADOLIN_DATA NO_COLOR
checks=0
bad=0

gad() { "$bin" --store "$store" "$@"; }
complain() {
    bad=$((bad + 1))
    echo "FAILED: $*" >&2
}
# has TEXT PATTERN WHAT: an extended regular expression is found
has() {
    checks=$((checks + 1))
    printf '%s' "$1" | grep -qE -- "$2" || complain "$3: '$2' not found in: $(printf '%s' "$1" | head -c 600)"
}
lacks() {
    checks=$((checks + 1))
    ! printf '%s' "$1" | grep -qE -- "$2" || complain "$3: '$2' found in: $(printf '%s' "$1" | head -c 600)"
}
# equal GOT WANTED WHAT
equal() {
    checks=$((checks + 1))
    [ "$1" = "$2" ] || complain "$3: got '$1', wanted '$2'"
}
# near GOT WANTED TOLERANCE WHAT
near() {
    checks=$((checks + 1))
    echo "$1 $2 $3" | awk '{ d = $1 - $2; exit !(NF == 3 && d <= $3 && -d <= $3) }' || complain "$4: got '$1', wanted $2 within $3"
}
# one value of an SQL query
ask() { gad sql -o csv "$1" | sed -n 2p | sed 's/^"\(.*\)"$/\1/'; }
# fails STATUS PATTERN WHAT COMMAND...: exit status and the message
fails() {
    status=$1 pattern=$2 what=$3
    shift 3
    message=$("$@" 2>&1 >/dev/null </dev/null)
    got=$?
    equal "$got" "$status" "$what: exit status"
    has "$message" "$pattern" "$what"
    lacks "$message" 'Sanitizer|assert|core dumped' "$what"
}
finish() {
    echo "$checks checks, $bad failed"
    [ "$bad" -eq 0 ]
    exit $?
}
need_shared() {
    if [ ! -d "$shared" ]; then
        echo "skipped: ../shared is not here ($(basename "$0"))"
        finish
    fi
}
