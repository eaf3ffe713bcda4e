#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_worlds.py - the worlds under data/worlds keep the promises of docs/world.md, and their books close.

Run from anywhere: python3 tests/data/check_worlds.py [WORLDS_DIR]
The program refuses a broken world as well; this script says what no reader of single files can: that every process has a
margin at home prices, and that the world makes about as much of every material as it uses.
Prints one line per broken promise, then "N passed, N failed"; exit status 1 if any failed. Standard library only.
"""
import csv
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
WORLDS = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "data", "worlds")

RANGE = ",low,mode,high,"
HEADERS = {
    "world": "key,value,source,note",
    "places": "place,name,region,source,note",
    "materials": "material,name,stage,groups,hs,source,note",
    "baskets": "ore,material" + RANGE + "source,note",
    "processes": "process,name,stage,note",
    "recipes": "process,role,material" + RANGE + "source,note",
    "production": "process,place" + RANGE + "capacity,source,note",
    "plants": "plant,name,owner,place,process" + RANGE + "start,status,ramp_months,source,note",
    "uses": "use,name,material,parameter" + RANGE + "source,note",
    "use_shares": "use,material,place" + RANGE + "source,note",
    "switches": "use,material,to,parameter" + RANGE + "source,note",
    "flows": "material,from,to" + RANGE + "source,note",
    "lanes": "from,to,parameter" + RANGE + "source,note",
    "prices": "material,place" + RANGE + "source,note",
    "parameters": "parameter,scope" + RANGE + "unit,source,note",
    "seasons": "material,from,month" + RANGE + "source,note",
}
KEYS = {  # what makes a row one of its kind
    "world": ["key"], "places": ["place"], "materials": ["material"], "baskets": ["ore", "material"],
    "processes": ["process"], "recipes": ["process", "role", "material"], "production": ["process", "place"],
    "plants": ["plant"], "uses": ["use", "material", "parameter"], "use_shares": ["use", "material", "place"],
    "switches": ["use", "material", "to", "parameter"], "flows": ["material", "from", "to"], "prices": ["material", "place"],
    "parameters": ["parameter", "scope"], "seasons": ["material", "from", "month"], "lanes": ["from", "to", "parameter"],
}
USE_PARAMETERS = {"t_yr", "choke_usd_t", "elasticity", "flexible_frac", "elasticity_long", "thrift_month", "thrift_floor"}
SWITCH_PARAMETERS = {"usd_t", "ratio", "frac"}
MAY_BE_NEGATIVE = {"elasticity", "elasticity_long"}
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])$")
PLAIN = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?$")
# Words of the place where the data was gathered have no business in it.
PRIVATE = re.compile(r"/wor[k]\b|/tmp\b|/hom[e]/|localhost|file:", re.I)
GAP = 0.15  # most by which the world's making and using of a material may differ

passed = failed = 0


def check(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAIL " + what)


def read(folder, name):
    """Rows as dicts with "_at" (file:line); comments and empty lines skipped; the header must be exact."""
    path = os.path.join(folder, name + ".csv")
    short = os.path.join(os.path.basename(folder), name + ".csv")
    if not os.path.exists(path):
        check(False, short + " is missing")
        return []
    with open(path, encoding="utf-8", newline="") as f:
        rows, header = [], None
        reader = csv.reader(f, strict=True)
        for row in reader:
            if not row or row[0].startswith("#"):
                continue
            if header is None:
                header = row
                check(",".join(row) == HEADERS[name], short + ": the header is " + HEADERS[name])
                continue
            at = "%s:%d" % (short, reader.line_num)
            check(len(row) == len(header), at + " has %d fields, not %d" % (len(row), len(header)))
            rows.append(dict(zip(header, row), _at=at))
    seen = {}
    for r in rows:
        key = tuple(r.get(k, "") for k in KEYS[name])
        check(key not in seen, "%s stands twice, see %s" % (r["_at"], seen.get(key, "")))
        seen[key] = r["_at"]
    return rows


def check_numbers(name, rows):
    for r in rows:
        at = r["_at"]
        if "source" in r:
            check(r["source"].strip(), at + " has no source")
            check(r["source"] != "assumption" or r["note"].strip(), at + " assumption without a reason")
            check(not PRIVATE.search(r["source"] + r["note"]), at + " names a path of some machine")
        if "low" not in r:
            continue
        texts = [r["low"], r["mode"], r["high"]]
        check(all(PLAIN.match(t) for t in texts), at + " number: " + ", ".join(texts))
        try:
            low, r["mode"], high = map(float, texts)
        except ValueError:
            r["mode"] = 0.0
            continue
        check(low <= r["mode"] <= high, at + " low <= mode <= high")
        check(low >= 0 or r.get("parameter") in MAY_BE_NEGATIVE, at + " a negative number")


def check_ids(w):
    places = {r["place"] for r in w["places"]}
    regions = {r["region"] for r in w["places"]}
    materials = {r["material"] for r in w["materials"]}
    groups = {g for r in w["materials"] for g in r["groups"].split()}
    processes = {r["process"] for r in w["processes"]}
    stages = {r["stage"] for r in w["materials"]} | {r["stage"] for r in w["processes"]}
    uses = {r["use"] for r in w["uses"]}
    pairs = {(r["use"], r["material"]) for r in w["uses"]}
    known = {
        ("baskets", "ore"): materials, ("baskets", "material"): materials,
        ("recipes", "process"): processes, ("recipes", "material"): materials, ("recipes", "role"): {"in", "out", "basket"},
        ("production", "process"): processes, ("production", "place"): places,
        ("plants", "process"): processes, ("plants", "place"): places,
        ("uses", "material"): materials, ("uses", "parameter"): USE_PARAMETERS,
        ("use_shares", "use"): uses, ("use_shares", "material"): materials | {"*"}, ("use_shares", "place"): places,
        ("switches", "use"): uses, ("switches", "material"): materials, ("switches", "to"): materials,
        ("switches", "parameter"): SWITCH_PARAMETERS,
        ("flows", "material"): materials, ("flows", "from"): places, ("flows", "to"): places,
        ("lanes", "from"): places | regions | {"*"}, ("lanes", "to"): places | regions | {"*"},
        ("lanes", "parameter"): {"months", "freight_usd_t"},
        ("prices", "material"): materials, ("prices", "place"): places | {"*"},
        ("seasons", "material"): materials | groups | {"*"}, ("seasons", "from"): places,
        ("seasons", "month"): {str(i) for i in range(1, 13)},
        ("parameters", "scope"): {"*"} | materials | processes | uses | places | {"stage:" + s for s in stages},
    }
    for (name, column), ids in known.items():
        for r in w[name]:
            check(r[column] in ids, "%s unknown %s '%s'" % (r["_at"], column, r[column]))
    check(not regions & places, "no region has the id of a place")
    for use, material in pairs:
        got = {r["parameter"] for r in w["uses"] if (r["use"], r["material"]) == (use, material)}
        check(got == USE_PARAMETERS, "use %s of %s lacks %s" % (use, material, ", ".join(sorted(USE_PARAMETERS - got))))
    for r in w["switches"]:
        check((r["use"], r["material"]) in pairs, r["_at"] + " a switch of a use that is not there")
    for r in w["flows"]:
        check(r["from"] != r["to"], r["_at"] + " ships to itself")
    for r in w["plants"]:
        check(r["start"] == "" or MONTH.match(r["start"]), r["_at"] + " start '%s'" % r["start"])
        check(r["ramp_months"].isdigit(), r["_at"] + " ramp_months '%s'" % r["ramp_months"])
    for r in w["production"]:
        check(r["capacity"] == "" or float(r["capacity"]) >= r["mode"], r["_at"] + " capacity below the mode")
    keys = {r["key"]: r["value"] for r in w["world"]}
    check(set(keys) == {"name", "title", "base_year", "home", "headline"}, "world.csv has its five keys")
    check(keys.get("home") in places and keys.get("headline") in groups, "world.csv: home and headline are known")
    return keys


def check_parameters(w):
    path = os.path.join(ROOT, "src", "world", "world_parameters.def")
    with open(path, encoding="utf-8") as f:
        table = re.findall(r'^X\((\w+), "([^"]+)", ([-\d.e]+), ([-\d.e]+), (\w+),', f.read(), re.M)
    check(len(table) > 10, "world_parameters.def can be read")
    known = {name: (unit, float(lo), float(hi)) for name, unit, lo, hi, _ in table}
    for r in w["parameters"]:
        check(r["parameter"] in known, r["_at"] + " unknown parameter " + r["parameter"])
        unit, lo, hi = known.get(r["parameter"], ("", 0, 0))
        check(r["unit"] == unit, r["_at"] + " unit is " + unit)
        check(lo <= float(r["low"]) and float(r["high"]) <= hi, r["_at"] + " beyond %g .. %g" % (lo, hi))
    for name, _, _, _, required in table:
        if required == "true":
            check(any(r["parameter"] == name and r["scope"] == "*" for r in w["parameters"]), "no row '*' of " + name)


def sums(rows, keys):
    total = {}
    for r in rows:
        key = tuple(r[k] for k in keys)
        total[key] = total.get(key, 0.0) + r["mode"]
    return total


def check_shares(w, name):
    for key, total in sums(w["baskets"], ["ore"]).items():
        check(total <= 1.005, "%s: basket of %s sums to %.4f" % (name, key[0], total))
    for key, total in sums(w["use_shares"], ["use", "material"]).items():
        check(0.995 <= total <= 1.005, "%s: shares of %s %s sum to %.4f" % (name, key[0], key[1], total))
    held = set(sums(w["use_shares"], ["use", "material"]))
    for use, material in {(r["use"], r["material"]) for r in w["uses"]}:
        check((use, material) in held or (use, "*") in held, "%s: nobody uses %s for %s" % (name, material, use))
    for key, total in sums(w["seasons"], ["material", "from"]).items():
        months = sum((r["material"], r["from"]) == key for r in w["seasons"])
        check(abs((total + 12 - months) / 12 - 1) <= 0.005, "%s: seasons of %s %s have the mean 1" % (name, key[0], key[1]))


def coefficients(w):
    """Process -> material -> t made (+) or used (-) per unit, baskets spread out."""
    basket = {}
    for r in w["baskets"]:
        basket.setdefault(r["ore"], {})[r["material"]] = r["mode"]
    made = {r["process"]: {} for r in w["processes"]}
    for r in w["recipes"]:
        parts = {r["material"]: 1.0}
        if r["role"] == "basket":
            parts = basket.get(r["material"], {})
            check(parts, r["_at"] + " no basket of " + r["material"])
        sign = -1.0 if r["role"] == "in" else 1.0
        row = made.setdefault(r["process"], {})
        for material, share in parts.items():
            row[material] = row.get(material, 0.0) + sign * share * r["mode"]
    return made


def check_books(w, name, home):
    made = coefficients(w)
    price = {}
    for want in ("*", home):  # home's own row wins
        price.update({r["material"]: r["mode"] for r in w["prices"] if r["place"] == want})
    order = {r["material"]: i for i, r in enumerate(w["materials"])}
    for material in order:
        check(price.get(material, 0) > 0, "%s: no price of %s at home" % (name, material))
    for process, row in made.items():
        out = sum(v * price.get(m, 0) for m, v in row.items() if v > 0)
        spent = -sum(v * price.get(m, 0) for m, v in row.items() if v < 0)
        check(out > spent, "%s: %s makes %.0f USD out of %.0f USD" % (name, process, out, spent))
        check(any(v > 0 for v in row.values()), "%s: %s makes nothing" % (name, process))
        last_in = max((order.get(m, 0) for m, v in row.items() if v < 0), default=-1)
        first_out = min((order.get(m, 0) for m, v in row.items() if v > 0), default=len(order))
        check(last_in < first_out, "%s: %s uses what stands after what it makes" % (name, process))
    supply, demand = {}, {}
    for r in w["production"]:
        for m, v in made.get(r["process"], {}).items():
            side = supply if v > 0 else demand
            side[m] = side.get(m, 0.0) + abs(v) * r["mode"]
    for r in w["uses"]:
        if r["parameter"] == "t_yr":
            demand[r["material"]] = demand.get(r["material"], 0.0) + r["mode"]
    for material in order:
        s, d = supply.get(material, 0.0), demand.get(material, 0.0)
        check(abs(s - d) <= GAP * max(s, d), "%s: the world makes %.0f t of %s and uses %.0f" % (name, s, material, d))


def check_world(folder):
    name = os.path.basename(folder)
    w = {table: read(folder, table) for table in HEADERS}
    for table, rows in w.items():
        check_numbers(table, rows)
    keys = check_ids(w)
    check(keys.get("name") == name, name + ": the name is that of the folder")
    check_parameters(w)
    check_shares(w, name)
    check_books(w, name, keys.get("home", ""))


def main():
    folders = sorted(os.path.join(WORLDS, f) for f in os.listdir(WORLDS) if os.path.isdir(os.path.join(WORLDS, f)))
    check(folders, "there is a world")
    for folder in folders:
        check_world(folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
