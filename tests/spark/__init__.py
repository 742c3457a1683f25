"""The models on Spark: the same tables as on DuckDB, row by row."""
