# What market answers to files that are right, and its exit status: 0 solved, 3 no equilibrium (the answer is written
# all the same, also to --out). By hand: a mine in A with marginal cost 10 + x, a road of cost 2 with room for 12, users
# in B who pay 40 - x. The road is full: prices 22 and 28, and the road earns 28 - 22 - 2 = 4.
steady() { sed -E 's/in [0-9]+ steps?: imbalance .*/in N steps/'; } # steps and rounding differ between processors
cat >road.json <<'END'
{"title": "one road",
 "nodes": [{"id": "A"}, {"id": "B", "name": "where the users are"}],
 "activities": [
  {"id": "mine", "column": {"A": 1}, "curve": {"kind": "linear", "c": 10, "q": 1}},
  {"id": "road", "column": {"A": -1, "B": 1}, "upper": 12, "curve": {"kind": "linear", "c": 2}},
  {"id": "users", "column": {"B": -1}, "curve": {"kind": "linear", "c": -40, "q": 1}}]}
END
gadolin market solve road.json | steady
gadolin market sensitivity road.json --outcome price:B --top 3 | steady
gadolin market sensitivity --outcome=level:raod road.json
echo "-> $?"
gadolin market sensitivity --outcome=rent:road road.json
echo "-> $?"
echo "A node that cannot be served:"
sed 's/{"id": "B"/{"id": "B", "supply": -20/' road.json >short.json
gadolin market solve short.json --out short.txt
echo "-> $?"
sed -n '1,2p' short.txt
gadolin market solve -o json - <short.json | sed -n -e 2p -e '/unbalanced_nodes/,$p'
echo "-> ${PIPESTATUS[0]}"
gadolin market sensitivity short.json --outcome price:B
echo "-> $?"
echo "Observed flows:"
gadolin market reconcile - <<'END' | steady
{"nodes": [{"id": "mine"}, {"id": "plant", "supply": -3}],
 "flows": [{"id": "out", "column": {"mine": 1}, "observed": 10, "sigma": 1},
  {"id": "sent", "column": {"mine": -1, "plant": 1}, "observed": 8, "sigma": 0.5},
  {"id": "lost", "column": {"plant": -1}, "sigma": null},
  {"id": "sold", "column": {"plant": -1}, "observed": 4, "sigma": 0}]}
END
echo "Tariffs (Francois and Hall 2003):"
gadolin market gsim - <<'END' | sed 's/(imbalance.*//'
{"countries": ["US", "JP", "EU", "RW"],
 "trade": [[0, 50, 200, 300], [500, 0, 150, 200], [300, 100, 200, 200], [50, 100, 110, 20]],
 "tariff0": [[1, 1.21, 1.41, 1.22], [1.37, 1, 1.31, 1.23], [1.32, 1.36, 1, 1.18], [1.57, 1.41, 1.25, 1.15]],
 "tariff1": [[1, 1.21, 1.00, 1.22], [1.37, 1, 1.31, 1.23], [1.00, 1.36, 1, 1.18], [1.57, 1.41, 1.25, 1.15]],
 "em": -1.25, "ex": 1.5, "es": 5}
END
