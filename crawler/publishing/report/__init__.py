"""``scrapy report``: one HTML file with charts and the last runs."""
