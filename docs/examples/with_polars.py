"""Places by articles: python docs/examples/with_polars.py archive.db articles.parquet."""

import sqlite3
import sys
from contextlib import closing

import polars as pl

archive, parquet = sys.argv[1:]

# Lazily: only the columns that are asked for are read.
places = (
    pl.scan_parquet(parquet)
    .group_by("province", "city")
    .agg(pl.len().alias("articles"), pl.col("body").str.len_chars().mean().alias("characters"))
    .sort("articles", descending=True)
)
print(places.collect())

with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as conn:
    reasons = pl.read_database(
        "SELECT value AS reason, count(*) AS items FROM quarantine, json_each(reasons) GROUP BY 1", conn
    )
print(reasons)
