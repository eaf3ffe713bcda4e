-- What was written: every Parquet file below the folder $1 with its rows.
SELECT file_name AS file, num_rows AS rows FROM parquet_file_metadata($1 || '/**/*.parquet') ORDER BY file_name LIKE '%/flow/%', file_name
