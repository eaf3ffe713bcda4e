-- Customs rows of one product, reporter and flow, one row per partner asked for, source, frequency and period.
-- The names in braces are filled in by src/trade/customs.c with SQL made of integers only:
--   {where} {alt}   which codes, and which alternative a row belongs to (src/trade/codeset.h)
--   {reporter} {partner} {flow} {known} {source}   conditions on flow_data
--   {out}           the partner a row is added to; {total}  the partner whose row is itself the total, or -1
-- Of each key the newest row known counts. Of each source, period and partner the first alternative that has rows counts.
-- A total row held wins over the sum of the others, code by code and measure by measure.
WITH raw AS (
    SELECT source, freq, period, reporter, partner, code, vintage, batch, qty_t, value, value_usd, currency, flags, {alt} AS alt
    FROM flow_data
    WHERE {reporter} AND flow = {flow} AND ({where}) AND {partner} AND {known} AND {source}
), newest AS (
    SELECT source, freq, period, reporter, partner, code, alt,
           arg_max({'q': qty_t, 'v': value, 'u': value_usd, 'c': currency, 'f': flags, 'd': vintage},
                   (vintage - DATE '1970-01-01')::BIGINT * 4294967296 + batch) AS x
    FROM raw WHERE alt IS NOT NULL
    GROUP BY source, freq, period, reporter, partner, code, alt
), parts AS (
    SELECT source, freq, period, reporter, {out} AS partner, partner = {total} AS is_total, code, alt, x.q AS q, x.v AS v, x.u AS u,
           x.c AS c, x.f AS f, x.d AS d
    FROM newest
), code_sum AS (
    SELECT source, freq, period, reporter, partner, code, alt,
           any_value(q) FILTER (is_total) AS tq, any_value(v) FILTER (is_total) AS tv, any_value(u) FILTER (is_total) AS tu,
           sum(q) FILTER (NOT is_total) AS pq, sum(v) FILTER (NOT is_total) AS pv, sum(u) FILTER (NOT is_total) AS pu,
           count(q) FILTER (NOT is_total) AS nq, count(v) FILTER (NOT is_total) AS nv, count(u) FILTER (NOT is_total) AS nu,
           count(*) FILTER (NOT is_total) AS n,
           sum(v) FILTER (NOT is_total AND q IS NULL) AS v_without_q,
           sum(q) FILTER (NOT is_total AND q > 0 AND v IS NOT NULL) AS bq, sum(v) FILTER (NOT is_total AND q > 0) AS bv,
           sum(u) FILTER (NOT is_total AND q > 0) AS bu, count(v) FILTER (NOT is_total AND q > 0) AS nb,
           count(u) FILTER (NOT is_total AND q > 0) AS nbu,
           min(c) AS c_lo, max(c) AS c_hi, max(d) AS d, bit_or(f) AS f
    FROM parts
    GROUP BY source, freq, period, reporter, partner, code, alt
    QUALIFY alt = min(alt) OVER (PARTITION BY source, freq, period, reporter, partner)
), measured AS (
    SELECT *, tq IS NOT NULL AS whole_q, tv IS NOT NULL AS whole_v, tu IS NOT NULL AS whole_u,
           coalesce(tq > 0 AND tv IS NOT NULL, false) AS whole_b
    FROM code_sum
)
SELECT partner, source, freq, period, max(alt)::BIGINT AS alt,
       sum(CASE WHEN whole_q THEN tq WHEN nq > 0 THEN pq END) AS qty,
       sum(CASE WHEN whole_q THEN 1 ELSE nq END)::BIGINT AS qty_rows,
       (bool_and(whole_q))::BIGINT AS qty_whole,
       sum(CASE WHEN whole_q THEN 0 ELSE n - nq END)::BIGINT AS qty_missing,
       sum(CASE WHEN whole_q THEN 0 ELSE coalesce(v_without_q, 0) END) AS qty_missing_value,
       sum(CASE WHEN whole_v THEN tv WHEN nv > 0 THEN pv END) AS value,
       sum(CASE WHEN whole_v THEN 1 ELSE nv END)::BIGINT AS value_rows,
       (bool_and(whole_v))::BIGINT AS value_whole,
       sum(CASE WHEN whole_v THEN 0 ELSE n - nv END)::BIGINT AS value_missing,
       sum(CASE WHEN whole_u THEN tu WHEN nu > 0 THEN pu END) AS usd,
       sum(CASE WHEN whole_u THEN 1 ELSE nu END)::BIGINT AS usd_rows,
       sum(CASE WHEN whole_b THEN tq ELSE bq END) AS both_qty,
       sum(CASE WHEN whole_b THEN tv ELSE bv END) AS both_value,
       sum(CASE WHEN whole_b THEN tu ELSE bu END) AS both_usd,
       sum(CASE WHEN whole_b THEN 1 ELSE nb END)::BIGINT AS both_rows,
       sum(CASE WHEN whole_b THEN (tu IS NOT NULL)::INTEGER ELSE nbu END)::BIGINT AS both_usd_rows,
       (bool_and(whole_b))::BIGINT AS both_whole,
       min(c_lo) AS currency_lo, max(c_hi) AS currency_hi, max(d) AS vintage, bit_or(f)::BIGINT AS flags,
       count(*)::BIGINT AS codes
FROM measured
GROUP BY partner, source, freq, period
ORDER BY partner, source, freq, period;
