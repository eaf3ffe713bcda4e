# A store with next to nothing: zero and missing bases, rounded bases, contradictions, hostile texts, money only.
cat >small.csv <<'CSV'
product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note
antimony,CHN,W00,X,2024-01,qty,0,t,,reported,2024-02-20,stated,Paper,https://example.org/a_b,
antimony,CHN,W00,X,2024-02,qty,12,t,,reported,2024-03-20,stated,Paper,https://example.org/a_b,
antimony,CHN,W00,X,2024-02,qty,14,t,,reported,2024-03-21,assumed,"O|ther *paper*",https://example.org/other,"says ""14"""
antimony,CHN,USA,X,2024-02,qty,5,t,,reported,2024-03-20,stated,Paper,https://example.org/a_b,
antimony,CHN,USA,X,2024-01,qty,1,t,,reported,2024-03-20,stated,Paper,https://example.org/a_b,
antimony,CHN,USA,X,2024-02,rank,1,rank,,reported,2024-03-20,stated,Paper,https://example.org/a_b,
antimony,CHN,W00,X,2024-02,record,,,,reported,2024-03-20,stated,Paper,https://example.org/a_b,"first shipments since 2011."
tungsten,VNM,W00,M,2023,value,1234567,USD,,reported,2024-01-20,assumed,Paper,address not recorded,
CSV
gadolin ingest small.csv >/dev/null || exit
gadolin brief -p antimony -r China
echo "==== Markdown"
gadolin brief -p antimony -r CHN --period 2024-02 -o md
echo "==== JSON"
gadolin brief -p antimony -r CHN --period 2024-02 -o json
echo "==== money only, one figure"
gadolin brief -p tungsten -r VNM -x M
