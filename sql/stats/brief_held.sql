-- Products of whose own customs codes the reporter has rows in a period: $1 reporter, $2 flow, $3 first month, $4 last month.
SELECT DISTINCT c.product
FROM flow_data f JOIN product_code c ON c.code = f.code
WHERE f.period >= $3 AND f.period <= $4 AND f.flow = flow_id($2) AND coalesce(f.reporter = country_id($1), true);
