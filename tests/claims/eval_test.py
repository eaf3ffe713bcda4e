#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""eval_test.py - eval.py reckons right: two small texts, answers made by hand, every score worked out in a comment.

Run from anywhere: python3 tests/claims/eval_test.py. Prints what failed, then "N passed, N failed"."""
import contextlib
import io
import math
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import eval as scorer  # pylint: disable=wrong-import-position,redefined-builtin

PASSED, FAILED = [], []


def same(what, got, want):
    near = isinstance(want, float) and isinstance(got, float) and math.isclose(got, want, abs_tol=1e-12)
    (PASSED if near or got == want else FAILED).append(what)
    if FAILED and FAILED[-1] == what:
        print(f"{what}: got {got}, want {want}")


def case(text, *claims):
    return {"id": "t", "date": None, "group": "press", "set": "dev", "text": text, "bytes": text.encode(),
            "claims": [dict(zip(("quote", "number", "kind", "verdict"), c)) for c in claims]}


def said(text, words, kind, verdict, nth=1):
    at = scorer.nth_place(text.encode(), words.encode(), nth)
    return {"span": [at, at + len(words.encode())], "kind": kind, "verdict": verdict}


def scored(*answers):
    s = scorer.Score()
    for c, predicted in answers:
        s.add(c, predicted)
    return s


FIRST = "In June – a month – sales rose 660% to 353 tons, from 46 tons; 12 men saw it."
SECOND = "It made 70 % and 90 % of it, the most since 2009."


def answers():
    """Labels: 660 change, 353 level, 46 level; 70 share, 90 share, record. Said: 660 and 353 right, 46 as a share,
    12 where nothing is; 70 right, the record wrongly contradicted; 90 missed."""
    first = case(FIRST, ("660%", "660", "change", "mislabelled"),
                 ("353 tons", "353", ["level", "cumulative"], ["mislabelled", "contradicted"]),
                 ("46 tons", "46", "level", "contradicted"))
    second = case(SECOND, ("70 %", "70", "share", "ambiguous"), ("90 % of it", "90", "share", "supported"),
                  ("most since 2009", "most since 2009", "record", ["supported", "close"]))
    return ((first, [said(FIRST, "rose 660%", "change", "mislabelled"), said(FIRST, "353 tons", "level", "contradicted"),
                     said(FIRST, "46 tons", "share", "supported"), said(FIRST, "12 men", "level", "inconsistent")]),
            (second, [said(SECOND, "70 %", "share", "ambiguous"),
                      said(SECOND, "the most since 2009", "record", "contradicted")]))


def finds_and_misses_are_counted():
    s = scored(*answers())
    # six labels: five found, 90 missed; six said: one where nothing is
    same("hits", (s.hit, s.missed, s.false), (5, 1, 1))
    same("precision", s.precision(), 5 / 6)
    same("recall", s.recall(), 5 / 6)
    same("f1", s.f1(), 10 / 12)


def the_kind_must_be_right_by_kind():
    s = scored(*answers())
    # level: 353 right, 46 said to be a share, 12 said to be a level; share: 70 right, 90 missed, 46 false
    same("level", s.kind["level"], [1, 1, 1])
    same("share", s.kind["share"], [1, 1, 1])
    same("change", s.kind["change"], [1, 0, 0])


def warnings_are_right_only_where_the_label_accepts_one():
    s = scored(*answers())
    # warned of 660 (right), 353 (right), 12 (no label), the record (true): 2 of 4
    same("warned", s.warned, [2, 4])
    same("warned precision", s.warned_precision(), 0.5)
    # wanted 660, 353, 46: the first two found
    same("warned recall", s.warned_recall(), 2 / 3)
    same("contradicted said", s.said["contradicted"], [1, 2])
    same("mislabelled wanted", s.wanted["mislabelled"], [2, 2])
    same("contradicted wanted", s.wanted["contradicted"], [0, 1])
    same("inconsistent said", s.said["inconsistent"], [0, 1])


def the_matrix_takes_an_accepted_verdict_as_expected():
    s = scored(*answers())
    same("353", s.confusion["contradicted", "contradicted"], 1)
    same("46", s.confusion["contradicted", "supported"], 1)
    same("record", s.confusion["supported", "contradicted"], 1)
    same("found", sum(s.confusion.values()), 5)


def optional_labels_count_neither_way():
    c = case("The 17 elements.", ("17", "17", "event", "supported"))
    c["claims"][0]["optional"] = True
    same("found", scored((c, [said(c["text"], "17", "event", "supported")])).hit, 0)
    same("left alone", scored((c, [])).missed, 0)
    same("but a wrong warning counts", scored((c, [said(c["text"], "17", "event", "contradicted")])).warned, [0, 1])


def a_span_must_cover_the_number_and_the_best_one_wins():
    text = "up 660% from 46 tons to 353 tons"
    c = case(text, ("353 tons", "353", "level", "supported"), ("660%", "660", "change", "supported"))
    s = scored((c, [said(text, text, "change", "supported"), said(text, "353 tons", "level", "supported")]))
    same("both", (s.hit, s.missed, s.false, s.kind["level"], s.kind["change"]), (2, 0, 0, [1, 0, 0], [1, 0, 0]))
    s = scored((c, [said(text, "tons", "level", "supported")]))
    same("the unit alone is no find", (s.hit, s.false), (0, 1))
    s = scored((c, [said(text, "353", "level", "supported"), said(text, "353 tons", "level", "supported")]))
    same("one label, one prediction", (s.hit, s.missed, s.false), (1, 1, 1))


def labels_are_checked():
    same("true sum", scorer.calc_holds("100*(3188/1238-1) = 157.5"), True)
    same("false sum", scorer.calc_holds("100*(3188/1238-1) = 158.5"), False)
    same("digits decide", (scorer.calc_holds("2/3 = 0.67"), scorer.calc_holds("2/3 = 0.66")), (True, False))
    known = {("magnets", "CHN", "", "2025"): [57392.0]}
    same("row held", scorer.row_held("magnets CHN - 2025 57392", known), True)
    same("row not held", scorer.row_held("magnets CHN - 2025 57393", known), False)
    c = case("It rose 5% and 5%.", ("5%", "5", "change", "supported"))
    same("nth", scorer.place(dict(c), dict(c["claims"][0], nth=2)), ((15, 17), (15, 16)))
    same("no nth", scorer.place(dict(c), dict(c["claims"][0], nth=3)), None)
    same("good", scorer.lint_claim(c, c["claims"][0], {}), [])
    for field, value in (("quote", "6%"), ("kind", "size"), ("verdict", "true"), ("calc", ["1/2 = 0.4"]), ("extra", 1)):
        same(f"bad {field}", len(scorer.lint_claim(c, dict(c["claims"][0], **{field: value}), {})), 1)
    seed = case("It rose 5% in 99 years.", ("5%", "5", "change", "supported"))
    same("a number that nothing speaks of", len(scorer.lint_coverage(seed)), 1)


def objects_may_be_one_or_many():
    same("lines", scorer.objects('{"a":1}\n{"a":2}\n'), [{"a": 1}, {"a": 2}])
    same("pretty", scorer.objects('{\n "a": [1,\n 2]\n}\n'), [{"a": [1, 2]}])


FAKE = """#!{python}
import json, sys
words = sys.argv[1:]
if "ingest" in words:
    sys.exit(0)
date = words[words.index("--date") + 1] if "--date" in words else None
for name in (w for w in words if w.endswith(".txt")):
    text = open(name, "rb").read()
    at = text.find(b"353")
    claims = [dict(span=[at, at + 3], kind="level", verdict="supported", date=date)] if at >= 0 else []
    print(json.dumps(dict(claims=claims), indent=2 if date else None))
"""


def the_command_is_run_once_for_every_date():
    """A command that finds 353 and repeats the date it was given."""
    texts = (("a", "2025-07-21", "353 tons"), ("b", None, "– 353 tons"), ("c", "2025-07-21", "none"))
    cases = [{"id": i, "date": d, "bytes": t.encode()} for i, d, t in texts]
    with tempfile.TemporaryDirectory() as folder:
        fake = os.path.join(folder, "fake")
        with open(fake, "w", encoding="utf-8") as f:
            f.write(FAKE.format(python=sys.executable))
        os.chmod(fake, 0o755)
        said_of = scorer.predict(fake, scorer.make_store(fake, folder, folder), cases, folder)
    same("dates", [said_of["a"][0]["date"], said_of["b"][0]["date"], said_of["c"]], ["2025-07-21", None, []])
    same("bytes", said_of["b"][0]["span"], [4, 7])


def minimums_fail_the_run():
    """The whole program on answers that say nothing, and on a store of predictions in a file."""
    with contextlib.redirect_stdout(io.StringIO()):
        below = [scorer.below("x", *p) for p in ((0.8, 0.9), (0.9, 0.9), (0.1, None), (float("nan"), 0.5))]
    same("below, at, none asked, not computable", below, [True, False, False, True])
    cases, _ = scorer.load(["misreported"], "")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "answers.jsonl")
        scorer.keep_predictions(path, {c["id"]: [] for c in cases})
        for minimum, status in (([], 0), (["--min-f1", "0.9"], 1), (["--min-precision", "0.9"], 1)):
            command = [sys.executable, os.path.join(scorer.HERE, "eval.py"), "--predictions", path,
                       "--sets", "misreported", *minimum]
            done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            same(f"exit status with {minimum}", done.returncode, status)


def main():
    finds_and_misses_are_counted()
    the_kind_must_be_right_by_kind()
    warnings_are_right_only_where_the_label_accepts_one()
    the_matrix_takes_an_accepted_verdict_as_expected()
    optional_labels_count_neither_way()
    a_span_must_cover_the_number_and_the_best_one_wins()
    labels_are_checked()
    objects_may_be_one_or_many()
    the_command_is_run_once_for_every_date()
    minimums_fail_the_run()
    print(f"{len(PASSED)} passed, {len(FAILED)} failed")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
