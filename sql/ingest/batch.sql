INSERT INTO batch VALUES ($1, $2, $3, $4, $5, $6::DATE, $7, $8, $9, $10, $11, $12, $13, current_timestamp::TIMESTAMP, $14);
