"""Charts of an archive: each its SQL, its sums and its drawing."""

from crawler.publishing.charts.chart import Balance, Chart, Rows, View
from crawler.publishing.charts.collection import CHARTS

__all__ = ["CHARTS", "Balance", "Chart", "Rows", "View"]
