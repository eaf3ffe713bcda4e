-- Rows of other batches in the same source and periods (1 or 0).
SELECT count(*) FROM (SELECT 1 FROM flow_data
    WHERE source = (SELECT id FROM source WHERE key = getvariable('in_source')) AND freq = 1
      AND period BETWEEN getvariable('in_low') AND getvariable('in_high') AND batch <> getvariable('in_batch') LIMIT 1);
