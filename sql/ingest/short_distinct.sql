-- For files in another order: distinct keys of the batch (year 12 bits, countries 16 bits each, HS6 code 20 bits).
SELECT count(DISTINCT ((period // 12)::UBIGINT << 52) | (reporter::UBIGINT << 36) | (partner::UBIGINT << 20) | (code - 1000000)::UBIGINT)
FROM flow_data WHERE batch = getvariable('in_batch');
