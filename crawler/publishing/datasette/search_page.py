"""The page of searches: one result, its facets, and links to the same result in other formats."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from crawler.publishing.datasette.limits import BoundedConnection
from crawler.publishing.datasette.search_download import FORMATS, download
from crawler.publishing.datasette.site import DATABASE, site_of
from crawler.publishing.datasette.watch_pages import CALENDAR_PATH
from crawler.publishing.datasette.whole_archive import shared
from crawler.publishing.export.atom import ENTRIES
from crawler.publishing.export.spreadsheet import ROWS_MAX
from crawler.publishing.kept import Kept
from crawler.publishing.language import Language, marked
from crawler.publishing.parameters import UNCERTAIN, Pairs
from crawler.publishing.search import results
from crawler.publishing.search.definition import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    PARAMETERS,
    RELEVANCE,
    SEVERAL,
    RefusedSearchError,
    Search,
    SearchRefusal,
    read_search,
)
from crawler.publishing.search.facets import FACETS, FacetIndex, Facets, FacetValue
from crawler.publishing.search.found import Found
from crawler.publishing.search.names import filter_label, portal_titles
from crawler.publishing.search.query import NEWEST
from crawler.publishing.search.results import PAGE, Alternative, Hit

PATH = "/suche"
_FOLDED = 8
"""Values of a facet that are shown at once; the others are a click away."""
_TOO_LONG = marked("The search takes too long. Narrow it by a filter, or by another word.")

ORDER_LABELS = {
    RELEVANCE: marked("Best first"),
    NEWEST_FIRST: marked("Newest first"),
    OLDEST_FIRST: marked("Oldest first"),
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page shows of a result."""

    search: Search
    count: int
    number: int
    """Of the page, from 1 on."""
    hits: list[Hit]
    facets: Facets
    facets_age: float
    """Seconds since the facets were counted, if the archive has changed since; else 0."""
    undated: int
    """Articles that a period leaves out, for want of a day."""
    unsure: int
    """Articles that a year leaves out, for want of a certain one."""
    respelt: list[Alternative]
    widened: list[tuple[str, str, Alternative]]
    titles: dict[str, str]
    """Titles of portals by name."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


async def show_search(datasette: Any, request: Any) -> Any:
    """A result as a page, or as a file in one of ``FORMATS``."""
    words = site_of(datasette).words
    archive = datasette.get_database(DATABASE)
    format_name = request.url_vars.get("format")
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    try:
        if format_name:
            if format_name not in FORMATS:
                known = ", ".join(FORMATS)
                return Response.text(f"{format_name}? {known}\n", status=404)
            search = await archive.execute_fn(lambda db: _read(db, pairs)[0])
            return await download(datasette, request, search, format_name)
        cache = shared(datasette, archive, FacetIndex)
        limit = datasette.setting("sql_time_limit_ms")
        shown = await archive.execute_fn(lambda db: _look(db, pairs, cache, limit))
    except RefusedSearchError as error:
        return await _refused(datasette, request, format_name, error, pairs)
    except _TooLongError:
        late = RefusedSearchError([SearchRefusal(_TOO_LONG, {})])
        return await _refused(datasette, request, format_name, late, pairs, status=503)
    context = _context(words, datasette.urls.path(PATH), datasette.urls.path(CALENDAR_PATH), shown)
    return Response.html(await datasette.render_template("search.html", context, request=request))


async def redirect_search(datasette: Any, request: Any) -> Response:
    """``/search`` is the same page."""
    ending = f".{name}" if (name := request.url_vars.get("format")) else ""
    query = f"?{request.query_string}" if request.query_string else ""
    return Response.redirect(datasette.urls.path(f"{PATH}{ending}{query}"))


ROUTES = [
    (rf"^{PATH}(\.(?P<format>\w+))?$", show_search),
    (r"^/search(\.(?P<format>\w+))?$", redirect_search),
]


# -- Asking ----------------------------------------------------------------------------------------


def _read(db: sqlite3.Connection, pairs: Pairs) -> tuple[Search, str]:
    """The search, and the page as typed."""
    number = [value.strip() for name, value in pairs if name == "page" and value.strip()]
    return read_search(db, [pair for pair in pairs if pair[0] != "page"]), (number or ["1"])[0]


class _TooLongError(Exception):
    """A statement was ended because its time was over."""


def _look(db: BoundedConnection, pairs: Pairs, cache: Kept[FacetIndex], limit: int) -> _Shown:
    search, typed = _read(db, pairs)
    index, age = cache.current()
    with sqlite_timelimit(db, limit):
        try:
            return _asked(db, search, typed, index, age)
        except sqlite3.DatabaseError as error:
            if db.is_late():
                raise _TooLongError from error
            raise


def _asked(
    db: sqlite3.Connection, search: Search, typed: str, index: FacetIndex, age: float
) -> _Shown:
    found = Found.of(db, search, index, is_current=not age)
    total = found.count
    number = _page_number(typed, max(1, -(-total // PAGE)))
    page = found.part((number - 1) * PAGE, PAGE)
    undated = found.undated()
    unsure = 0
    if search.year not in ("", UNCERTAIN):
        unsure = found.count_of(search.with_value("year", UNCERTAIN))
    return _Shown(
        search=search,
        count=total,
        number=number,
        hits=results.hits(db, search, page),
        facets=index.count(found.articles),
        facets_age=age,
        undated=undated,
        unsure=unsure,
        respelt=[] if total or not search.words else results.respelt(db, search),
        widened=[] if total else results.widened(db, search),
        titles=portal_titles(db),
    )


_NO_PAGE = marked("there is no page “%(value)s”; the result has %(pages)s")


def _page_number(typed: str, pages: int) -> int:
    """Raises RefusedSearchError for a page that is not there."""
    if typed.isascii() and typed.isdigit() and len(typed) < 9 and 1 <= int(typed) <= pages:
        return int(typed)
    fields = {"value": typed[:20], "pages": str(pages)}
    raise RefusedSearchError([SearchRefusal(_NO_PAGE, fields, marked("Page"))])


# -- Showing ---------------------------------------------------------------------------------------


def _url(path: str, search: Search, page: int = 1) -> str:
    pairs = [*search.pairs, *([("page", str(page))] if page > 1 else [])]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _context(words: Language, path: str, deadlines: str, shown: _Shown) -> dict[str, Any]:
    search = shown.search
    query = f"?{search.query_string}" if search.pairs else ""
    files = [{"format": name, "url": f"{path}.{name}{query}"} for name in FORMATS]
    return {
        "shown": shown,
        "search": search,
        "form": _form(search),
        "refusals": [],
        "orders": _orders(words, search.order, has_words=bool(search.words)),
        "chips": list(_chips(words, path, shown)),
        "facets": list(_facet_boxes(words, path, shown)),
        "steps": _steps(path, shown),
        "first": (shown.number - 1) * PAGE + 1,
        "last": (shown.number - 1) * PAGE + len(shown.hits),
        "ranked": NEWEST,
        "is_partly_ranked": search.effective_order == RELEVANCE and shown.count > NEWEST,
        "files": files,
        "feed": next(file["url"] for file in files if file["format"] == "atom"),
        "entries": ENTRIES,
        "rows": ROWS_MAX,
        "respelt": [
            {
                "url": _url(path, one.search),
                "words": one.search.words,
                "count": one.count,
                "is_wider": one.search.filters != search.filters,
            }
            for one in shown.respelt
        ],
        "widened": [
            {
                "url": _url(path, one.search),
                "label": words.gettext(PARAMETERS[name].label),
                "value": filter_label(words, name, value, shown.titles),
                "count": one.count,
            }
            for name, value, one in shown.widened
        ],
        "of_no_year": _url(path, search.with_value("year", UNCERTAIN)),
        "deadlines": f"{deadlines}{query}",
        "everything": path,
    }


_FIELDS = ("q", "since", "until")
"""Parameters with a field of the form that is always there."""


def _form(search: Search) -> dict[str, Any]:
    """What stands in the fields of the form; filters without a field are kept in hidden ones."""
    return {
        "words": search.words,
        "since": _typed_day(search.since),
        "until": _typed_day(search.until),
        "hidden": [pair for pair in search.filters if pair[0] not in _FIELDS],
    }


def _typed_day(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _orders(words: Language, chosen: str, *, has_words: bool) -> list[dict[str, Any]]:
    """Orders to choose from. The usual one has no value: it is another with words than without."""
    usual = RELEVANCE if has_words else NEWEST_FIRST
    return [
        {
            "value": "" if order == usual else order,
            "label": words.gettext(label),
            "is_chosen": order == (chosen or usual),
        }
        for order, label in ORDER_LABELS.items()
        if order != RELEVANCE or has_words
    ]


def _chips(words: Language, path: str, shown: _Shown) -> Iterator[dict[str, str]]:
    """The filters that are set, and the URL without each."""
    for name, value in shown.search.filters:
        yield {
            "label": words.gettext(PARAMETERS[name].label),
            "value": filter_label(words, name, value, shown.titles),
            "url": _url(path, shown.search.without(name, value)),
        }


def _facet_boxes(words: Language, path: str, shown: _Shown) -> Iterator[dict[str, Any]]:
    for name in FACETS:
        chosen = getattr(shown.search, name)
        if chosen and name not in SEVERAL:
            continue  # a chip says so
        values = [value for value in shown.facets[name] if value.value not in chosen]
        if values:
            boxed = [_boxed(words, path, shown, name, value) for value in values]
            is_short = name in ("year", "deadline") and len(boxed) <= _FOLDED + 2
            at_once = len(boxed) if is_short else _FOLDED
            yield {
                "name": name,
                "label": words.gettext(PARAMETERS[name].label),
                "values": boxed[:at_once],
                "more": boxed[at_once:],
            }


def _boxed(
    words: Language, path: str, shown: _Shown, name: str, value: FacetValue
) -> dict[str, Any]:
    return {
        "label": filter_label(words, name, value.value, shown.titles),
        "count": value.count,
        "url": _url(path, shown.search.with_value(name, value.value)),
    }


def _steps(path: str, shown: _Shown) -> dict[str, str]:
    """Links to other pages, where there are any."""
    to = {
        "first": 1 if shown.number > 2 else 0,
        "previous": shown.number - 1,
        "next": shown.number + 1 if shown.number < shown.pages else 0,
        "last": shown.pages if shown.number < shown.pages - 1 else 0,
    }
    return {name: _url(path, shown.search, page) for name, page in to.items() if page}


async def _refused(
    datasette: Any,
    request: Any,
    format_name: str | None,
    error: RefusedSearchError,
    pairs: Pairs,
    status: int = 400,
) -> Response:
    """The reasons, on the page with what was typed, or as JSON or text."""
    words = site_of(datasette).words
    reasons = [refusal.said(words) for refusal in error.refusals]
    if format_name == "json":
        body = {"ok": False, "error": str(error), "status": status}
        return Response.json(body, status=status)
    if format_name:
        return Response.text("\n".join((*reasons, "")), status=status)
    typed = dict(reversed(pairs))
    refused = {refusal.label for refusal in error.refusals}
    readable = [
        (name, value)
        for name, value in pairs
        if name in PARAMETERS
        and name not in (*_FIELDS, "order")
        and PARAMETERS[name].label not in refused
    ]
    context = {
        "shown": None,
        "search": None,
        "refusals": reasons,
        "form": {
            "words": typed.get("q", "")[:_TYPED_MAX],
            "since": typed.get("since", "")[:_TYPED_MAX],
            "until": typed.get("until", "")[:_TYPED_MAX],
            "hidden": [(name, value) for name, value in readable if value],
        },
        "orders": _orders(words, typed.get("order", ""), has_words=bool(typed.get("q"))),
        "everything": datasette.urls.path(PATH),
    }
    page = await datasette.render_template("search.html", context, request=request)
    return Response.html(page, status=status)


_TYPED_MAX = 500
"""Letters of what was typed that are put back into the form."""
