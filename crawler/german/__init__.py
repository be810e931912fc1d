"""German as portals print it: dates, places, labels, typography. Plain Python, no Scrapy."""

from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
"""The time zone of the portals, by which their days and hours are meant."""
