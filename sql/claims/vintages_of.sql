-- $1: number of a reporter. The days on which its customs rows changed.
SELECT vintage FROM flow_data WHERE reporter = $1 GROUP BY vintage ORDER BY vintage;
