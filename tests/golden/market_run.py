#!/usr/bin/env python3
"""market_run.py - run `gadolin market ...` on every case of tests/golden/market and compare with what is expected.

    tests/golden/market_run.py GADOLIN [NAME...]

A case is NAME.json, the input, and NAME.expect, a JSON object (tests/golden/market/README.md derives the numbers):
  "command"      words after `gadolin market`, FILE standing for the input; default ["solve", "FILE", "-o", "json"]
  "status"       default "solved"
  "tolerance"    allowed difference, relative to 1 + |expected|: a number, or one per kind of answer
  "prices", "levels", "rents"   {id: number}; ids not named are not compared
  "intervals"    {node: [low, high]}, null: without end; exactly these prices are not unique
  "unbalanced"   {node: excess}; exactly these nodes cannot balance
  "objective", "degenerate", "undetermined"   numbers of the report; null: there must be none
  "polynomials"  [{"name", "value", "terms": [{"of": {activity: weight}, "coefficients": [c0, c1, ...]}]}]:
                 the sum over the terms of c0 + c1 y + c2 y^2 ..., y = sum weight * level
  "values"       {path: number} anywhere in the answer, a path as in "flows/in/sd": members of lists are found by
                 their "id", "parameter", "exporter" and so on, or by their place
Everything in an answer called solved must be a finite number. Exit status: 0 all as expected, 1 not."""
import json
import math
import os
import subprocess
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "market")
MAPS = ("prices", "levels", "rents")
REPORT = ("objective", "degenerate", "undetermined")


def off(got, want, tolerance):
    """Whether a number (or its absence) is not what was wanted."""
    if want is None or got is None:
        return got is not want
    return not abs(got - want) <= tolerance * (1 + abs(want))


def at_path(answer, path):
    for step in path.split("/"):
        if isinstance(answer, list):
            named = [a for a in answer if isinstance(a, dict) and step in a.values()]
            answer = named[0] if named else answer[int(step)]
        else:
            answer = answer[step]
    return answer


def polynomial(terms, level):
    total = 0.0
    for term in terms:
        y = sum(weight * level[name] for name, weight in term["of"].items())
        total += sum(c * y**power for power, c in enumerate(term["coefficients"]))
    return total


def not_finite(value, path):
    """Paths of numbers that are not finite; JSON null stands for a number that does not exist."""
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in not_finite(v, f"{path}.{k}")]
    if isinstance(value, list):
        return [p for k, v in enumerate(value) for p in not_finite(v, f"{path}.{k}")]
    return [path] if isinstance(value, float) and not math.isfinite(value) else []


def compare_lists(answer, expect, look):
    """What is not unique and what cannot balance: the same nodes, and their numbers."""
    wrong = []
    for kind, listed, fields in (
        ("intervals", "price_intervals", ("low", "high")),
        ("unbalanced", "unbalanced_nodes", ("excess",)),
    ):
        if kind not in expect:
            continue
        got = {row["node"]: row for row in answer["report"][listed]}
        if set(got) != set(expect[kind]):
            wrong.append(f"{kind}: expected nodes {sorted(expect[kind])}, got {sorted(got)}")
            continue
        for node, want in expect[kind].items():
            for field, number in zip(fields, want if isinstance(want, list) else [want]):
                look(kind, f"{node} {field}", got[node][field], number)
    return wrong


def compare(answer, expect):
    """Sentences about what differs."""
    tolerance = expect.get("tolerance", 1e-9)
    within = tolerance.get if isinstance(tolerance, dict) else lambda kind, default: tolerance
    wrong = []

    def look(kind, name, got, want):
        if off(got, want, within(kind, 1e-9)):
            wrong.append(f"{kind} {name}: expected {want!r}, got {got!r}")

    if "status" in answer or "status" in expect:
        status = expect.get("status", "solved")
        if answer.get("status") != status:
            return [f"status: expected {status}, got {answer.get('status')}"]
    for kind in MAPS:
        for name, want in expect.get(kind, {}).items():
            look(kind, name, answer[kind].get(name), want)
    for kind in REPORT:
        if kind in expect:
            look(kind, "", answer["report"].get(kind), expect[kind])
    wrong += compare_lists(answer, expect, look)
    for p in expect.get("polynomials", []):
        look("polynomials", p["name"], polynomial(p["terms"], answer["levels"]), p["value"])
    for path, want in expect.get("values", {}).items():
        look("values", path, at_path(answer, path), want)
    if answer.get("status", "solved") == "solved":
        for kind in ("prices", "levels", "rents"):
            wrong += [f"{p} is not finite" for p in not_finite(answer.get(kind, {}), kind)]
            wrong += [f"{kind}.{k} is missing" for k, v in answer.get(kind, {}).items() if v is None]
    return wrong


def run(gadolin, name):
    with open(os.path.join(HERE, name + ".expect"), encoding="utf-8") as f:
        expect = json.load(f)
    words = expect.get("command", ["solve", "FILE", "-o", "json"])
    words = [os.path.join(HERE, name + ".json") if w == "FILE" else w for w in words]
    done = subprocess.run([gadolin, "market", *words], capture_output=True, text=True, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return [f"exit status {done.returncode}, no JSON: {done.stdout[:200]!r} {done.stderr[:400]!r}"]
    try:
        return compare(answer, expect)
    except (KeyError, IndexError, TypeError) as missing:
        return [f"the answer has no {missing}"]


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    names = sys.argv[2:] or sorted(f[:-5] for f in os.listdir(HERE) if f.endswith(".json"))
    alone = [f for f in os.listdir(HERE) if f.endswith(".expect") and not os.path.exists(os.path.join(HERE, f[:-7] + ".json"))]
    failed = 0
    for name in names:
        wrong = run(sys.argv[1], name)
        failed += bool(wrong)
        for sentence in wrong:
            print(f"{name}: {sentence}")
    print(f"{len(names)} cases, {failed} failed")
    return 1 if failed or alone or not names else 0


if __name__ == "__main__":
    sys.exit(main())
