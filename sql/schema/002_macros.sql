-- Numbers for names, and back. The C side has the same (store_country_id, store_code_id): keep them equal.
CREATE MACRO char36(c) AS CASE WHEN c BETWEEN 'A' AND 'Z' THEN ascii(c) - 65 WHEN c BETWEEN '0' AND '9' THEN ascii(c) - 22 END;
CREATE MACRO country_id(t) AS CASE WHEN length(t) = 3 THEN char36(t[1]) * 1296 + char36(t[2]) * 36 + char36(t[3]) END;
CREATE MACRO text36(n) AS chr((CASE WHEN n < 26 THEN n + 65 ELSE n + 22 END)::INTEGER);
CREATE MACRO country_iso3(id) AS text36(id // 1296) || text36(id // 36 % 36) || text36(id % 36);
CREATE MACRO code_id(t) AS CASE
    WHEN regexp_full_match(t, '[0-9]{2,10}') THEN ('1' || t)::BIGINT
    WHEN regexp_full_match(t, '[0-9]{0,9}X{1,9}') THEN ('2' || (length(t) - length(rtrim(t, 'X'))) || rtrim(t, 'X'))::BIGINT END;
CREATE MACRO code_text(id) AS CASE (id::VARCHAR)[1] WHEN '1' THEN (id::VARCHAR)[2:]
    ELSE (id::VARCHAR)[3:] || repeat('X', (id::VARCHAR)[2]::INTEGER) END;
CREATE MACRO month_text(m) AS lpad((m // 12)::VARCHAR, 4, '0') || '-' || lpad((m % 12 + 1)::VARCHAR, 2, '0');
-- "2025-06" -> month number; NULL for an empty text.
CREATE MACRO month_id(t) AS CASE WHEN t <> '' THEN t[1:4]::INTEGER * 12 + t[6:7]::INTEGER - 1 END;
CREATE MACRO flow_text(f) AS CASE f WHEN 1 THEN 'M' WHEN 2 THEN 'X' WHEN 3 THEN 'RM' WHEN 4 THEN 'RX' END;
CREATE MACRO flow_id(t) AS CASE t WHEN 'M' THEN 1 WHEN 'X' THEN 2 WHEN 'RM' THEN 3 WHEN 'RX' THEN 4 END;
CREATE MACRO freq_text(f) AS CASE f WHEN 1 THEN 'A' WHEN 2 THEN 'M' WHEN 3 THEN 'YTD' END;

-- What users of `gadolin sql` see: every customs row with names instead of numbers, newest vintage or not.
CREATE VIEW flow AS
SELECT s.key AS source, f.vintage, freq_text(f.freq) AS freq,
       CASE f.freq WHEN 1 THEN (f.period // 12)::VARCHAR ELSE month_text(f.period) END AS period,
       country_iso3(f.reporter) AS reporter, country_iso3(f.partner) AS partner, flow_text(f.flow) AS flow,
       code_text(f.code) AS code, f.hs_revision, f.qty, f.qty_unit, f.qty_t, f.value, f.currency,
       CASE f.valuation WHEN 1 THEN 'CIF' WHEN 2 THEN 'FOB' END AS valuation, f.value_usd, f.flags, f.batch
FROM flow_data f JOIN source s ON s.id = f.source;
