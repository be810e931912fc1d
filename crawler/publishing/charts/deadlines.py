"""Deadlines ahead: the next ones, a row each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from babel.dates import format_skeleton
from markupsafe import Markup

from crawler.publishing.charts.articles import Articles
from crawler.publishing.charts.chart import Balance, Chart, Column, Row, Rows, View
from crawler.publishing.charts.colours import legend
from crawler.publishing.charts.months import coloured, portal_colour, portal_entries, utc
from crawler.publishing.charts.vega import Spec, Width, padding, vega
from crawler.publishing.language import GERMAN, Language, marked, marked_forms

_AHEAD = 40
"""Deadlines in a chart: more do not fit a page."""
_ROWS = f"""
SELECT deadline_on, title, portal FROM articles INDEXED BY idx_articles_deadline_on
WHERE deadline_on >= :today AND gone_at IS NULL
ORDER BY deadline_on, title, id
LIMIT {_AHEAD}
"""  # noqa: S608  # of this file's own words
# Not "IS NOT NULL": for that SQLite reads all articles, and not the index.
_SUMS = f"""
    SELECT known, min(ahead, {_AHEAD}) AS next, max(ahead - {_AHEAD}, 0) AS later, past, gone
    FROM (
        SELECT count(*) AS known, coalesce(sum(deadline_on < :today), 0) AS past,
            coalesce(sum(deadline_on >= :today AND gone_at IS NULL), 0) AS ahead,
            coalesce(sum(deadline_on >= :today AND gone_at IS NOT NULL), 0) AS gone
        FROM articles WHERE deadline_on > ''
    )
"""  # noqa: S608
_BALANCE = Balance(
    marked_forms("%(count)s deadline", "%(count)s deadlines"),
    {
        "next": marked_forms("%(count)s drawn", "%(count)s drawn"),
        "later": marked_forms("%(count)s further ahead", "%(count)s further ahead"),
        "past": marked_forms("%(count)s passed", "%(count)s passed"),
        "gone": marked_forms(
            "%(count)s of a call that is gone from its portal",
            "%(count)s of calls that are gone from their portal",
        ),
    },
)
_UNTITLED = marked("(without a title)")
_TITLE_MAX = 120
_LABEL = 300
"""Width of titles beside the chart, in pixels."""
_YEARS_TOLD = 30
"""Years ahead of which each has a line of its own; a page may name the year 9999."""
_DAY = 86_400_000
"""Milliseconds."""


def _counted(articles: Articles, asked: Mapping[str, str]) -> tuple[Rows, Row]:
    today = {"today": asked["today"]}
    rows = []
    for row in articles.read(_ROWS, today):
        rank, title = articles.portals[row["portal"]]
        rows.append({**row, "portal": title, "rank": rank})
    return rows, articles.read(_SUMS, today)[0]


def _draw(rows: Rows, _counts: Row, view: View, width: Width) -> Spec:
    used: Counter[str] = Counter()
    values = []
    for row in coloured(rows):
        title = row["title"] or view.words.gettext(_UNTITLED)
        title = title if len(title) <= _TITLE_MAX else f"{title[: _TITLE_MAX - 1]}…"
        used[title] += 1
        # Two calls of one title are two rows: a letter without width tells them apart.
        label = title + "\N{ZERO WIDTH SPACE}" * (used[title] - 1)
        day = dt.date.fromisoformat(row["deadline_on"])
        told = format_skeleton("yMMMd", day, locale=view.words.code)
        values.append(
            {"label": label, "day": utc(row["deadline_on"]), "told": told, "colour": row["colour"]}
        )
    days = [value["day"] for value in values]
    first, last = min(days), max(days)
    span = max(last - first, 7 * _DAY)
    x = {
        "field": "day",
        "type": "temporal",
        "title": None,
        # Room for the day beside the last dot.
        "scale": {
            "type": "utc",
            "domain": [first - span // 40, last + span * (45 if width.is_narrow else 30) // 100],
        },
        "axis": {
            **_ticks(span, view.words),
            "labelOverlap": True,
            "labelSeparation": 10,
        },
    }
    y = {
        "field": "label",
        "type": "nominal",
        "title": None,
        "sort": None,
        "scale": {"domain": [value["label"] for value in values]},
        "axis": None if width.is_narrow else {"labelLimit": _LABEL, "grid": True},
    }
    offset = 8 if width.is_narrow else 0
    layers: list[Spec] = [
        {
            "mark": {"type": "circle", "size": 110, "opacity": 1, "yOffset": offset},
            "encoding": {"x": x, "y": y, "color": portal_colour()},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 9, "yOffset": offset},
            "encoding": {"x": x, "y": y, "text": {"field": "told"}},
        },
    ]
    if width.is_narrow:
        layers.append(
            {
                "mark": {"type": "text", "align": "left", "yOffset": -9, "limit": 280},
                "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "label"}},
            }
        )
    return {
        "data": {"values": values},
        "height": {"step": 40 if width.is_narrow else 25},
        "padding": padding(0 if width.is_narrow else _LABEL),
        "layer": layers,
    }


def _ticks(span: int, words: Language) -> dict[str, Any]:
    """Weeks, months or years, whichever are few in so many milliseconds."""
    if span <= 60 * _DAY:
        day = "%-d. %b" if words.code == GERMAN else "%b %-d"
        return {"format": day, "tickCount": {"interval": "week", "step": 1}}
    if span <= 3 * 366 * _DAY:
        return {"format": "%b %Y", "tickCount": {"interval": "month", "step": 1}}
    if span <= _YEARS_TOLD * 366 * _DAY:
        return {"format": "%Y", "tickCount": {"interval": "year", "step": 1}}
    return {"format": "%Y", "tickCount": 5}


def _legend(rows: Rows, _counts: Row, view: View) -> Markup:
    return legend(view.words.gettext(marked("Portal:")), portal_entries(rows, view.words))


DEADLINES = Chart(
    "deadlines",
    marked("Deadlines ahead"),
    marked("The next %(most)s deadlines of calls that are still on their portal."),
    _counted,
    _BALANCE,
    (
        Column("deadline_on", marked("Deadline"), lambda value, words: words.day(value)),
        Column("title", marked("Title"), lambda value, words: value or words.gettext(_UNTITLED)),
        Column("portal", marked("Portal")),
    ),
    vega(_draw),
    _legend,
    most=_AHEAD,
)
