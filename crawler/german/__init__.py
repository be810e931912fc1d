"""German as portals print it: dates, places, labels, typography. Plain Python, no Scrapy."""
