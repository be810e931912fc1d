"""Pictures of an archive: each chart's SQL and Vega-Lite specification, told once."""

from crawler.charts.chart import Balance, Chart, Rows
from crawler.charts.collection import CHARTS

__all__ = ["CHARTS", "Balance", "Chart", "Rows"]
