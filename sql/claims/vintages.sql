-- The days on which customs rows changed.
SELECT vintage FROM flow_data GROUP BY vintage ORDER BY vintage;
