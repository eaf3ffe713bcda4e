CREATE OR REPLACE TEMP VIEW report AS
WITH newest AS (
    SELECT * FROM asked
    QUALIFY row_number() OVER (PARTITION BY source, period, reporter, partner, flow, code ORDER BY vintage DESC, batch DESC) = 1
), six AS (
    SELECT source, preference, period, reporter, partner, flow, code > 1999999 AS longer,
           substr(code::VARCHAR, 1, 7)::BIGINT AS code, sum(value_usd ORDER BY newest.code) AS value_usd,
           CASE WHEN count(qty_t) = count(*) THEN sum(qty_t ORDER BY newest.code) END AS qty_t,
           bit_or(flags) | (CASE WHEN longer THEN 1024 ELSE 0 END) AS flags
    FROM newest WHERE value_usd > 0
    GROUP BY ALL
)
SELECT period, reporter, partner, flow, code, value_usd, qty_t, flags FROM six
QUALIFY row_number() OVER (PARTITION BY period, reporter, partner, flow, code ORDER BY longer, preference, source) = 1;
