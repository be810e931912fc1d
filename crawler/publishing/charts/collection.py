"""The charts there are."""

from __future__ import annotations

from crawler.publishing.charts.countries import COUNTRIES
from crawler.publishing.charts.deadlines import DEADLINES
from crawler.publishing.charts.months import MONTHS
from crawler.publishing.charts.names import KINDS, PLACES, TOPICS

CHARTS = (MONTHS, COUNTRIES, PLACES, TOPICS, KINDS, DEADLINES)
"""All of them, in the order in which they are shown."""
