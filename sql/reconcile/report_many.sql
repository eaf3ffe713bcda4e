-- Reports of several batches, sources, vintages or lengths of codes. Of a source's longer codes the shortest length held is added up, as in
-- series: a source with 8 and with 10 digits would count twice. One line alone is not its HS6 code, unless it is the whole of it
-- (its further digits are zeros): the other lines are not held.
CREATE OR REPLACE TEMP VIEW report AS
WITH newest AS (
    SELECT *, length(code::VARCHAR) - 1 AS digits, substr(code::VARCHAR, 1, 7)::BIGINT AS hs6 FROM asked
    QUALIFY row_number() OVER (PARTITION BY source, period, reporter, partner, flow, code ORDER BY vintage DESC, batch DESC) = 1
), whole AS (
    SELECT source, reporter, flow, hs6, digits FROM newest GROUP BY ALL
    HAVING digits = 6 OR count(DISTINCT code) > 1 OR max(code % 10 ** (digits - 6)) = 0
), six AS (
    SELECT source, preference, period, reporter, partner, flow, digits, hs6,
           sum(value_usd ORDER BY code) AS value_usd, CASE WHEN count(qty_t) = count(*) THEN sum(qty_t ORDER BY code) END AS qty_t, bit_or(flags) AS flags
    FROM newest SEMI JOIN whole USING (source, reporter, flow, hs6, digits) WHERE value_usd > 0
    GROUP BY ALL
)
SELECT period, reporter, partner, flow, hs6 AS code, value_usd, qty_t, flags | (CASE WHEN digits > 6 THEN 1024 ELSE 0 END) AS flags FROM six
QUALIFY row_number() OVER (PARTITION BY period, reporter, partner, flow, hs6 ORDER BY digits, preference, source) = 1;
