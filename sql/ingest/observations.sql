-- Published figures, the layout of data/observations: what may stand in each column is checked here. `printed` keeps the
-- digits as published, for rounding.
CREATE OR REPLACE TEMP VIEW resolved AS
WITH place AS (
    SELECT code, country_iso3(country) AS iso3 FROM lookup WHERE country >= 0 AND code NOT LIKE '=%'
    UNION ALL SELECT DISTINCT iso3, iso3 FROM country WHERE id IS NULL
), spelled AS (
    SELECT code, any_value(iso3) AS iso3 FROM place GROUP BY code
), named AS (
    SELECT alias, min(product) AS product FROM product_alias GROUP BY alias
), typed AS (
    SELECT raw.*, coalesce(p.id, n.product, CASE WHEN code_id(raw.product) IS NOT NULL THEN raw.product END) AS product_id,
           r.iso3 AS reporter_iso3, q.iso3 AS partner_iso3, number_of(raw.value) AS v, try_cast(raw.published AS DATE) AS published_day,
           CASE WHEN raw.period LIKE '____-__-__' THEN try_cast(raw.period AS DATE) END AS quoted,
           CASE WHEN regexp_full_match(raw.period, '[0-9]{4}') THEN year_at(raw.period)
                WHEN regexp_full_match(raw.period, '[0-9]{4}-Q[1-4]') THEN raw.period[1:4]::INTEGER * 12 + 3 * (raw.period[7]::INTEGER - 1)
                WHEN regexp_full_match(raw.period, '[0-9]{4}-H[12]') THEN raw.period[1:4]::INTEGER * 12 + 6 * (raw.period[7]::INTEGER - 1)
                WHEN regexp_full_match(raw.period, '[0-9]{4}-[0-9]{2}([.][.][0-9]{4}-[0-9]{2})?') THEN month_at(raw.period[1:7])
                WHEN regexp_full_match(raw.period, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND try_cast(raw.period AS DATE) IS NOT NULL THEN month_at(raw.period[1:7]) END AS low,
           CASE WHEN regexp_full_match(raw.period, '[0-9]{4}') THEN 11 WHEN raw.period LIKE '%Q%' THEN 2 WHEN raw.period LIKE '%H%' THEN 5
                WHEN raw.period LIKE '%..%' THEN month_at(raw.period[10:16]) - month_at(raw.period[1:7]) ELSE 0 END AS more
    FROM raw
    LEFT JOIN product p ON p.id = raw.product LEFT JOIN named n ON n.alias = lower(raw.product)
    LEFT JOIN spelled r ON r.code = CASE WHEN length(raw.reporter) <= 3 THEN raw.reporter ELSE coalesce((SELECT max(iso3) FROM country WHERE iso3 = raw.reporter), lower(raw.reporter)) END
    LEFT JOIN spelled q ON q.code = CASE WHEN length(raw.partner) <= 3 THEN raw.partner ELSE coalesce((SELECT max(iso3) FROM country WHERE iso3 = raw.partner), lower(raw.partner)) END
)
SELECT rec, body, NULL::VARCHAR AS skip,
       CASE WHEN product_id IS NULL THEN 'product: ''' || coalesce(product, '') || ''' is neither a product of gadolin nor a customs code'
            WHEN reporter IS NOT NULL AND reporter_iso3 IS NULL THEN 'reporter: ''' || reporter || ''' is not a country or group gadolin knows'
            WHEN partner IS NOT NULL AND partner_iso3 IS NULL THEN 'partner: ''' || partner || ''' is not a country or group gadolin knows'
            WHEN flow IS NOT NULL AND flow NOT IN ('M', 'X', 'RM', 'RX', 'P', 'Q', 'S', 'C')
                THEN 'flow: ''' || flow || ''' is none of M imports, X exports, RM, RX, P price, Q production, S stock, C capacity'
            WHEN low IS NULL OR more IS NULL OR more < 0 OR low < 22800 OR low + more >= 2101 * 12
                THEN 'period: ''' || coalesce(period, '') || ''' is not YYYY-MM, YYYY, YYYY-Qn, YYYY-Hn, YYYY-MM..YYYY-MM or YYYY-MM-DD within 1900 to 2100'
            WHEN metric IS NULL OR metric NOT IN ('qty', 'value', 'unit_value', 'price', 'share', 'rank', 'mom_pct', 'yoy_pct', 'production', 'capacity', 'reserves', 'quota', 'intensity', 'record', 'event')
                THEN 'metric: ''' || coalesce(metric, '') || ''' is none of qty, value, unit_value, price, share, rank, mom_pct, yoy_pct, production, capacity, reserves, quota, intensity, record, event'
            WHEN v IS NULL AND NOT (value IS NULL AND metric IN ('event', 'record')) THEN 'value: ''' || coalesce(value, '') || ''' is not a number'
            WHEN v < 0 AND metric NOT IN ('mom_pct', 'yoy_pct') THEN 'value: ''' || value || ''' is negative'
            WHEN v IS NOT NULL AND unit IS NULL THEN 'unit: missing'
            WHEN metric IN ('qty', 'production', 'capacity', 'reserves', 'quota') AND unit_t(unit) IS NULL AND lower(unit) NOT IN ('u', 'pcs', 'pieces', 'units')
                THEN 'unit: ''' || unit || ''' is neither a mass (t, kt, kg, g, lb, short tons) nor pieces'
            WHEN status IS NULL OR status NOT IN ('reported', 'derived') THEN 'status: ''' || coalesce(status, '') || ''' is neither reported nor derived'
            WHEN published_day IS NULL THEN 'published: ''' || coalesce(published, '') || ''' is not a day (YYYY-MM-DD)'
            WHEN published_day > current_date + 1 THEN 'published: ''' || published || ''' is in the future'
            WHEN source IS NULL THEN 'source: missing' END AS reason,
       product_id AS product, reporter_iso3 AS reporter, partner_iso3 AS partner, flow, low AS period_from, low + more AS period_to, quoted AS day,
       metric, v AS value, coalesce(printed, value) AS printed, unit, basis, status, published_day AS published,
       coalesce(published_basis, 'stated') AS published_basis, source, coalesce(source_url, '') AS source_url, note
FROM typed;
