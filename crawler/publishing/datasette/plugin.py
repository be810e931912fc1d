"""Our Datasette plugin: its hooks."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.utils import path_with_added_args
from datasette.utils.asgi import Response
from markupsafe import Markup

from crawler import NAME
from crawler.publishing.datasette import (
    article_page,
    cells,
    charts_page,
    comparison_page,
    error_page,
    memento_pages,
    sql_functions,
    stored_pages,
    watch_pages,
)
from crawler.publishing.datasette.authorizer import restrict
from crawler.publishing.datasette.descriptions import table_description
from crawler.publishing.datasette.facets import FilingFacet, YearFacet, narrow
from crawler.publishing.datasette.headers import Asgi, read_only
from crawler.publishing.datasette.query_string import normalised_query
from crawler.publishing.datasette.question_page import question_context
from crawler.publishing.datasette.questions import question_called, questions
from crawler.publishing.datasette.search_page import PATH as SEARCH_PATH
from crawler.publishing.datasette.search_page import ROUTES as SEARCH_ROUTES
from crawler.publishing.datasette.site import DATABASE, Route, site_of
from crawler.publishing.datasette.table_page import table_context
from crawler.publishing.language import GERMAN, Language
from crawler.publishing.vocabulary import column_label, table_label, value_label

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

    def words() -> Language:  # the site is attached after Datasette is made
        return site_of(datasette).words

    return lambda app: read_only(normalised_query(datasette, DATABASE, app), words)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Have templates speak the site's language."""
    site = site_of(datasette)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(site.words.gettext, site.words.ngettext, newstyle=True)
    env.filters.update(site.words.filters)
    env.globals.update(
        language=site.words,
        content_language=GERMAN,
        legal_links=list(site.legal_links()),
        column_label=partial(column_label, site.words),
        value_label=partial(value_label, site.words),
        table_label=partial(table_label, site.words),
        table_description=partial(table_description, site.words),
        path_with_added_args=path_with_added_args,
        error_told=partial(error_page.told, site.words),
    )


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
    row: Any, value: Any, column: str, table: str | None, database: str | None, datasette: Any
) -> Any:
    """Link ids in rows of views and questions to their article; say values as people read them."""
    if database != DATABASE:
        return None
    if isinstance(value, int) and (
        (column == "article_id" and table in (None, *_VIEWS_OF_ARTICLES))
        or ((table, column) == ("v_articles", "id"))
    ):
        return Markup('<a href="{}">{}</a>').format(
            datasette.urls.row(DATABASE, "articles", str(value)), value
        )
    site = site_of(datasette)
    return cells.shown(
        site.words, _titles(datasette), datasette.urls, DATABASE, column, value, row, table
    )


_VIEWS_OF_ARTICLES = ("v_changes", "v_events", "v_stories", "v_whereabouts")


def _titles(datasette: Any) -> cells.PortalTitles:
    """Titles of the portals of the archive this Datasette serves."""
    if not hasattr(datasette, "clusterarchiv_titles"):
        datasette.clusterarchiv_titles = cells.PortalTitles(datasette.get_database(DATABASE))
    titles: cells.PortalTitles = datasette.clusterarchiv_titles
    return titles


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Errors on a page of ours; programs get Datasette's."""
    return error_page.error_response(datasette, request, exception)


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The menu at the top of every page."""
    gettext = site_of(datasette).words.gettext
    return [
        {"href": datasette.urls.path(SEARCH_PATH), "label": gettext("Search")},
        {"href": datasette.urls.table(DATABASE, "articles"), "label": gettext("Articles")},
        {"href": datasette.urls.path("/#questions"), "label": gettext("Questions")},
        {"href": datasette.urls.path("/-/charts"), "label": gettext("Charts")},
        {"href": datasette.urls.path(watch_pages.WATCHES_PATH), "label": gettext("Watches")},
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
            return await article_page.read_article(datasette, request)

        return article
    if view_name in ("table", "row") and database == DATABASE:
        words = site_of(datasette).words
        archive = datasette.get_database(DATABASE)

        async def answer() -> dict[str, Any]:
            titles = await _titles(datasette).get()
            if question := question_called(request.url_vars.get("table")):
                return await question_context(words, archive, question, request, titles)
            return table_context(words, titles)

        return answer
    return None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[Route]:
    """Charts, searches, watches, stored pages, versions side by side, Memento, and robots.txt."""
    return [
        (r"^/-/charts$", show_charts),
        *SEARCH_ROUTES,
        *watch_pages.routes(),
        (r"^/archive/search(?P<format>\.\w+)?$", redirect_search),
        (r"^/robots\.txt$", show_robots),
        *stored_pages.ROUTES,
        *comparison_page.ROUTES,
        *memento_pages.ROUTES,
    ]


async def redirect_search(datasette: Any, request: Any) -> Response:
    """The former question of this name, of which the page of searches took the place."""
    asked = {"q": request.args.get("text"), "portal": request.args.get("portal")}
    query = urlencode({name: value for name, value in asked.items() if value})
    path = f"{SEARCH_PATH}{request.url_vars['format'] or ''}"
    return Response.redirect(datasette.urls.path(f"{path}?{query}" if query else path), status=301)


async def show_charts(datasette: Any, request: Any) -> Response:
    """The page of charts."""
    return await charts_page.show_charts(datasette, datasette.get_database(DATABASE), request)


async def show_robots() -> Response:
    """robots.txt: search engines should show the portals' own pages; archives may be merged."""
    return Response.text(
        f"User-agent: {NAME}\nAllow: /memento/\nDisallow: /\n\nUser-agent: *\nDisallow: /\n"
    )
