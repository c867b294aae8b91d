"""A data set for training: python docs/examples/with_datasets.py archive.db articles.parquet.

Needs `pip install datasets`.
"""

import hashlib
import sys
from pathlib import Path

import pyarrow.parquet as pq
from datasets import Dataset

_, parquet = sys.argv[1:]

# Hugging Face's data sets know no maps: leave out people, fields and basis, here or by `scrapy export --columns`.
table = pq.read_table(
    parquet,
    columns=["url", "title", "published_day", "campaigns", "body"],
    filters=[("verdict", "=", "article")],
)
# The export's checksum tells the data from others; left to itself `datasets` 5.2 fails at it with pyarrow 26.
articles = Dataset(table, fingerprint=hashlib.sha256(Path(parquet).read_bytes()).hexdigest()[:16])
print(articles.train_test_split(test_size=1, seed=1))
