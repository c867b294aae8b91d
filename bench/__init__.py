"""Measurements: each script prints Markdown and writes its section of docs/benchmarks.md."""
