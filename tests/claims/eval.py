#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""eval.py - score `gadolin check` on the labelled claims of this folder (README.md says how they are made).

    tests/claims/eval.py --lint                      the labels themselves: no command needed
    tests/claims/eval.py GADOLIN [--store FILE]      run the command on every case and score what it says
    tests/claims/eval.py --predictions FILE          score answers kept earlier (--keep FILE writes them)

Options: --sets seeds,misreported,dev,held,wire,fresh,last,unseen  --errors  --min-f1 F  --min-precision P  --shared DIR  --data DIR
--errors lists what is wrong; of the held, fresh, last and unseen set only where one alone is asked for, so that nobody develops
against it.

Extraction: a claim is found when a predicted span covers part of the label's number; one to one, best overlap
first. A prediction without a label is a false one. Verdicts: judged on found claims; a label may accept several.
Not supported (contradicted, mislabelled, inconsistent) is what a reader is warned of: its precision counts every
such prediction, also those where nothing is labelled. Exit status: 0; 1 below a minimum or broken labels; 2 usage."""
import argparse
import ast
import collections
import csv
import glob
import json
import operator
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SETS = ("seeds", "misreported", "dev", "held", "wire", "fresh", "last", "unseen")
HIDDEN = ("held", "fresh", "last", "unseen")
KINDS = ("level", "change", "cumulative", "rank", "record", "streak", "share", "intensity", "event")
VERDICTS = ("supported", "close", "contradicted", "mislabelled", "inconsistent", "ambiguous", "unverifiable")
NOT_SUPPORTED = ("contradicted", "mislabelled", "inconsistent")
GROUPS = ("press", "trap", "nonclaim", "seed", "misreported")
FIELDS = {"id", "date", "text", "file", "group", "claims", "left_out"}
CLAIM_FIELDS = {"quote", "nth", "number", "kind", "verdict", "optional", "note", "rows", "calc"}


def listed(value):
    return value if isinstance(value, list) else [value]


def ratio(part, whole):
    return part / whole if whole else float("nan")


# ---- cases ----------------------------------------------------------------------------------


def load(names, shared):
    """(cases, names of files that are not here); a case gains "set" and "bytes"."""
    cases, missing = [], []
    for name in names:
        with open(os.path.join(HERE, name + ".jsonl"), encoding="utf-8") as lines:
            for line in lines:
                case = json.loads(line)
                case["set"] = name
                if "file" in case:
                    path = os.path.join(shared, case["file"])
                    if not os.path.exists(path):
                        missing.append(case["file"])
                        continue
                    with open(path, "rb") as f:
                        case["bytes"] = f.read()
                else:
                    case["bytes"] = case["text"].encode()
                cases.append(case)
    return cases, missing


def nth_place(data, quote, nth):
    """First byte of the nth occurrence; -1: there is none."""
    at = -1
    for _ in range(nth):
        at = data.find(quote, at + 1)
        if at < 0:
            break
    return at


def place(case, label):
    """(from, to) of the quote and of its number, in bytes; None: not in the text."""
    quote = label["quote"].encode()
    at = nth_place(case["bytes"], quote, label.get("nth", 1))
    inside = quote.find((label.get("number") or label["quote"]).encode())
    if at < 0 or inside < 0:
        return None
    number = (label.get("number") or label["quote"]).encode()
    return (at, at + len(quote)), (at + inside, at + inside + len(number))


# ---- scoring --------------------------------------------------------------------------------


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def match(case, predicted):
    """[(label, prediction)] one to one, either may be None."""
    pairs = []
    for i, label in enumerate(case["claims"]):
        quote, number = place(case, label)
        for j, p in enumerate(predicted):
            common = overlap(quote, p["span"])
            if overlap(number, p["span"]) > 0:
                union = quote[1] - quote[0] + p["span"][1] - p["span"][0] - common
                same = p["kind"] in listed(label["kind"])
                pairs.append((common / union + 0.1 * same, i, j))
    pairs.sort(key=lambda x: (-x[0], x[1], x[2]))
    of_label, of_prediction = {}, {}
    for _, i, j in pairs:
        if i not in of_label and j not in of_prediction:
            of_label[i], of_prediction[j] = j, i
    found = [(c, predicted[of_label[i]] if i in of_label else None) for i, c in enumerate(case["claims"])]
    return found + [(None, p) for j, p in enumerate(predicted) if j not in of_prediction]


class Score:
    """Counts of one set of cases; everything printed is computed from them."""

    def __init__(self):
        self.cases = 0
        self.hit, self.missed, self.false = 0, 0, 0
        self.kind = {k: [0, 0, 0] for k in KINDS}  # hit, missed, false
        self.confusion = collections.Counter()  # (expected, predicted)
        self.said = {v: [0, 0] for v in NOT_SUPPORTED}  # right class, said at all
        self.wanted = {v: [0, 0] for v in NOT_SUPPORTED}  # found, wanted
        self.warned = [0, 0]  # predictions not supported that are rightly so in any class, all
        self.errors = []

    def add(self, case, predicted):
        self.cases += 1
        for label, p in match(case, predicted):
            self.add_extraction(case, label, p)
            self.add_verdict(case, label, p)

    def add_extraction(self, case, label, p):
        optional = label is not None and label.get("optional", False)
        kinds = listed(label["kind"]) if label else []
        if label and p:
            if optional:
                return
            self.hit += 1
            if p["kind"] in kinds:
                self.kind[p["kind"]][0] += 1
            else:
                self.kind[kinds[0]][1] += 1
                self.kind[p["kind"]][2] += 1
                self.error(case, "kind", label, p)
        elif label and not optional:
            self.missed += 1
            self.kind[kinds[0]][1] += 1
            self.error(case, "missed", label, None)
        elif p and not label:
            self.false += 1
            self.kind[p["kind"]][2] += 1
            self.error(case, "not a claim", None, p)

    def add_verdict(self, case, label, p):
        accepted = listed(label["verdict"]) if label else []
        verdict = p["verdict"] if p else None
        warned = verdict in NOT_SUPPORTED
        if p and label:
            self.confusion[verdict if verdict in accepted else accepted[0], verdict] += 1
            if verdict not in accepted:
                self.error(case, "verdict", label, p)
        if warned:
            self.said[verdict][0] += verdict in accepted
            self.said[verdict][1] += 1
            self.warned[0] += any(v in NOT_SUPPORTED for v in accepted)
            self.warned[1] += 1
        if label and not label.get("optional") and all(v in NOT_SUPPORTED for v in accepted):
            self.wanted[accepted[0]][0] += warned and verdict in accepted
            self.wanted[accepted[0]][1] += 1

    def error(self, case, what, label, p):
        self.errors.append((case, what, label, p))

    def precision(self):
        return ratio(self.hit, self.hit + self.false)

    def recall(self):
        return ratio(self.hit, self.hit + self.missed)

    def f1(self):
        return ratio(2 * self.hit, 2 * self.hit + self.false + self.missed)

    def warned_precision(self):
        return ratio(*self.warned)

    def warned_recall(self):
        return ratio(sum(w[0] for w in self.wanted.values()), sum(w[1] for w in self.wanted.values()))


# ---- report ---------------------------------------------------------------------------------


def three(x):
    return "    -" if x != x else f"{x:5.3f}"


def print_score(name, s):
    labels = s.hit + s.missed
    print(f"\n{name}: {s.cases} cases, {labels} claims, {s.hit + s.false} predicted")
    print(f"  extraction        P {three(s.precision())}  R {three(s.recall())}  F1 {three(s.f1())}")
    right = sum(n for (want, got), n in s.confusion.items() if want == got)
    print(f"  verdict accepted  {right} of {sum(s.confusion.values())} found")
    print(f"  not supported     P {three(s.warned_precision())} ({s.warned[0]} of {s.warned[1]})"
          f"  R {three(s.warned_recall())}")


def print_kinds(s):
    print("\nextraction by kind (the kind must be right)")
    for k in KINDS:
        hit, missed, false = s.kind[k]
        print(f"  {k:<11} {hit + missed:5} labels  P {three(ratio(hit, hit + false))}  "
              f"R {three(ratio(hit, hit + missed))}  F1 {three(ratio(2 * hit, 2 * hit + missed + false))}")


def print_confusion(s):
    print("\nverdicts of found claims: rows expected, columns said; where a label accepts several, the one said")
    print(" " * 15 + "".join(f"{v[:8]:>9}" for v in VERDICTS))
    for want in VERDICTS:
        print(f"  {want:<13}" + "".join(f"{s.confusion[want, got] or '.':>9}" for got in VERDICTS))
    print("\nnot supported, by class")
    for v in NOT_SUPPORTED:
        print(f"  {v:<13} P {three(ratio(*s.said[v]))} ({s.said[v][0]} of {s.said[v][1]})"
              f"   R {three(ratio(*s.wanted[v]))} ({s.wanted[v][0]} of {s.wanted[v][1]})")


def print_errors(s, hidden):
    print("\nerrors" + (f" (not those of {', '.join(hidden)})" if hidden else ""))
    for case, what, label, p in s.errors:
        if case["set"] in hidden:
            continue
        words = case["bytes"][p["span"][0] : p["span"][1]].decode(errors="replace") if p else ""
        want = f"'{label['quote']}' {'/'.join(listed(label['kind']))} {'/'.join(listed(label['verdict']))}" if label else "-"
        got = f"'{words}' {p['kind']} {p['verdict']}" if p else "-"
        print(f"  {case['id']:<14} {what:<11} want {want}   got {got}".replace("\n", " "))
        if what == "verdict" and p.get("explanation"):
            print(f"                 said: {p['explanation']}")
        if what == "verdict" and label.get("note"):
            print(f"                 note: {label['note']}")


# ---- running the command --------------------------------------------------------------------


def objects(text):
    """The JSON objects of a text, one after the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def run(command, what):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"eval: {what} failed with status {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode()


def make_store(gadolin, data, folder):
    store = os.path.join(folder, "store.duckdb")
    run([gadolin, "--store", store, "ingest", os.path.join(data, "observations")], "ingest")
    return store


def predict(gadolin, store, cases, folder):
    """{id: claims}: one process for the cases of one date."""
    by_date = collections.defaultdict(list)
    for case in cases:
        by_date[case["date"]].append(case)
    answers = {}
    for date, group in by_date.items():
        files = []
        for case in group:
            files.append(os.path.join(folder, case["id"] + ".txt"))
            with open(files[-1], "wb") as f:
                f.write(case["bytes"])
        given = ["--date", date] if date else []
        said = objects(run([gadolin, "--store", store, "check", "-o", "json", *given, *files], f"check of {date}"))
        if len(said) != len(files):
            sys.exit(f"eval: {len(files)} files were checked and {len(said)} answers came")
        for case, answer in zip(group, said):
            answers[case["id"]] = answer["claims"]
    return answers


def read_predictions(path):
    with open(path, encoding="utf-8") as lines:
        return {a["id"]: a["claims"] for a in map(json.loads, lines)}


def keep_predictions(path, answers):
    with open(path, "w", encoding="utf-8") as out:
        for name, claims in answers.items():
            out.write(json.dumps({"id": name, "claims": claims}, ensure_ascii=False) + "\n")


# ---- lint -----------------------------------------------------------------------------------

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def arithmetic(text):
    """Value of + - * / and parentheses."""

    def value(node):
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return float(node.value)
        raise ValueError(text)

    return value(ast.parse(text, mode="eval").body)


def calc_holds(text):
    """'353/46 = 7.67': both sides agree to the digits printed on the right."""
    left, right = text.split("=")
    unit = 10.0 ** -len(right.strip().partition(".")[2])
    return abs(arithmetic(left) - float(right)) <= 0.5000001 * unit


def observations(data):
    """{(product, reporter, partner, period)}: values of any metric."""
    known = collections.defaultdict(list)
    for path in glob.glob(os.path.join(data, "observations", "*.csv")):
        with open(path, encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f):
                if row["value"]:
                    known[row["product"], row["reporter"], row["partner"], row["period"]].append(float(row["value"]))
    return known


def row_held(row, known):
    """'magnets CHN USA 2025-06 353' stands in data/observations; '-' is an empty cell."""
    *key, value = row.split()
    return any(abs(v - float(value)) < 1e-9 for v in known[tuple("" if k == "-" else k for k in key)])


def lint_claim(case, label, known):
    wrong = [f"unknown field {k}" for k in set(label) - CLAIM_FIELDS]
    wrong += [f"unknown kind {k}" for k in listed(label["kind"]) if k not in KINDS]
    wrong += [f"unknown verdict {v}" for v in listed(label["verdict"]) if v not in VERDICTS]
    if place(case, label) is None:
        wrong.append("quote or number is not in the text")
    wrong += [f"'{c}' does not hold" for c in label.get("calc", []) if not calc_holds(c)]
    wrong += [f"'{r}' is not in data/observations" for r in label.get("rows", []) if not row_held(r, known)]
    return [f"{case['id']}: '{label['quote']}': {w}" for w in wrong]


def lint_left_out(case, label):
    quote = label["quote"].encode()
    known = "reason" in label and nth_place(case["bytes"], quote, label.get("nth", 1)) >= 0
    return [] if known else [f"{case['id']}: left out '{label['quote']}': not in the text, or without a reason"]


def lint_coverage(case):
    """Digits of a whole article that nothing speaks of."""
    covered = bytearray(len(case["bytes"]))
    for label in case["claims"]:
        spot = place(case, label)
        if spot:
            covered[spot[0][0] : spot[0][1]] = b"1" * (spot[0][1] - spot[0][0])
    for label in case.get("left_out", []):
        quote, nths = label["quote"].encode(), [label["nth"]] if "nth" in label else range(1, 1000)
        for nth in nths:
            at = nth_place(case["bytes"], quote, nth)
            if at < 0:
                break
            covered[at : at + len(quote)] = b"1" * len(quote)
    loose = [m for m in re.finditer(rb"\d[\d.,]*", case["bytes"]) if not any(covered[m.start() : m.end()])]
    return [f"{case['id']}: '{m.group().decode()}' at byte {m.start()} is neither a claim nor left out" for m in loose]


def lint(cases, data):
    known, wrong, seen = observations(data), [], {}
    for case in cases:
        wrong += [f"{case['id']}: unknown field {k}" for k in set(case) - FIELDS - {"set", "bytes"}]
        if case["group"] not in GROUPS:
            wrong.append(f"{case['id']}: unknown group {case['group']}")
        if case["id"] in seen or case["bytes"] in seen.values():
            wrong.append(f"{case['id']}: given twice")
        seen[case["id"]] = case["bytes"]
        for label in case["claims"]:
            wrong += lint_claim(case, label, known)
        for label in case.get("left_out", []):
            wrong += lint_left_out(case, label)
        if case["group"] == "seed":
            wrong += lint_coverage(case)
        spots = [place(case, c) for c in case["claims"]]
        if len(set(s[1] for s in spots if s)) != len([s for s in spots if s]):
            wrong.append(f"{case['id']}: two labels of one number")
    return wrong


# ---- main -----------------------------------------------------------------------------------


def options():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("gadolin", nargs="?")
    p.add_argument("--store")
    p.add_argument("--predictions")
    p.add_argument("--keep")
    p.add_argument("--sets", default=",".join(SETS))
    p.add_argument("--errors", action="store_true")
    p.add_argument("--lint", action="store_true")
    p.add_argument("--min-f1", type=float)
    p.add_argument("--min-precision", type=float)
    p.add_argument("--shared", default=os.path.join(os.path.dirname(ROOT), "shared"))
    p.add_argument("--data", default=os.path.join(ROOT, "data"))
    o = p.parse_args()
    if not (o.gadolin or o.predictions or o.lint):
        p.error("give the path of gadolin, --predictions FILE or --lint")
    return o


def run_lint(cases, data):
    wrong = lint(cases, data)
    print("\n".join(wrong), end="\n" if wrong else "")
    claims = sum(len(c["claims"]) for c in cases)
    print(f"{len(cases)} cases, {claims} claims, {len(wrong)} wrong")
    return 1 if wrong else 0


def answers_of(o, cases):
    if o.predictions:
        return read_predictions(o.predictions)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gadolin-claims-") as folder:
        answers = predict(o.gadolin, o.store or make_store(o.gadolin, o.data, folder), cases, folder)
    print(f"{len(cases)} texts checked in {time.monotonic() - start:.1f} s")
    if o.keep:
        keep_predictions(o.keep, answers)
    return answers


def below(name, value, minimum):
    """A score that cannot be computed is below any minimum."""
    if minimum is None or value >= minimum:
        return False
    print(f"FAILED: {name} {three(value)} is below {minimum}")
    return True


def main():
    o = options()
    cases, missing = load(o.sets.split(","), o.shared)
    for name in missing:
        print(f"skipped: {name} is not here (../shared)")
    if o.lint:
        return run_lint(cases, o.data)
    answers = answers_of(o, cases)
    every, by_set = Score(), collections.OrderedDict((s, Score()) for s in o.sets.split(","))
    for case in cases:
        every.add(case, answers[case["id"]])
        by_set[case["set"]].add(case, answers[case["id"]])
    for name, s in by_set.items():
        print_score(name, s)
    print_score("all", every)
    print_kinds(every)
    print_confusion(every)
    if o.errors:
        print_errors(every, [s for s in HIDDEN if s in by_set] if len(by_set) > 1 else [])
    failed = [below("F1 of extraction", every.f1(), o.min_f1),
              below("precision of not supported", every.warned_precision(), o.min_precision)]
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main())
