"""The page of charts."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from crawler.publishing.charts.chart import UNCERTAIN as NOT_CERTAIN
from crawler.publishing.charts.chart import Row, Rows, View
from crawler.publishing.charts.pictures import answers, sections, style
from crawler.publishing.datasette.site import site_of
from crawler.publishing.parameters import UNCERTAIN

PATH = "/-/charts"
_ANSWERS_MAX = 100
"""Answers of SQL that are kept: twelve a connection, and some days and years."""


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
    asked = await archive.execute_fn(lambda db: _asked(db, view.parameters))
    shown = {
        "sections": await asyncio.to_thread(sections, asked, view),
        "chart_style": style(),
    }
    return Response.html(await datasette.render_template("charts.html", shown, request=request))


def _asked(db: sqlite3.Connection, parameters: Mapping[str, str]) -> Mapping[str, tuple[Rows, Row]]:
    """What the charts are drawn from; what is known of the archive as it is is not asked again."""
    (version,) = db.execute("PRAGMA data_version").fetchone()  # of this connection

    def read(sql: str, values: Mapping[str, str]) -> Rows:
        taken = {name: value for name, value in values.items() if f":{name}" in sql}
        return _rows(db, version, sql, tuple(taken.items()))

    return answers(read, parameters)


@lru_cache(maxsize=_ANSWERS_MAX)
def _rows(
    db: sqlite3.Connection, _version: int, sql: str, values: tuple[tuple[str, str], ...]
) -> Rows:
    cursor = db.execute(sql, dict(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
