"""Charts as HTML, the same in every page: drawing, legend, sums and a table of the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from crawler.publishing.charts.articles import Articles
from crawler.publishing.charts.chart import Chart, Row, Rows, View
from crawler.publishing.charts.collection import CHARTS
from crawler.publishing.language import Language, marked


def sections(answers: Mapping[str, tuple[Rows, Row]], view: View) -> Markup:
    """All charts, a section each.

    Args:
        answers: rows and sums by the chart's name.
        view: for whom.
    """
    text = files("crawler.publishing.charts").joinpath("sections.html").read_text("utf-8")
    template = environment(view.words).from_string(text)
    told = [_told(chart, *answers[chart.name], view) for chart in CHARTS]
    return Markup(template.render(charts=told))  # noqa: S704  # escaped by the template


def answers(articles: Articles, asked: Mapping[str, str]) -> dict[str, tuple[Rows, Row]]:
    """What ``sections`` takes, for the parameters of a view."""
    return {chart.name: chart.counted(articles, asked) for chart in CHARTS}


def style() -> Markup:
    """The style sheet of all charts."""
    text = files("crawler.publishing.charts").joinpath("charts.css").read_text("utf-8")
    return Markup(text)  # noqa: S704  # our own


def environment(words: Language) -> jinja2.Environment:
    """Templates that escape what is put into them, and speak a language."""
    made = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        words.gettext, words.ngettext, newstyle=True
    )
    made.filters.update(words.filters)
    return made


def _told(chart: Chart, rows: Rows, counts: Row, view: View) -> dict[str, Any]:
    words = view.words
    tabled = chart.tabled(rows, view)
    table = [[column.shown(row[column.field], words) for column in chart.columns] for row in tabled]
    sums = [
        words.number(sum(row[column.field] for row in tabled)) if column.is_number else ""
        for column in chart.columns
    ]
    return {
        "name": chart.name,
        "title": chart.titled(view) if chart.titled else words.gettext(chart.title),
        "description": words.gettext(chart.description) % {"most": words.number(chart.most)},
        "balance": chart.balance.sentence(counts, words),
        "drawn": chart.drawn(rows, counts, view) if rows else "",
        "legend": chart.legend(rows, counts, view) if rows else "",
        "headings": [
            {"text": words.gettext(column.heading), "is_number": column.is_number}
            for column in chart.columns
        ],
        "table": table,
        "sums": sums if any(sums) else None,
        "nothing": words.gettext(marked("The archive has nothing to draw here.")),
    }
