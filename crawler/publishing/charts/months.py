"""Articles per month by portal, and how certain their dates are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from babel.dates import format_skeleton
from markupsafe import Markup

from crawler.publishing.charts.articles import Articles, Dated
from crawler.publishing.charts.chart import ARTICLES, Balance, Chart, Column, Row, Rows, View
from crawler.publishing.charts.colours import OTHERS, PALE, SERIES, legend
from crawler.publishing.charts.vega import Spec, Width, padding, vega
from crawler.publishing.language import Language, marked, marked_forms

CERTAIN, LIKELY, YEAR, UNDATED = "certain", "likely", "year", "undated"
_CERTAINTIES = {
    CERTAIN: marked("the month is certain"),
    LIKELY: marked("the month is the likeliest"),
    YEAR: marked("the year alone is known"),
    UNDATED: marked("without a date"),
}
_NO_PORTAL = marked("no portal")


def _told(dated: Dated) -> tuple[str | None, str]:
    """The month or year in which articles are drawn, and how certain that is."""
    if dated.month:
        return dated.month, CERTAIN
    if dated.estimated_month:
        return dated.estimated_month, LIKELY
    return dated.year, YEAR if dated.year else UNDATED


def _counted(articles: Articles) -> tuple[Rows, Row]:
    """Articles by month, portal and certainty; all are drawn."""
    sums: Counter[tuple[str | None, str | None, str]] = Counter()
    for dated in articles.dated:
        month, certainty = _told(dated)
        sums[month, dated.portal, certainty] += dated.articles
    counts = Counter(dict.fromkeys(("known", *_CERTAINTIES), 0))
    rows: list[dict[str, Any]] = []
    for (month, name, certainty), count in sums.items():
        counts["known"] += count
        counts[certainty] += count
        rank, portal = articles.portals[name]
        row: dict[str, Any] = {"month": month, "portal": portal, "rank": rank}
        rows.append({**row, "certainty": certainty, "articles": count})
    return sorted(rows, key=_place_of), counts


def _place_of(row: Row) -> tuple[bool, str, int, str]:
    """What has no month stands last."""
    return row["month"] is None, row["month"] or "", row["rank"], row["certainty"]


_BALANCE = Balance(
    ARTICLES,
    {
        CERTAIN: marked_forms(
            "%(count)s in a month that is certain", "%(count)s in a month that is certain"
        ),
        LIKELY: marked_forms(
            "%(count)s, drawn pale, in the likeliest month",
            "%(count)s, drawn pale, in the likeliest month",
        ),
        YEAR: marked_forms(
            "%(count)s of which the year alone is known",
            "%(count)s of which the year alone is known",
        ),
        UNDATED: marked_forms("%(count)s without a date", "%(count)s without a date"),
    },
)
"""All are drawn: those without a month in the second drawing."""


def portal_entries(rows: Rows, words: Language) -> list[tuple[str, float, str]]:
    """The legend of the portals there are, in their colours."""
    titles = {row["rank"]: row["portal"] or words.gettext(_NO_PORTAL) for row in rows}
    told = [(SERIES[rank - 1], 1.0, titles[rank]) for rank in sorted(titles) if rank <= len(SERIES)]
    others = [titles[rank] for rank in sorted(titles) if rank > len(SERIES)]
    if others:
        several = marked_forms("%(count)s other portal", "%(count)s other portals")
        told.append((OTHERS, 1.0, f"{words.counted(several, len(others))}: {', '.join(others)}"))
    return told


def portal_colour() -> dict[str, Any]:
    """The encoding of a portal by its rank; Vega-Lite scales by ``colour``."""
    return {"field": "colour", "type": "nominal", "scale": None, "legend": None}


def coloured(rows: Rows) -> list[dict[str, Any]]:
    """Rows with the colour of their portal."""
    return [
        {**row, "colour": SERIES[row["rank"] - 1] if row["rank"] <= len(SERIES) else OTHERS}
        for row in rows
    ]


def utc(day: str) -> int:
    """A day as Vega has it: milliseconds."""
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return int(moment.timestamp() * 1000)


def years_of(months: list[str]) -> list[int]:
    """From the beginning of the first year to the end of the last: ends have gaps, too."""
    years = [int(month[:4]) for month in months] or [dt.datetime.now(dt.UTC).year]
    return [utc(f"{min(years):04}-01-01"), utc(f"{max(years) + 1:04}-01-01")]


def _over_time(rows: Rows, _counts: Row, view: View, width: Width) -> Spec:
    dated = [row for row in rows if row["certainty"] in (CERTAIN, LIKELY)]
    months = [row["month"] for row in rows if row["month"]]
    sums: Counter[str] = Counter()
    for row in dated:
        sums[row["month"]] += row["articles"]
    most = max(sums.values(), default=1)
    return {
        "height": 260 if not width.is_narrow else 200,
        "data": {"values": [{**row, "day": utc(row["month"] + "-01")} for row in coloured(dated)]},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "day",
                "timeUnit": "utcyearmonth",
                "type": "temporal",
                "title": None,
                "scale": {"type": "utc", "domain": years_of(months)},
                "axis": {
                    "format": "%b %Y",
                    "labelOverlap": True,
                    "labelSeparation": 10,
                    "tickCount": 5 if width.is_narrow else 10,
                },
            },
            "y": {
                "field": "articles",
                "type": "quantitative",
                "aggregate": "sum",
                "title": view.words.gettext(marked("articles a month")),
                "axis": {"format": ",d", "tickCount": min(most, 6), "titleX": 0, "titleY": -12},
            },
            "color": portal_colour(),
            "order": {"field": "rank", "type": "quantitative"},
            "opacity": {
                "field": "certainty",
                "type": "nominal",
                "scale": {"domain": [CERTAIN, LIKELY], "range": [1, PALE]},
                "legend": None,
            },
        },
    }


def _by_certainty(rows: Rows, _counts: Row, view: View, width: Width) -> Spec:
    """All articles, also those that have no place in time."""
    labels = {name: view.words.gettext(text) for name, text in _CERTAINTIES.items()}
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["certainty"]] += row["articles"]
    values = [{**row, "label": labels[row["certainty"]]} for row in coloured(rows)]
    ends = [
        {"label": labels[name], "sum": sums[name], "told": view.words.number(sums[name])}
        for name in labels
    ]
    y = {
        "field": "label",
        "type": "nominal",
        "title": None,
        "sort": None,
        "scale": {"domain": list(labels.values())},
        "axis": None if width.is_narrow else {"labelLimit": 200, "ticks": False, "domain": False},
    }
    most = max(sums.values(), default=0)
    x = {
        "type": "quantitative",
        "title": None,
        "axis": None,
        "scale": {"domain": [0, most * 1.15 or 1]},
    }
    bar = {"type": "bar", "height": 14, "yOffset": 8 if width.is_narrow else 0}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": bar,
            "encoding": {
                "x": {**x, "field": "articles", "aggregate": "sum"},
                "y": y,
                "color": portal_colour(),
                "order": {"field": "rank", "type": "quantitative"},
            },
        },
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "dx": 4, "yOffset": bar["yOffset"]},
            "encoding": {"x": {**x, "field": "sum"}, "y": y, "text": {"field": "told"}},
        },
    ]
    if width.is_narrow:
        layers.append(
            {
                "data": {"values": ends},
                "mark": {"type": "text", "align": "left", "yOffset": -8},
                "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "label"}},
            }
        )
    return {
        "height": {"step": 36 if width.is_narrow else 22},
        "padding": padding(0 if width.is_narrow else 150),
        "layer": layers,
    }


def _legend(rows: Rows, _counts: Row, view: View) -> Markup:
    told = legend(view.words.gettext(marked("Portal:")), portal_entries(rows, view.words))
    if any(row["certainty"] == LIKELY for row in rows):
        certainties = [
            (OTHERS, opacity, view.words.gettext(_CERTAINTIES[name]))
            for name, opacity in ((CERTAIN, 1.0), (LIKELY, PALE))
        ]
        told += legend(view.words.gettext(marked("Opacity:")), certainties)
    return told


def month_text(value: str | None, words: Language) -> str:
    """``Feb. 2016`` for 2016-02; a year as it is; a dash for None."""
    if value is None:
        return "–"
    if "-" not in value:
        return value
    day = dt.date.fromisoformat(value + "-01")
    return str(format_skeleton("yMMM", day, locale=words.code))


MONTHS = Chart(
    "articles-per-month",
    marked("Articles per month by portal"),
    marked(
        "How many articles each portal published in each month, those that are gone from their "
        "portal included. Below: how certain the dates are."
    ),
    lambda articles, _: articles.once(_counted),
    _BALANCE,
    (
        Column("month", marked("Month"), month_text),
        Column("portal", marked("Portal"), lambda v, words: v or words.gettext(_NO_PORTAL)),
        Column("certainty", marked("Date"), lambda v, words: words.gettext(_CERTAINTIES[v])),
        Column("articles", marked("Articles"), lambda v, words: words.number(v), is_number=True),
    ),
    vega(_over_time, _by_certainty),
    _legend,
)
