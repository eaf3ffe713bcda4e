#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_data.py - the files under data/ keep the promises of docs/data.md.

Run from anywhere: python3 tests/data/check_data.py [DATA_DIR]
Prints one line per broken promise, then "N passed, N failed"; exit status 1 if any failed.
Needs nothing but the standard library.
"""
import ast
import csv
import datetime
import glob
import io
import operator
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "data")

COLUMNS = {
    "countries.csv": "iso3,iso2,m49,name,prose,kind,aliases",
    "country_codes.csv": "scheme,code,iso3,note",
    "country_groups.csv": "group,name,prose,member,from,to,source",
    "products.csv": "id,parent,name,prose,kind,aliases,note,source",
    "product_codes.csv": "product,nomenclature,code,reporters,from,to,hs_revisions,coverage,name,source",
    "chain.csv": "chain,stage,name,product,also,trade,proxy,output,status,source,note",
    "trade_events.csv": "id,month,announced,exporter,partner,products,what,source",
}
OBSERVATION = ("product,reporter,partner,flow,period,metric,value,unit,basis,status,"
               "published,published_basis,source,source_url,note")

# Which units a metric may carry. A share in tonnes or a price in percent is a slip of the column.
UNITS = {
    "qty": {"t", "kg"}, "value": {"USD", "CNY", "EUR"},
    "unit_value": {"USD/kg", "USD/t", "CNY/t"}, "price": {"USD/kg", "USD/t", "CNY/t"},
    "share": {"pct"}, "rank": {"rank"}, "mom_pct": {"pct"}, "yoy_pct": {"pct"},
    "production": {"t", "kg", "kt"}, "capacity": {"t", "kg"}, "reserves": {"t"}, "quota": {"t"},
    "intensity": {"kg/MW", "t/MW", "kg/car", "kg/robot", "kg/unit", "lb/unit", "pct"},
    "record": {""}, "event": {""},
}
FLOWS = {"X", "M", "P", "Q", "S", "C", ""}
MONTH = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])"
PERIOD = re.compile(r"(?:(?:19|20)\d\d|%s|(?:19|20)\d\d-(?:Q[1-4]|H[12])|%s\.\.%s|%s-\d\d)$"
                    % (MONTH, MONTH, MONTH, MONTH))
NUMBER = re.compile(r"-?\d+(\.\d+)?$")
FORMULA = re.compile(r"formula: ([-+*/(). 0-9]+)(;|$)")

passed = failed = 0


def check(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAIL " + what)


def read(name):
    """Rows of a CSV file as dicts; checks its encoding, line ends, header and widths."""
    with open(name, "rb") as f:
        raw = f.read()
    base = os.path.basename(name)
    check(b"\r" not in raw and raw.endswith(b"\n"), base + ": line ends are LF, last line included")
    check(not raw.startswith(b"\xef\xbb\xbf"), base + ": no byte order mark")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8")), strict=True))
    want = COLUMNS.get(base, OBSERVATION).split(",")
    check(rows[0] == want, base + ": header is " + ",".join(want))
    for n, row in enumerate(rows[1:], 2):
        check(len(row) == len(want), "%s:%d has %d fields" % (base, n, len(row)))
        check(all(x == x.strip() and "\n" not in x for x in row),
              "%s:%d blanks around a field or a line break in it" % (base, n))
    return [dict(zip(want, row), _at="%s:%d" % (base, n)) for n, row in enumerate(rows[1:], 2)]


def unique(rows, keys, what):
    seen = {}
    for r in rows:
        k = tuple(r[x] for x in keys)
        check(k not in seen, "%s %s: %s already at %s" % (r["_at"], what, "/".join(k), seen.get(k)))
        seen.setdefault(k, r["_at"])


def names_are_unambiguous(rows, owner, fields):
    """Every name leads to one owner only, upper or lower case."""
    seen = {}
    for r in rows:
        names = {r[f] for f in fields} | set(r["aliases"].split("|"))
        for name in names - {""}:
            k = name.casefold()
            check(seen.setdefault(k, r[owner]) == r[owner],
                  "%s name '%s' also leads to %s" % (r["_at"], name, seen[k]))
    return seen


OPS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def evaluate(node):
    if isinstance(node, ast.Expression):
        return evaluate(node.body)
    if isinstance(node, ast.BinOp) and type(node.op) in OPS:
        return OPS[type(node.op)](evaluate(node.left), evaluate(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -evaluate(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    raise ValueError("only numbers and + - * / ( )")


def is_date(text):
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_countries():
    rows = read(os.path.join(DATA, "countries.csv"))
    unique(rows, ["iso3"], "iso3")
    unique([r for r in rows if r["iso2"]], ["iso2"], "iso2")
    unique([r for r in rows if r["m49"]], ["m49"], "m49")
    for r in rows:
        check(re.fullmatch(r"[A-Z][A-Z0-9]{2}", r["iso3"]), r["_at"] + " iso3 is three characters")
        check(r["kind"] in {"country", "world", "group", "former", "special", "other"}, r["_at"] + " kind")
        check(r["name"] and r["prose"], r["_at"] + " name and prose")
        check(r["m49"] == "" or str(int(r["m49"])) == r["m49"], r["_at"] + " m49 without leading zeros")
    names_are_unambiguous(rows, "iso3", ["iso3", "iso2", "name"])
    check(sum(r["kind"] == "country" for r in rows) == 249, "249 countries of ISO 3166-1")
    iso = {r["iso3"] for r in rows}

    codes = read(os.path.join(DATA, "country_codes.csv"))
    unique(codes, ["scheme", "code"], "code")
    for r in codes:
        check(r["iso3"] in iso | {"drop"}, r["_at"] + " leads to the unknown " + r["iso3"])
    found = {(r["scheme"], r["code"]): r["iso3"] for r in codes}
    for scheme, code, want in [("comtrade", "0", "W00"), ("comtrade", "842", "USA"), ("comtrade", "699", "IND"),
                               ("comtrade", "757", "CHE"), ("comtrade", "251", "FRA"), ("comtrade", "579", "NOR"),
                               ("comtrade", "490", "TWN"), ("comtrade", "276", "DEU"), ("gacc", "304", "DEU"),
                               ("gacc", "502", "USA"), ("gacc", "143", "TWN"), ("census", "5700", "CHN"),
                               ("census", "0003", "drop"), ("comext", "EL", "GRC"), ("comext", "XU", "GBR")]:
        check(found.get((scheme, code)) == want, "%s %s leads to %s" % (scheme, code, want))
    check(sum(r["scheme"] == "gacc" for r in codes) == 243, "243 partner codes of China's customs")

    groups = read(os.path.join(DATA, "country_groups.csv"))
    unique(groups, ["group", "member", "from"], "member")
    for r in groups:
        check(r["member"] in iso or r["member"] == "W00-USA", r["_at"] + " unknown member " + r["member"])
        for end in (r["from"], r["to"]):
            check(end == "" or re.fullmatch(MONTH, end), r["_at"] + " month " + end)
        check(r["group"] not in iso, r["_at"] + " group id is no country code")

    def members(group, month):
        return {r["member"] for r in groups if r["group"] == group
                and (not r["from"] or r["from"] <= month) and (not r["to"] or month <= r["to"])}
    check(len(members("EU27", "2025-06")) == 27, "EU27 has 27 members")
    check(members("EU", "2025-06") == members("EU27", "2025-06"), "the EU of June 2025 is the EU27")
    for month, n in [("1960-01", 6), ("1973-01", 9), ("1981-01", 10), ("1986-01", 12), ("1995-01", 15),
                     ("2004-05", 25), ("2007-01", 27), ("2013-07", 28), ("2020-01", 28), ("2020-02", 27)]:
        check(len(members("EU", month)) == n, "the EU of %s has %d members" % (month, n))
    return iso | {r["group"] for r in groups}


def check_products():
    rows = read(os.path.join(DATA, "products.csv"))
    unique(rows, ["id"], "id")
    names_are_unambiguous(rows, "id", ["id", "name"])
    parent = {}
    for r in rows:
        check(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", r["id"]), r["_at"] + " id is kebab-case")
        check(r["kind"] in {"group", "product", "aggregate"}, r["_at"] + " kind")
        check(r["name"] and r["prose"], r["_at"] + " name and prose")
        check(r["parent"] == "" or r["parent"] in parent, r["_at"] + " parent comes before the child")
        parent[r["id"]] = r["parent"]

    codes = read(os.path.join(DATA, "product_codes.csv"))
    unique(codes, ["product", "nomenclature", "code", "from"], "code")
    kind = {r["id"]: r["kind"] for r in rows}
    digits = {"HS": (6,), "CN": (8,), "GACC": (8,), "NCM": (8,), "HTS": (8, 10), "JP": (9,)}
    for r in codes:
        check(r["product"] in parent, r["_at"] + " unknown product " + r["product"])
        check(r["nomenclature"] in digits and len(r["code"]) in digits.get(r["nomenclature"], ())
              and r["code"].isdigit(), r["_at"] + " code " + r["code"])
        check(r["coverage"] in {"exact", "broader", "part"}, r["_at"] + " coverage")
        check(r["source"], r["_at"] + " source")
        check(bool(r["hs_revisions"]) == (r["nomenclature"] == "HS"), r["_at"] + " hs_revisions only for HS")
        for end in (r["from"], r["to"]):
            check(end == "" or re.fullmatch(MONTH, end), r["_at"] + " month " + end)
    # A code belongs to one product at a time (aggregates apart), and no code lies inside another.
    exact = [r for r in codes if r["coverage"] == "exact" and kind.get(r["product"]) != "aggregate"]
    for i, a in enumerate(exact):
        for b in exact[i + 1:]:
            if a["nomenclature"] != b["nomenclature"]:
                continue
            inside = a["code"].startswith(b["code"]) or b["code"].startswith(a["code"])
            apart = (a["to"] and b["from"] and a["to"] < b["from"]) or (b["to"] and a["from"] and b["to"] < a["from"])
            check(not inside or apart, "%s code %s counts twice with %s" % (a["_at"], a["code"], b["_at"]))
    gacc = {r["code"] for r in exact if r["nomenclature"] == "GACC"}
    check(len([c for c in gacc if not c.startswith("8112")]) == 63, "63 rare-earth lines of China's tariff")
    owner = {(r["nomenclature"], r["code"]): r["product"] for r in exact}
    check(owner.get(("GACC", "85051110")) == "magnets", "85051110 is magnets")
    check(owner.get(("HS", "850511")) == "metal-magnets", "850511 is metal-magnets, not magnets")
    return set(parent)


def check_observations(places, products):
    rows = []
    for name in sorted(glob.glob(os.path.join(DATA, "observations", "*.csv"))):
        rows += read(name)
    check(len(rows) > 1000, "observations are there")
    for r in rows:
        at = r["_at"]
        check(r["product"] in products, at + " unknown product " + r["product"])
        for who in (r["reporter"], r["partner"]):
            check(who == "" or who in places, at + " unknown country or group " + who)
        check(r["flow"] in FLOWS, at + " flow " + r["flow"])
        check(PERIOD.match(r["period"]), at + " period " + r["period"])
        if ".." in r["period"]:
            a, b = r["period"].split("..")
            check(a < b, at + " period runs backwards")
            check(not (a.endswith("-01") and b == a[:4] + "-12"), at + " a whole year is written as the year")
        if len(r["period"]) == 10:
            check(is_date(r["period"]), at + " no such day " + r["period"])
        check(r["metric"] in UNITS, at + " metric " + r["metric"])
        check(r["unit"] in UNITS.get(r["metric"], ()), at + " unit '%s' of %s" % (r["unit"], r["metric"]))
        if r["metric"] in ("event", "record"):
            check(r["value"] == "" and r["note"], at + " event and record say it in the note")
        else:
            check(NUMBER.match(r["value"]), at + " value '%s'" % r["value"])
        check(r["status"] in {"reported", "derived"}, at + " status")
        check(is_date(r["published"]), at + " published " + r["published"])
        check(r["published_basis"] in {"stated", "assumed"}, at + " published_basis")
        check(r["source"] and r["source_url"], at + " has a source")
        if r["metric"] in ("qty", "value", "mom_pct", "yoy_pct") and "forecast" not in r["basis"]:
            last = r["period"].split("..")[-1][:7]
            check(r["published"][:7] > last[:7] or len(last) == 4, at + " published before the period ended")
        if r["status"] == "derived":
            m = FORMULA.match(r["note"])
            check(m, at + " derived without a formula")
            if m:
                try:
                    v = evaluate(ast.parse(m.group(1).strip(), mode="eval"))
                    w = float(r["value"])
                    check(abs(v - w) <= 0.015 * abs(w), at + " formula gives %g, not %s" % (v, r["value"]))
                except (ValueError, SyntaxError) as e:
                    check(False, at + " formula: %s" % e)
        else:
            check(not r["note"].startswith("formula:"), at + " reported with a formula")
    unique(rows, ["product", "reporter", "partner", "flow", "period", "metric", "value", "unit", "basis",
                  "source", "source_url", "note"], "row")
    return rows


def check_events(places, products):
    """Dated events of the transshipment watch: known places and products, each with an address."""
    rows = read(os.path.join(DATA, "trade_events.csv"))
    unique(rows, ["id"], "event id")
    for r in rows:
        check(re.fullmatch(r"[a-z0-9-]+", r["id"]), r["_at"] + " id '%s'" % r["id"])
        check(is_month(r["month"]), r["_at"] + " month '%s'" % r["month"])
        check(r["announced"] == "" or (is_month(r["announced"]) and r["announced"] <= r["month"]),
              r["_at"] + " announced '%s'" % r["announced"])
        check(r["exporter"] in places, r["_at"] + " exporter '%s'" % r["exporter"])
        check(r["partner"] == "" or r["partner"] in places, r["_at"] + " partner '%s'" % r["partner"])
        check(r["products"] != "" and all(p in products for p in r["products"].split("|")),
              r["_at"] + " products '%s'" % r["products"])
        check(r["what"] != "" and re.match(r"https?://", r["source"]), r["_at"] + " what or source")
    check([r["month"] for r in rows if r["exporter"] == "CHN"] ==
          sorted(r["month"] for r in rows if r["exporter"] == "CHN"), "trade_events.csv: China's in order of time")


def is_month(text):
    return re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text) is not None


def check_identities(rows):
    def values(product, partner, period, metric="qty", flow="X", status=None, basis=""):
        return {r["value"] for r in rows if (r["product"], r["reporter"], r["partner"], r["period"], r["metric"],
                r["flow"], r["basis"]) == (product, "CHN", partner, period, metric, flow, basis)
                and status in (None, r["status"])}

    def has(value, *key, **kw):
        check(value in values(*key, **kw), "%s is %s" % (" ".join(key), value))

    def one(product, period, preferred=None):
        got = values(product, "W00", period)
        return float(preferred if preferred in got else sorted(got)[0]) if got else float("nan")

    def close(a, b, tolerance, what):
        check(abs(a - b) <= tolerance, "%s: %g against %g" % (what, a, b))

    magnets = {"2025-%02d" % (i + 1): v for i, v in enumerate(
        "6357 3587 5323 2627 1238 3188 5577 6146 5774 5473 6150 5952".split())}
    months = {m: one("magnets", m, v) for m, v in magnets.items()}
    close(sum(months.values()), 57392, 0, "magnets: the twelve months of 2025 make the year")
    has("57392", "magnets", "W00", "2025")

    def upto(n):
        return sum(months["2025-%02d" % i] for i in range(1, n + 1))
    for n, total in [(5, 19132), (6, 22319), (7, 27897), (8, 34041.06), (9, 39817), (10, 45290), (11, 51440)]:
        period = "2025-01..2025-%02d" % n
        has(str(total), "magnets", "W00", period)
        close(upto(n), total, 3, "magnets: January to month %d" % n)
    close(one("magnets", "2026-01..2026-02") + one("magnets", "2026-03"), one("magnets", "2026-01..2026-03"), 0,
          "magnets: first quarter of 2026")

    aggregate = {"2025-03": "5666.3", "2025-04": "4784.8", "2025-05": "5864.6", "2025-06": "7742.2",
                 "2025-07": "5994.3", "2025-08": "5792", "2025-09": "4000.3", "2025-10": "4343.5",
                 "2025-11": "5493.9", "2025-12": "4392.1"}
    parts = one("rare-earths", "2025-01..2025-02") + sum(one("rare-earths", m, v) for m, v in aggregate.items())
    close(parts, 62585.2, 3, "rare earths: the parts of 2025 make the year")
    close(one("rare-earths", "2020-01..2020-03") + one("rare-earths", "2020-04"),
          one("rare-earths", "2020-01..2020-04"), 0.2, "rare earths: January to April 2020")
    year24 = ["2024-01..2024-02"] + ["2024-%02d" % i for i in range(3, 13)]
    close(sum(one("rare-earths", p) for p in year24), 55431, 3, "rare earths: the parts of 2024 make the year")
    year19 = ["2019-01..2019-05"] + ["2019-%02d" % i for i in range(6, 13)]
    close(sum(one("rare-earths", p) for p in year19), 46330, 1, "rare earths: the parts of 2019 make the year")

    for value, partner, period, metric in [
            ("3188", "W00", "2025-06", "qty"), ("157.5", "W00", "2025-06", "mom_pct"),
            ("-38.1", "W00", "2025-06", "yoy_pct"), ("-18.9", "W00", "2025-01..2025-06", "yoy_pct"),
            ("353", "USA", "2025-06", "qty"), ("660", "USA", "2025-06", "mom_pct"), ("46", "USA", "2025-05", "qty"),
            ("32812", "W00", "2024-01..2024-07", "qty"), ("5150", "W00", "2024-06", "qty")]:
        has(value, "magnets", partner, period, metric)
    check(values("magnets", "W00", "2024-06") == values("magnets", "W00", "2024-06", status="derived"),
          "June 2024 magnets were never reported, only derived")
    check(any("CIRCULAR" in r["note"] for r in rows if r["period"] == "2024-06" and r["value"] == "5150"),
          "June 2024 = 5150 is marked circular")
    has("7742.2", "rare-earths", "W00", "2025-06")
    has("2", "magnets", "USA", "2025-06", metric="rank", basis="destination rank by quantity")
    has("1", "magnets", "DEU", "2025-07", metric="rank", basis="destination rank by quantity")

    # Percentages follow from the levels where both are held (two are known slips of their publisher).
    slips = {("2025-07", "77.95"), ("2025-08", "-1.6")}
    for r in rows:
        if r["metric"] != "mom_pct" or r["basis"] or r["status"] != "reported" or len(r["period"]) != 7:
            continue
        y, m = map(int, r["period"].split("-"))
        before = "%d-%02d" % ((y, m - 1) if m > 1 else (y - 1, 12))

        def levels(p):
            return [float(x["value"]) for x in rows if x["metric"] == "qty" and x["period"] == p and not x["basis"]
                    and x["status"] == "reported" and float(x["value"]) > 0
                    and all(x[k] == r[k] for k in ("product", "reporter", "partner", "flow"))]
        now, then = levels(r["period"]), levels(before)
        if now and then and (r["period"], r["value"]) not in slips:
            best = min(abs(100 * (a / b - 1) - float(r["value"])) for a in now for b in then)
            # a base such as 46 t is rounded: allow what half a unit of it does to the rate
            slack = 1.0 + max(100 * a / b * 0.5 / b for a in now for b in then) + 0.02 * abs(float(r["value"]))
            check(best <= slack, "%s mom %s does not follow from the levels" % (r["_at"], r["value"]))


def check_chain(products):
    """Stages of a chain stand in order without gaps; every product exists; a link has a source or is an assumption."""
    rows = read(os.path.join(DATA, "chain.csv"))
    unique(rows, ["chain", "stage"], "stage")
    unique(rows, ["product"], "product")
    last = {}
    for r in rows:
        check(r["stage"] == str(last.get(r["chain"], 0) + 1), r["_at"] + " stages are 1, 2, 3 ...")
        last[r["chain"]] = last.get(r["chain"], 0) + 1
        for column in ("product", "also", "trade", "proxy", "output"):
            for name in filter(None, r[column].split("|")):
                check(name in products, r["_at"] + " unknown product " + name)
        check(r["trade"], r["_at"] + " trade")
        check(r["status"] == {"1": "start"}.get(r["stage"], r["status"]) and r["status"] in {"start", "sourced", "assumption"},
              r["_at"] + " status")
        check((r["status"] == "sourced") == (r["source"] != ""), r["_at"] + " a sourced link has its source")


def main():
    places = check_countries()
    products = check_products()
    check_chain(products)
    check_events(places, products)
    check_identities(check_observations(places, products))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
