"""A chart: a query, a Vega-Lite specification of its rows, and SVG drawn from it on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[dict[str, Any]]
"""What the SQL of a chart returned, a dict a row."""

Spec = dict[str, Any]
"""A Vega-Lite 5 specification."""

_VEGA_LITE = "5.20"
_WIDTH = 720  # pixels
_STYLE = {
    "font": "Arial, Helvetica, sans-serif",
    "background": "white",
    # Browsers have wider letters than those the labels were measured with.
    "padding": {"left": 70, "right": 10, "top": 8, "bottom": 8},
    "view": {"stroke": None},
    "axis": {"labelColor": "#333", "titleColor": "#333", "gridColor": "#e8e8e8"},
    # Okabe and Ito's colours, which colour-blind readers can tell apart.
    "range": {
        "category": [
            "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999",
        ]
    },
}  # fmt: skip


@dataclass(frozen=True)
class Balance:
    """How many rows a chart draws and leaves out, by reason; the sums close."""

    sql: str
    """One row: ``drawn``, ``known``, and a column for each of ``left_out``."""
    things: tuple[str, str]
    """What is counted, one and several."""
    left_out: Mapping[str, tuple[str, str]]
    """Why something is not drawn, of one and of several: ``bears no date``, ``bear no date``."""
    uncertain: str = ""
    """How those are drawn whose place is not certain; then ``sql`` counts them as ``uncertain``."""

    def sentence(self, counts: Mapping[str, int]) -> str:
        """``107 of 150 articles are drawn; 43 bear no date``, from the row of ``sql``."""
        drawn, known = counts["drawn"], counts["known"]
        text = f"{drawn:,} of {known:,} {_form(self.things, known)} {_form(_ARE, drawn)} drawn"
        if self.uncertain and counts["uncertain"]:
            text += f", {counts['uncertain']:,} of them {self.uncertain}"
        why = [
            f"{counts[name]:,} {_form(words, counts[name])}"
            for name, words in self.left_out.items()
            if counts[name]
        ]
        return f"{text}; {', '.join(why)}" if why else text


_ARE = ("is", "are")


def _form(words: tuple[str, str], count: int) -> str:
    return words[count != 1]


@dataclass(frozen=True)
class Chart:
    """One chart, with title and description for screen readers."""

    name: str
    """In URLs and file names."""
    title: str
    description: str
    """What is counted, in a sentence or two."""
    sql: str
    """Takes ``:today`` (YYYY-MM-DD) where it asks for what is ahead."""
    balance: Balance
    """Takes ``:today``, too."""
    drawn: Callable[[Rows], Spec]
    """What is particular to its specification; ``spec`` adds the rest."""

    def spec(self, rows: Rows) -> Spec:
        """The whole specification, the rows in it; nothing of it is fetched from anywhere."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "description": self.title,
            "width": _WIDTH,
            "config": _STYLE,
            "data": {"values": list(rows)},
            **self.drawn(rows),
        }


def draw(chart: Chart, rows: Rows) -> str:
    """The chart as SVG; no browser and no network. Takes about a second the first time."""
    import vl_convert  # loads a JavaScript engine

    svg: str = vl_convert.vegalite_to_svg(
        chart.spec(rows),
        vl_version=_VEGA_LITE,
        allowed_base_urls=[],
    )
    return svg
