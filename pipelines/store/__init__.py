"""archive.db: the one place that opens a database."""
