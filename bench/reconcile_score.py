#!/usr/bin/env python3
"""reconcile_score.py OURS.csv REFERENCE.csv [CODES] - compares reconciled flows with a reference (BACI) and prints one JSON line.

OURS.csv       the answer of `gadolin reconcile -o csv`
REFERENCE.csv  columns exporter,importer,hs,value_usd

Flows present in both are compared: correlation of the logarithms, median ratio, per cent within 5 %. Per code, then over codes:
how often the largest exporter (importer) is the same, the mean distance in percentage points of the shares of the reference's ten
largest partners, and the correlation of the concentrations (HHI). Definitions: docs/reconcile.md. Standard library only.
"""
import csv
import json
import math
import sys
from collections import defaultdict


def read(path):
    flows = {}
    with open(path, newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            if row["value_usd"] and float(row["value_usd"]) > 0:
                flows[row["exporter"], row["importer"], row["hs"]] = float(row["value_usd"])
    return flows


def correlation(a, b):
    n = len(a)
    if n < 2:
        return None
    ma, mb = math.fsum(a) / n, math.fsum(b) / n
    va = math.fsum((x - ma) ** 2 for x in a)
    vb = math.fsum((y - mb) ** 2 for y in b)
    if va == 0 or vb == 0:
        return None
    return math.fsum((x - ma) * (y - mb) for x, y in zip(a, b)) / math.sqrt(va * vb)


def median(values):
    s = sorted(values)
    k = len(s) // 2
    return s[k] if len(s) % 2 else (s[k - 1] + s[k]) / 2


def by_partner(flows, keys, side):
    """code -> partner -> value, over the flows compared"""
    sums = defaultdict(lambda: defaultdict(float))
    for key in sorted(keys):
        sums[key[2]][key[side]] += flows[key]
    return sums


def shares(sums):
    total = math.fsum(sums.values())
    return {partner: value / total for partner, value in sums.items()}


def side_scores(ours, reference, keys, side):
    mine, theirs = by_partner(ours, keys, side), by_partner(reference, keys, side)
    same, distances, my_hhi, their_hhi = 0, [], [], []
    for code in sorted(theirs):
        a, b = shares(mine[code]), shares(theirs[code])
        same += max(a, key=a.get) == max(b, key=b.get)
        largest = sorted(b, key=b.get, reverse=True)[:10]
        distances += [100 * abs(a.get(p, 0.0) - b[p]) for p in largest]
        my_hhi.append(math.fsum(x * x for x in a.values()))
        their_hhi.append(math.fsum(x * x for x in b.values()))
    return same, len(theirs), math.fsum(distances) / len(distances), correlation(my_hhi, their_hhi)


def main():
    ours, reference = read(sys.argv[1]), read(sys.argv[2])
    keys = [k for k in reference if k in ours]
    if not keys:
        sys.exit("reconcile_score: no flow is in both files")
    ratio = [ours[k] / reference[k] for k in keys]
    out = {
        "log_corr": correlation([math.log(ours[k]) for k in keys], [math.log(reference[k]) for k in keys]),
        "median_ratio": median(ratio),
        "within_5pct": 100 * sum(abs(r - 1) <= 0.05 for r in ratio) / len(ratio),
    }
    for side, name in ((0, "exporters"), (1, "importers")):
        same, codes, mae, hhi = side_scores(ours, reference, keys, side)
        out[name + "_top1"] = same
        out[name + "_mae_pp"] = mae
        out[name + "_hhi_corr"] = hhi
    print(json.dumps(out))
    print(f"{len(keys)} flows in both files, {len(ours) - len(keys)} only in ours, {len(reference) - len(keys)} only in the reference; "
          f"{codes} codes", file=sys.stderr)


if __name__ == "__main__":
    main()
