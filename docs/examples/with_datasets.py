"""A data set for training: python docs/examples/with_datasets.py archive.db articles.parquet.

Needs `pip install datasets`.
"""

import sys

import pyarrow.parquet as pq
from datasets import Dataset

_, parquet = sys.argv[1:]

# Hugging Face's data sets know no maps: leave out people, fields and basis, here or by `scrapy export --columns`.
table = pq.read_table(
    parquet,
    columns=["url", "title", "published_day", "campaigns", "body"],
    filters=[("verdict", "=", "article")],
)
print(Dataset(table).train_test_split(test_size=1, seed=1))
