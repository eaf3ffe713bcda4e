-- From texts to numbers, the same for every format. `adapted` is the format's view; a row that cannot be
-- stored gets a reason that names the column and the text. weight_t is units per tonne; `skip` says why a sound row is not stored singly.
CREATE OR REPLACE TEMP VIEW resolved AS
WITH typed AS (
    SELECT a.*, getvariable('in_sources')[a.source] AS source_id, r.country AS reporter_id, p.country AS partner_id, coalesce(a.skip, r.note, p.note) AS skipped,
           code_id(a.code) AS code_number, number_of(a.value) * a.value_x AS v, number_of(a.weight) / a.weight_t AS w,
           number_of(a.qty) AS q
    FROM adapted a LEFT JOIN lookup r ON r.code = a.reporter LEFT JOIN lookup p ON p.code = a.partner
)
SELECT rec, body, skipped AS skip, grain,
       CASE
           WHEN refuse IS NOT NULL THEN refuse
           WHEN skipped IS NOT NULL THEN NULL
           WHEN period IS NULL OR period NOT BETWEEN 22800 AND getvariable('in_period_max')
               THEN 'period: ''' || coalesce(period_text, '') || ''' is not a month or year from 1900 to ' || (getvariable('in_period_max') // 12)
           WHEN source_id IS NULL THEN 'source: ''' || coalesce(source, '') || ''' is not a source gadolin knows'
           WHEN reporter_id IS NULL THEN 'reporter: ''' || coalesce(reporter, '') || ''' is not a country gadolin knows'
           WHEN partner_id IS NULL THEN 'partner: ''' || coalesce(partner, '') || ''' is not a country gadolin knows'
           WHEN flow IS NULL THEN 'flow: ''' || coalesce(flow_text, '') || ''' is neither imports nor exports'
           WHEN code_number IS NULL THEN 'commodity code: ''' || coalesce(code, '') || ''' is not 2 to 10 digits'
           WHEN length(code) IN (3, 5, 7) OR (length(code) = 9 AND source <> 'japan')
               THEN 'commodity code: ''' || code || ''' has ' || length(code) || ' digits: a leading zero may be lost'
           WHEN v IS NULL AND NOT missing(value) THEN 'value: ''' || value || ''' is not a number'
           WHEN v < 0 THEN 'value: ''' || value || ''' is negative'
           WHEN w IS NULL AND weight_t IS NOT NULL AND NOT missing(weight) THEN 'weight: ''' || weight || ''' is not a number'
           WHEN w < 0 THEN 'weight: ''' || weight || ''' is negative'
           WHEN q IS NULL AND NOT missing(qty) THEN 'quantity: ''' || qty || ''' is not a number'
           WHEN q < 0 THEN 'quantity: ''' || qty || ''' is negative'
           WHEN v IS NULL AND w IS NULL AND q IS NULL THEN 'neither a value nor a weight'
       END AS reason,
       coalesce(vintage, getvariable('in_vintage')) AS vintage, source_id AS source, freq::UTINYINT AS freq,
       CASE WHEN period BETWEEN 0 AND 65535 THEN period END::USMALLINT AS period, -- one out of range has a reason already
       CASE WHEN reporter_id >= 0 THEN reporter_id END::USMALLINT AS reporter, CASE WHEN partner_id >= 0 THEN partner_id END::USMALLINT AS partner,
       flow::UTINYINT AS flow, code_number AS code, hs_revision::USMALLINT AS hs_revision,
       CASE WHEN q > 0 OR coalesce(v, 0) = 0 THEN q END AS qty, CASE WHEN q > 0 OR (q = 0 AND coalesce(v, 0) = 0) THEN qty_unit END AS qty_unit,
       CASE WHEN w > 0 OR coalesce(v, 0) = 0 THEN w END AS qty_t,
       v AS value, currency, valuation::UTINYINT AS valuation, flags::UTINYINT AS flags
FROM typed;
