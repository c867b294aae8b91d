"""Commands added to Scrapy's own."""
