"""Version of the code that cleans; stored with every crawl."""

VERSION = "0.1.0"
