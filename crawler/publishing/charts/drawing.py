"""Drawing: Vega-Lite to SVG, here and now; no browser, no network, nothing left to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.publishing.charts.chart import Chart, Rows

_VEGA_LITE = "5.20"


def draw(chart: Chart, rows: Rows) -> str:
    """The chart as SVG, to be put into a page. Takes about a second the first time."""
    import vl_convert  # loads a JavaScript engine

    svg: str = vl_convert.vegalite_to_svg(
        chart.spec(rows),
        vl_version=_VEGA_LITE,
        allowed_base_urls=[],
    )
    return svg
