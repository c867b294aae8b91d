"""Outlets by campaign: python docs/examples/with_duckdb.py archive.db articles.parquet."""

import sys

import duckdb

archive, parquet = sys.argv[1:]

print(
    duckdb.sql(
        f"""SELECT campaign, source, count(*) AS articles, min(published_day) AS first
            FROM (SELECT unnest(campaigns) AS campaign, source, published_day FROM '{parquet}')
            GROUP BY ALL ORDER BY articles DESC, campaign, source"""
    )
)

# The archive itself, through DuckDB's extension for SQLite; DuckDB downloads it once.
try:
    duckdb.sql("INSTALL sqlite; LOAD sqlite")
except duckdb.Error as error:
    print(f"without the extension: {str(error).splitlines()[0]}")
else:
    duckdb.sql(f"ATTACH '{archive}' AS archive (TYPE sqlite, READ_ONLY)")
    print(duckdb.sql("SELECT change, count(*) AS articles FROM archive.export GROUP BY ALL"))
