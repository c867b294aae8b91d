"""The archive of record: WARC files of what servers sent, readable by other people's tools."""
