"""WARC files: reading and writing them. Knows nothing of Scrapy or of the archive."""
