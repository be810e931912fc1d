"""The page of charts."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from crawler.publishing.charts.articles import Articles, reading
from crawler.publishing.charts.chart import UNCERTAIN as NOT_CERTAIN
from crawler.publishing.charts.chart import Row, Rows, View
from crawler.publishing.charts.pictures import answers, sections, style
from crawler.publishing.datasette.site import site_of
from crawler.publishing.datasette.whole_archive import shared
from crawler.publishing.kept import Kept
from crawler.publishing.parameters import UNCERTAIN

PATH = "/-/charts"


async def show_charts(datasette: Any, archive: Any, request: Any) -> Response:
    """All charts, each with its sums and its numbers as a table.

    ``today`` is the day from which on deadlines are ahead, ``year`` that of the map.
    """
    day, year = (request.args.get(name) or "" for name in ("today", "year"))

    def link(other: str) -> str:
        """The same page with the map of another year."""
        asked = {"year": UNCERTAIN if other == NOT_CERTAIN else other, "today": day}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{datasette.urls.path(PATH)}{'?' if query else ''}{query}#countries"

    view = View(
        site_of(datasette).words,
        day or dt.datetime.now(dt.UTC).date().isoformat(),
        NOT_CERTAIN if year == UNCERTAIN else year,
        link,
    )
    kept = shared(datasette, archive, _articles)
    asked, age = await archive.execute_fn(lambda db: _asked(db, kept, view.parameters))
    shown = {
        "sections": await asyncio.to_thread(sections, asked, view),
        "chart_style": style(),
        "age": age,
    }
    return Response.html(await datasette.render_template("charts.html", shown, request=request))


def _articles(db: sqlite3.Connection) -> Articles:
    articles = Articles(reading(db))
    articles.load()
    return articles


def _asked(
    db: sqlite3.Connection, kept: Kept[Articles], parameters: Mapping[str, str]
) -> tuple[Mapping[str, tuple[Rows, Row]], float]:
    """What the charts are drawn from, and how many seconds old that is."""
    articles, age = kept.current()
    return answers(articles.asking(reading(db)), parameters), age
