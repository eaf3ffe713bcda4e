#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_world_doc.py - docs/world.md says what the code and the worlds say.

Run from anywhere: python3 tests/data/check_world_doc.py [ROOT]
Every parameter of world_parameters.def stands in the table of the page with its unit and range, and no other does; every
file of every world has the header the page gives for it, and the page gives no other; every word that stands in a column
`parameter`, `role` or `key` of a world is explained, and so is every finding of `gadolin world check`; every kind of policy
event has an example in tests/data/scenarios. Prints one line per broken promise, then "N passed, N failed"; exit status 1 if
any failed. Needs nothing but the standard library.
"""
import csv
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..")
WORDS = {"key", "role", "parameter"}  # columns whose values are fixed by the program

passed = failed = 0


def check(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAIL " + what)


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as f:
        return f.read()


def parameters():
    """X(name, "unit", lo, hi, ...) of the list, as texts."""
    body = read("src", "world", "world_parameters.def")
    return re.findall(r'^X\((\w+), "([^"]+)", ([^,]+), ([^,]+),', body, re.M)


def check_parameters(page):
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$", page, re.M)
    told = {name: (unit, lo, hi) for name, unit, lo, hi in rows}
    check(len(told) == len(rows), "docs/world.md: a parameter stands twice")
    known = parameters()
    check(len(known) > 5, "world_parameters.def: no parameters found")
    for name, unit, lo, hi in known:
        check(told.get(name) == (unit, lo, hi),
              "docs/world.md: parameter %s should say unit %s, from %s to %s; it says %s"
              % (name, unit, lo, hi, told.get(name)))
    for name in sorted(set(told) - {k[0] for k in known}):
        check(False, "docs/world.md: parameter %s is not in world_parameters.def" % name)


def headers(page):
    """file name -> header, from "### name.csv", an empty line, `header`; and the names of those that may be left out."""
    rows = re.findall(r"^### (\w+\.csv)(, optional)?\n\n`([\w,]+)`$", page, re.M)
    return {name: header for name, _, header in rows}, {name for name, optional, _ in rows if optional}


def check_world(folder, told, optional, page):
    name = os.path.relpath(folder, ROOT)
    found = {os.path.basename(p) for p in glob.glob(os.path.join(folder, "*.csv"))}
    for missing in sorted(set(told) - found - optional):
        check(False, "%s: no %s" % (name, missing))
    for extra in sorted(found - set(told)):
        check(False, "%s/%s: docs/world.md does not know this file" % (name, extra))
    for file in sorted(found & set(told)):
        with open(os.path.join(folder, file), encoding="utf-8") as f:
            lines = [x for x in f.read().splitlines() if x and not x.startswith("#")]
        check(bool(lines) and lines[0] == told[file],
              "%s/%s: header differs from docs/world.md: %s" % (name, file, lines[:1]))
        for row in csv.DictReader(lines):
            for column in WORDS & set(row):
                check("`%s`" % row[column] in page,
                      "%s/%s: %s %r is not in docs/world.md" % (name, file, column, row[column]))


def check_findings(page):
    names = re.findall(r'^TEST\(\w+, "([\w-]+)"', read("src", "report", "world_tests.def"), re.M)
    check(len(names) > 5, "world_tests.def: no tests found")
    table = page[page.index("| finding |"):]
    for name in names:
        check("\n| `%s` | " % name in table,
              "docs/world.md: finding %s of `gadolin world check` is not explained" % name)


def check_scenarios():
    kinds = re.findall(r'^KIND\(\w+, "(\w+)"', read("src", "world", "policy_kinds.def"), re.M)
    check(len(kinds) > 5, "policy_kinds.def: no kinds found")
    used = set()
    for path in glob.glob(os.path.join(ROOT, "tests", "data", "scenarios", "*.yaml")):
        with open(path, encoding="utf-8") as f:
            used |= set(re.findall(r"^  - kind: (\w+)$", f.read(), re.M))
    for kind in kinds:
        check(kind in used, "tests/data/scenarios: no file shows a %s" % kind)


def main():
    page = read("docs", "world.md")
    check_parameters(page)
    told, optional = headers(page)
    check(len(told) - len(optional) == 16, "docs/world.md: %d headers, a world has 16 files" % len(told))
    worlds = [d for pattern in ("data/worlds/*", "tests/data/worlds/*")
              for d in sorted(glob.glob(os.path.join(ROOT, pattern)))
              if os.path.exists(os.path.join(d, "world.csv"))]
    check(len(worlds) >= 2, "fewer than two worlds found")
    for folder in worlds:
        check_world(folder, told, optional, page)
    check_findings(page)
    check_scenarios()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
