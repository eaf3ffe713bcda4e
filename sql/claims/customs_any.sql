-- Whether any customs row is held.
SELECT 1::BIGINT AS one FROM flow_data LIMIT 1;
