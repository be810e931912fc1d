"""Charts of an archive: each its SQL and its Vega-Lite specification."""

from crawler.publishing.charts.chart import Balance, Chart, Rows
from crawler.publishing.charts.collection import CHARTS

__all__ = ["CHARTS", "Balance", "Chart", "Rows"]
