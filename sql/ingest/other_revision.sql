-- Another HS revision of the same years of BACI in the store (0: none).
SELECT coalesce(max(f.hs_revision), 0)
FROM flow_data f JOIN (SELECT DISTINCT period, hs_revision FROM staged WHERE NOT bad) k ON f.period = k.period AND f.hs_revision <> k.hs_revision
WHERE f.source = (SELECT id FROM source WHERE key = 'baci') AND f.hs_revision > 0 AND k.hs_revision > 0;
