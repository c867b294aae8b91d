"""Fetches pages; knows Scrapy, knows no cleaning."""
