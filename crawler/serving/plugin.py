"""Our Datasette plugin: what Datasette calls us for, each hook a line or two."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sqlite3
from collections.abc import Awaitable, Callable
from functools import cache, lru_cache
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response
from markupsafe import Markup

from crawler.charts import CHARTS
from crawler.charts.drawing import draw
from crawler.serving import functions, reading, search
from crawler.serving.asking import reading_arguments
from crawler.serving.facets import FilingFacet, YearFacet, narrow
from crawler.serving.headers import Asgi, guarded
from crawler.serving.privacy import withhold
from crawler.serving.questions import questions
from crawler.serving.wording import WordingLoader

DATABASE = "archive"
"""What Datasette calls the archive, whatever its file is called: addresses stay the same."""

Vars = Callable[[], Awaitable[dict[str, Any]]]


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Last of all plugins: Datasette's own gives the search box another function."""
    if database == DATABASE:
        search.register(conn)
        functions.register(conn)
        withhold(conn)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Asgi], Asgi]:
    """What is asked is read; headers, and pages that are not served."""
    return lambda app: guarded(reading_arguments(datasette, DATABASE, app))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any) -> None:
    """Say what Datasette's templates leave unsaid."""
    env.loader = WordingLoader(env.loader)


@hookimpl  # type: ignore[untyped-decorator]
def register_facet_classes() -> list[type]:
    """Facets the tables have no column for."""
    return [FilingFacet, YearFacet]


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Any, table: str | None) -> Any:
    """What those facets choose."""
    return narrow(request.args, table)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    value: Any, column: str, table: str | None, database: str | None, datasette: Any
) -> Markup | None:
    """Lead from the rows of views and questions to the article."""
    if database != DATABASE or not isinstance(value, int):
        return None
    if (column == "article_id" and table in (None, "v_changes", "v_stories")) or (
        (table, column) == ("v_articles", "id")
    ):
        return Markup('<a href="{}">{}</a>').format(
            datasette.urls.row(DATABASE, "articles", str(value)), value
        )
    return None


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The menu at the top of every page."""
    return [
        {"href": datasette.urls.table(DATABASE, "articles"), "label": "Articles"},
        {"href": datasette.urls.path("/-/charts"), "label": "Charts"},
        {"href": datasette.urls.database(DATABASE), "label": "Questions and tables"},
    ]


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    datasette: Any, request: Any, view_name: str, database: str | None, table: str | None
) -> Vars | None:
    """What our own templates show."""
    if view_name == "index":

        async def contents() -> dict[str, Any]:
            archive = datasette.get_database(DATABASE)
            totals = (await archive.execute(reading.TOTALS)).first()
            portals = (await archive.execute(reading.CONTENTS)).rows
            return {"totals": totals, "portals": portals, "questions": questions()}

        return contents
    if view_name == "row" and (database, table) == (DATABASE, "articles"):

        async def article() -> dict[str, Any]:
            return await reading.read(datasette.get_database(DATABASE), request.url_vars["pks"])

        return article
    return None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """The page of charts, and what robots are told."""
    return [(r"^/-/charts$", show_charts), (r"^/robots\.txt$", show_robots)]


async def show_charts(datasette: Any, request: Any) -> Response:
    """All charts, each with its numbers as a table."""
    archive = datasette.get_database(DATABASE)
    today = request.args.get("today") or dt.datetime.now(dt.UTC).date().isoformat()
    shown = []
    for chart in CHARTS:
        rows = [dict(row) for row in (await archive.execute(chart.sql, {"today": today})).rows]
        counts = (await archive.execute(chart.balance.sql, {"today": today})).first()
        svg = await asyncio.to_thread(_drawn, chart.name, json.dumps(rows)) if rows else ""
        balance = chart.balance.sentence(dict(counts))
        shown.append({"chart": chart, "rows": rows, "svg": svg, "balance": balance})
    return Response.html(
        await datasette.render_template(
            "charts.html", {"charts": shown, "today": today}, request=request
        )
    )


@lru_cache(maxsize=32)
def _drawn(name: str, rows: str) -> str:
    """A chart is drawn again when its rows are others."""
    return draw(_by_name()[name], json.loads(rows))


@cache
def _by_name() -> dict[str, Any]:
    return {chart.name: chart for chart in CHARTS}


async def show_robots() -> Response:
    """No robot is wanted: the portals' own pages are what search engines should show."""
    return Response.text("User-agent: *\nDisallow: /\n")
