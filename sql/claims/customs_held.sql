-- $1: number of a reporter. Which flows, partners and codes its customs rows have.
SELECT flow, partner, code FROM flow_data WHERE reporter = $1 AND flow IN (1, 2) GROUP BY flow, partner, code;
