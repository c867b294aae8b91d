"""Articles a year and campaign: python docs/examples/with_pandas.py archive.db articles.parquet."""

import sqlite3
import sys
from contextlib import closing

import pandas as pd

archive, parquet = sys.argv[1:]

# Parquet: lists are lists, times are times.
articles = pd.read_parquet(parquet, columns=["url", "published_day", "campaigns", "city"])
articles["year"] = pd.to_datetime(articles["published_day"]).dt.year.astype("Int64")
print(articles.explode("campaigns").groupby(["year", "campaigns"], dropna=False)["url"].count())

# The archive itself: SQL, beside a crawl if need be.
with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as conn:
    kinds = pd.read_sql_query("SELECT kind, certain, count(*) AS repairs FROM repairs GROUP BY 1, 2", conn)
print(kinds.sort_values("repairs", ascending=False))
