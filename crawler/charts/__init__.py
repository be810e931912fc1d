"""Pictures of an archive: each chart's SQL and Vega-Lite specification, told once."""

from crawler.charts.chart import Chart, Rows
from crawler.charts.collection import CHARTS

__all__ = ["CHARTS", "Chart", "Rows"]
