# gadolin - the commands a person types. CMake does the work; every target installs what it lacks first.
.PHONY: all setup demo test check lint asan bench bench-market bench-check bench-reconcile bench-simulate eval-claims fuzz cov bless install clean
PRESET = build
DEMO_STORE = build/demo.duckdb

all:
	@tools/setup build
	@tools/build build
	@echo "The command is build/gadolin"

setup:
	@tools/setup test

# The bundled figures, the briefing of June 2025, the month after China's magnet exports hit bottom, and a checked article.
demo: all
	@tools/demo $(DEMO_STORE)

# What CI runs: both compilers, lint, every test, the sanitizers. Ends with "N passed, N failed".
test:
	@tools/setup test
	@tools/test all

check:
	@tools/setup test
	@tools/test quick

lint:
	@tools/setup test
	@tools/lint

asan:
	@tools/setup test
	@tools/test asan

fuzz:
	@tools/setup test
	@tools/fuzz $(T)

bench: all
	@bench/run

# The market kernel, its peers and its floor.
bench-market: all
	@bench/market

# How many articles `gadolin check` judges in a minute on one core.
bench-check: all
	@bench/check

# How near `gadolin reconcile` comes to BACI: one line of JSON on standard output, everything else on standard error.
#   make bench-reconcile RAW=comtrade_2022.csv.gz BACI=baci_2022.csv YEAR=2022
bench-reconcile:
	@tools/setup build >&2
	@tools/build build gadolin_cli >&2
	@bench/reconcile

# A world under a scenario, the hindcast and the check of a world: whole processes on one core.
bench-simulate: all
	@bench/simulate

# What `gadolin check` finds and how it judges, against the labels of tests/claims.
eval-claims: all
	@python3 tests/claims/eval.py build/gadolin --errors

cov:
	@tools/setup test
	@tools/cov

bless: all
	@tools/test bless

install: all
	cmake --install build

clean:
	rm -rf build build-*
