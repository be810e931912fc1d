"""Our Datasette plugin: its hooks."""

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

from crawler.publishing.charts import CHARTS
from crawler.publishing.charts.chart import draw
from crawler.publishing.datasette import article_page, sql_functions
from crawler.publishing.datasette.accessible_templates import AccessibleTemplateLoader
from crawler.publishing.datasette.authorizer import restrict
from crawler.publishing.datasette.facets import FilingFacet, YearFacet, narrow
from crawler.publishing.datasette.headers import Asgi, read_only
from crawler.publishing.datasette.query_string import normalised_query
from crawler.publishing.datasette.questions import questions
from crawler.publishing.datasette.site import site_of

DATABASE = "archive"
"""What Datasette calls the archive, whatever its file is called, so that URLs stay the same."""

Vars = Callable[[], Awaitable[dict[str, Any]]]


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Last of all plugins: Datasette's own gives the search box another function."""
    if database == DATABASE:
        sql_functions.register(conn)
        restrict(conn)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Asgi], Asgi]:
    """Normalise query strings, add headers, close some pages."""
    return lambda app: read_only(normalised_query(datasette, DATABASE, app))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Make Datasette's templates accessible, and templates speak the site's language."""
    env.loader = AccessibleTemplateLoader(env.loader)
    site = site_of(datasette)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(site.words.gettext, site.words.ngettext, newstyle=True)
    env.filters.update(site.words.filters)
    env.globals.update(language=site.words, legal_links=list(site.legal_links()))


@hookimpl  # type: ignore[untyped-decorator]
def register_facet_classes() -> list[type]:
    """Facets for which the tables have no column."""
    return [FilingFacet, YearFacet]


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Any, table: str | None) -> Any:
    """Filter by those facets."""
    return narrow(request.args, table)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    value: Any, column: str, table: str | None, database: str | None, datasette: Any
) -> Markup | None:
    """Link ids in rows of views and questions to their article."""
    if database != DATABASE or not isinstance(value, int):
        return None
    if (column == "article_id" and table in (None, "v_changes", "v_events", "v_stories")) or (
        (table, column) == ("v_articles", "id")
    ):
        return Markup('<a href="{}">{}</a>').format(
            datasette.urls.row(DATABASE, "articles", str(value)), value
        )
    return None


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The menu at the top of every page."""
    gettext = site_of(datasette).words.gettext
    return [
        {"href": datasette.urls.table(DATABASE, "articles"), "label": gettext("Articles")},
        {"href": datasette.urls.path("/-/charts"), "label": gettext("Charts")},
        {"href": datasette.urls.database(DATABASE), "label": gettext("Tables")},
    ]


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    datasette: Any, request: Any, view_name: str, database: str | None, table: str | None
) -> Vars | None:
    """Data for our own templates."""
    if view_name == "index":

        async def contents() -> dict[str, Any]:
            archive = datasette.get_database(DATABASE)
            totals = (await archive.execute(article_page.TOTALS)).first()
            portals = (await archive.execute(article_page.CONTENTS)).rows
            return {"totals": totals, "portals": portals, "questions": questions()}

        return contents
    if view_name == "row" and (database, table) == (DATABASE, "articles"):

        async def article() -> dict[str, Any]:
            return await article_page.read_article(
                datasette.get_database(DATABASE), request.url_vars["pks"]
            )

        return article
    return None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """The page of charts, and robots.txt."""
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
    """Drawn SVG, cached by the chart's rows."""
    return draw(_by_name()[name], json.loads(rows))


@cache
def _by_name() -> dict[str, Any]:
    return {chart.name: chart for chart in CHARTS}


async def show_robots() -> Response:
    """robots.txt: search engines should show the portals' own pages."""
    return Response.text("User-agent: *\nDisallow: /\n")
