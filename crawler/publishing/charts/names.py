"""Places, topics and kinds over time: a row a name, a column a year, the darker the more."""

from __future__ import annotations

import json
import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from crawler.publishing.charts.articles import Articles, Filed
from crawler.publishing.charts.chart import (
    ARTICLES,
    UNCERTAIN,
    Balance,
    Chart,
    Column,
    Row,
    Rows,
    View,
)
from crawler.publishing.charts.colours import GRID, ON_SHADES, SHADES, shades_legend, steps
from crawler.publishing.charts.vega import Spec, Width, padding, vega
from crawler.publishing.language import Forms, Language, marked, marked_forms
from crawler.publishing.vocabulary import value_label

_MOST = 15
"""Names in a chart over time: more are not told apart."""
_NAME, _OTHER, _NONE = 0, 1, 2
"""Rows of a chart: of a name, of all other names, of articles without one."""
_CELL = 26
"""Width of a cell in which a number can be read, in pixels."""
GAP = "…"
"""In place of many years without articles."""
_GAP_MAX = 40
"""Years without articles in a row that are drawn one by one, at most."""
_YEAR = 42
"""Width of a year below a chart, in pixels."""
_LABEL = 200
"""Width of names beside a chart, in pixels."""


def _by_year(articles: Articles, filed: Iterable[Filed]) -> tuple[Rows, Row]:
    """Articles by name and year, each in one row at least.

    Which names are the most common is asked of all articles, dated or not. Articles whose year is
    not certain have a column of their own.
    """
    named: defaultdict[str, list[Filed]] = defaultdict(list)
    for one in filed:
        named[one.name].append(one)
    often = {name: _articles_of(found) for name, found in named.items()}
    most = sorted(named, key=lambda name: (-often[name], name))[:_MOST]
    common = several = 0
    rows: list[dict[str, Any]] = []

    def add(kind: int, name: str | None, found: int) -> None:
        for year, count in articles.by_year(found):
            rows.append({"kind": kind, "name": name, "year": year, "articles": count})

    for name in most:
        found = 0
        for one in named[name]:
            found |= articles.bits(one.ids)
        add(_NAME, name, found)
        several |= common & found
        common |= found
    everything = articles.everything
    any_name = everything & articles.bits(
        array("L", (number for found in named.values() for one in found for number in one.ids))
    )
    add(_OTHER, None, any_name & ~common)
    add(_NONE, None, everything & ~any_name)
    counts = {
        "known": everything.bit_count(),
        "years": ",".join(articles.years),
        "uncertain": articles.years.get(UNCERTAIN, 0).bit_count(),
        "common": (everything & common).bit_count(),
        "uncommon": (any_name & ~common).bit_count(),
        "unfiled": (everything & ~any_name).bit_count(),
        "several": (everything & several).bit_count(),
    }
    return rows, counts


def _articles_of(found: Sequence[Filed]) -> int:
    """How many articles there are under a name, which several places may have."""
    if len(found) == 1:
        return len(found[0].ids)
    return len({number for one in found for number in one.ids})


def every_year(counts: Row) -> list[str]:
    """Each year of the archive: one without articles is a gap to be seen. Then ``?``.

    A gap of more than a generation, which one wrong date may make, is one column: ``…``.
    """
    told = set((counts["years"] or "").split(",")) - {""}
    shown: list[str] = []
    for year in sorted(int(year) for year in told - {UNCERTAIN}):
        before = int(shown[-1]) if shown else year - 1
        if year - before > _GAP_MAX:
            shown.append(f"{GAP}{before + 1}")
        else:
            shown += [f"{empty:04}" for empty in range(before + 1, year)]
        shown.append(f"{year:04}")
    return [*shown, UNCERTAIN] if UNCERTAIN in told else shown


def _draw(label: Callable[[Any, Language], str]) -> Callable[[Rows, Row, View, Width], Spec]:
    def draw(rows: Rows, counts: Row, view: View, width: Width) -> Spec:
        years = every_year(counts)
        values = [
            {
                "label": label(row, view.words),
                "year": row["year"],
                "articles": row["articles"],
                "told": view.words.number(row["articles"]),
            }
            for row in rows
        ]
        labels = list(dict.fromkeys(value["label"] for value in values))
        lowest = steps(max(row["articles"] for row in rows))
        room = width.pixels - (24 if width.is_narrow else 270)
        digits = max(len(value["told"]) for value in values)
        has_numbers = room / max(len(years), 1) >= max(_CELL - 8, digits * 7 + 4)
        every = math.ceil(_YEAR * max(len(years), 1) / room)
        y: dict[str, Any] = {
            "field": "label",
            "type": "nominal",
            "title": None,
            "sort": None,
            "scale": {"domain": labels},
            "axis": None if width.is_narrow else {"labelLimit": _LABEL, "ticks": False},
        }
        x = {
            "field": "year",
            "type": "ordinal",
            "title": None,
            "axis": {
                "labelAngle": 0,
                "labelOverlap": False,
                "labelExpr": f"{json.dumps(_labelled(years, every))}[datum.value] || ''",
            },
            "scale": {"domain": years},
        }
        offset = 8 if width.is_narrow else 0
        # A year without articles, and a name without any in a year, is an empty cell to be seen.
        empty: Spec = {
            "data": {"values": [{"label": of, "year": year} for of in labels for year in years]},
            "mark": {
                "type": "rect", "yOffset": offset, **_height(width), "fill": None, "stroke": GRID,
            },
            "encoding": {"x": x, "y": y},
        }  # fmt: skip
        cells: Spec = {
            "mark": {"type": "rect", "yOffset": offset, **_height(width), "stroke": None},
            "encoding": {"x": x, "y": y, "color": _by_step(SHADES, lowest)},
        }
        numbers: Spec = {
            "mark": {"type": "text", "yOffset": offset, "fontSize": 11},
            "encoding": {
                "x": x,
                "y": y,
                "text": {"field": "told"},
                "color": _by_step(ON_SHADES, lowest),
            },
        }
        above: Spec = {
            "data": {"values": [{"label": text} for text in labels]},
            "mark": {"type": "text", "align": "left", "yOffset": -11, "limit": room * 0.85},
            "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "label"}},
        }
        return {
            "data": {"values": values},
            "height": {"step": 40 if width.is_narrow else _CELL},
            "padding": padding(0 if width.is_narrow else _LABEL),
            "layer": [empty, cells]
            + ([numbers] if has_numbers else [])
            + ([above] if width.is_narrow else []),
            "resolve": {"scale": {"color": "independent"}},
        }

    return draw


def _labelled(years: list[str], every: int) -> dict[str, str]:
    """The years that have a label on the axis: each or every second, but ``…`` and ``?`` always."""
    return {
        year: year[:1] if year.startswith(GAP) else year
        for number, year in enumerate(years)
        if number % every == 0 or not year.isdigit()
    }


def _height(width: Width) -> dict[str, Any]:
    return {"height": {"band": 0.5}} if width.is_narrow else {"height": {"band": 0.94}}


def _by_step(colours: tuple[str, ...], lowest: list[int]) -> dict[str, Any]:
    return {
        "field": "articles",
        "type": "quantitative",
        "legend": None,
        "scale": {"type": "threshold", "domain": lowest[1:], "range": list(colours[: len(lowest)])},
    }


def _legend(rows: Rows, _counts: Row, view: View) -> Markup:
    most = max(row["articles"] for row in rows)
    return shades_legend(view.words.gettext(marked("Articles:")), most, view.words)


def year_text(value: str, words: Language) -> str:
    """A year; in words where it is not certain."""
    return words.gettext(marked("not certain")) if value == UNCERTAIN else value


def names_chart(
    name: str,
    texts: tuple[str, str, str],
    filed: Callable[[Articles], Iterable[Filed]],
    rows: tuple[str, str],
    parts: tuple[Forms, Forms, Forms],
    shown: Callable[[str, Language], str] = lambda value, _: value,
) -> Chart:
    """A chart of names over time.

    Args:
        name: of the chart.
        texts: title, description and heading of the names.
        filed: the articles under each.
        rows: names of the rows of other names and of none.
        parts: what is told of articles under a name that is shown, under others only, under none.
        shown: a name as it is shown.
    """
    other, none = rows

    def label(row: Row, words: Language) -> str:
        if row["kind"] == _NAME:
            return shown(row["name"], words)
        text = other if row["kind"] == _OTHER else none
        return words.gettext(text)

    def labelled(rows: Rows, view: View) -> Rows:
        return [{**row, "label": label(row, view.words)} for row in rows]

    def by_year(articles: Articles) -> tuple[Rows, Row]:
        return _by_year(articles, filed(articles))

    return Chart(
        name,
        texts[0],
        texts[1],
        lambda articles, _: articles.once(by_year),
        Balance(
            ARTICLES,
            dict(zip(("common", "uncommon", "unfiled"), parts, strict=True)),
            notes={
                "uncertain": marked_forms(
                    "The year of %(count)s is not certain: it is under “?” in the picture, "
                    "“not certain” in the table",
                    "The years of %(count)s are not certain: they are under “?” in the picture, "
                    "“not certain” in the table",
                ),
                "several": marked_forms(
                    "%(count)s counts in several rows", "%(count)s count in several rows"
                ),
            },
        ),
        (
            Column("label", texts[2]),
            Column("year", marked("Year"), year_text),
            Column("articles", marked("Articles"), lambda v, w: w.number(v), is_number=True),
        ),
        vega(_draw(label)),
        _legend,
        tabled=labelled,
        most=_MOST,
    )


def _kind_text(kind: str, words: Language) -> str:
    return value_label(words, "kind", kind) or kind


PLACES = names_chart(
    "places",
    (
        marked("Places over time"),
        marked(
            "The %(most)s countries, regions and organisations most articles are filed under, and "
            "how many articles each year; an article under two of them counts in both."
        ),
        marked("Place"),
    ),
    attrgetter("places"),
    (marked("(other places)"), marked("(no place)")),
    (
        marked_forms("%(count)s under these places", "%(count)s under these places"),
        marked_forms("%(count)s under other places only", "%(count)s under other places only"),
        marked_forms("%(count)s under no place", "%(count)s under no place"),
    ),
)
TOPICS = names_chart(
    "topics",
    (
        marked("Topics over time"),
        marked(
            "The %(most)s topics most articles are filed under, and how many articles each year; "
            "an article under two of them counts in both."
        ),
        marked("Topic"),
    ),
    attrgetter("topics"),
    (marked("(other topics)"), marked("(no topic)")),
    (
        marked_forms("%(count)s under these topics", "%(count)s under these topics"),
        marked_forms("%(count)s under other topics only", "%(count)s under other topics only"),
        marked_forms("%(count)s under no topic", "%(count)s under no topic"),
    ),
)
KINDS = names_chart(
    "kinds",
    (
        marked("Kinds over time"),
        marked("How many articles of each kind each year: news, calls, events and others."),
        marked("Kind"),
    ),
    attrgetter("kinds"),
    (marked("(other kinds)"), marked("(no kind)")),
    (
        marked_forms("%(count)s of these kinds", "%(count)s of these kinds"),
        marked_forms("%(count)s of other kinds", "%(count)s of other kinds"),
        marked_forms("%(count)s of no kind", "%(count)s of no kind"),
    ),
    _kind_text,
)
