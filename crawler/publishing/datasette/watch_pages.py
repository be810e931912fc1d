"""Pages, feeds and calendars of watches, and the calendar of all deadlines ahead."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from datasette.utils.asgi import NotFound, Response

from crawler.archive.watches import (
    Event,
    EventKind,
    Watch,
    event_counts,
    events,
    find_watch,
    watches,
)
from crawler.german import BERLIN
from crawler.publishing.datasette.site import DATABASE, Site, site_of
from crawler.publishing.language import Language
from crawler.publishing.search.definition import RefusedSearchError, read_search
from crawler.publishing.search.names import portal_titles
from crawler.publishing.watches.calendar import (
    Deadline,
    deadlines,
    watched_deadlines,
    write_calendar,
)
from crawler.publishing.watches.checking import search_of
from crawler.publishing.watches.exporting import article_path
from crawler.publishing.watches.feed import PAGE, FeedLinks, write_feed
from crawler.publishing.watches.notices import watch_path
from crawler.publishing.watches.sentences import described, sentence, tally

WATCHES_PATH = "/beobachtungen"
CALENDAR_PATH = "/fristen.ics"
_ATOM_TYPE = "application/atom+xml; charset=utf-8"
_CALENDAR_TYPE = "text/calendar; charset=utf-8"
_DEADLINES_SHOWN = 10


def routes() -> list[tuple[str, Any]]:
    """Paths and their views."""
    name = r"(?P<name>[^/.]+)"
    return [
        (rf"^{WATCHES_PATH}$", show_watches),
        (rf"^{WATCHES_PATH}/{name}$", show_watch),
        (rf"^{WATCHES_PATH}/{name}\.atom$", show_feed),
        (rf"^{WATCHES_PATH}/{name}\.ics$", show_watch_calendar),
        (rf"^{CALENDAR_PATH.replace('.', '[.]')}$", show_calendar),
    ]


async def show_watches(datasette: Any, request: Any) -> Response:
    """All watches."""
    words = site_of(datasette).words

    def read(db: sqlite3.Connection) -> list[dict[str, Any]]:
        return [_listed(db, watch, words) for watch in watches(db)]

    found = await datasette.get_database(DATABASE).execute_fn(read)
    context = {"watches": found, "calendar": datasette.urls.path(CALENDAR_PATH)}
    return Response.html(await datasette.render_template("watches.html", context, request=request))


def _listed(db: sqlite3.Connection, watch: Watch, words: Language) -> dict[str, Any]:
    (articles,) = db.execute(
        "SELECT count(*) FROM watch_articles WHERE watch_id = ? AND is_match", (watch.id,)
    ).fetchone()
    last = next(iter(events(db, watch, limit=1)), None)
    return {
        "watch": watch,
        "path": watch_path(watch),
        "looks_for": _looks_for(db, watch, words),
        "articles": articles,
        "last": last,
        "said": sentence(last, words) if last else "",
    }


async def show_watch(datasette: Any, request: Any) -> Response:
    """One watch: what it looks for, its deadlines ahead, and its events, a page at a time."""
    site = site_of(datasette)
    words, before, name = site.words, _before(request), request.url_vars["name"]

    def read(db: sqlite3.Connection) -> dict[str, Any]:
        watch = _named(db, name)
        found = events(db, watch, PAGE + 1, before)
        counts = event_counts(db, watch)
        ahead = [*watched_deadlines(db, watch.id, _today())]
        recovered = {EventKind.RECOVERED: counts.pop(EventKind.RECOVERED, 0)}
        return {
            **_listed(db, watch, words),
            "tally": tally(counts, words),
            "recovered": tally(recovered, words),
            "ahead": ahead[:_DEADLINES_SHOWN],
            "more_ahead": len(ahead) - _DEADLINES_SHOWN,
            "days": [*_by_day(found[:PAGE], words)],
            "older": found[PAGE - 1].id if len(found) > PAGE else None,
            "is_first": before is None,
        }

    context = await datasette.get_database(DATABASE).execute_fn(read)
    context["article_path"] = lambda article_id: datasette.urls.path(article_path(article_id))
    return Response.html(await datasette.render_template("watch.html", context, request=request))


def _by_day(found: list[Event], words: Language) -> Iterator[tuple[str, list[tuple[Event, str]]]]:
    """Events by the day on which they were found, in German time, each with its sentence."""

    def day_of(event: Event) -> str:
        return dt.datetime.fromisoformat(event.found_at).astimezone(BERLIN).date().isoformat()

    for day, several in groupby(found, key=day_of):
        yield day, [(event, sentence(event, words)) for event in several]


async def show_feed(datasette: Any, request: Any) -> Response:
    """The events of a watch as an Atom feed, a page at a time."""
    words, before, name = site_of(datasette).words, _before(request), request.url_vars["name"]
    url = _urls(datasette, request)

    def article(event: Event) -> str:
        return url(article_path(event.article_id))

    def read(db: sqlite3.Connection) -> bytes:
        watch = _named(db, name)
        found = events(db, watch, PAGE + 1, before)
        counts = event_counts(db, watch)
        feed = url(f"{watch_path(watch)}.atom")
        links = FeedLinks(
            self_url=f"{feed}?before={before}" if before else feed,
            page=url(watch_path(watch)),
            article=article,
            older=(lambda number: f"{feed}?before={number}") if len(found) > PAGE else None,
        )
        total = sum(counts.values()) - counts.get(EventKind.RECOVERED, 0)
        return write_feed(watch, _looks_for(db, watch, words), found[:PAGE], total, links, words)

    body = await datasette.get_database(DATABASE).execute_fn(read)
    return Response(body, content_type=_ATOM_TYPE)


async def show_watch_calendar(datasette: Any, request: Any) -> Response:
    """The deadlines ahead of a watch."""
    words, name = site_of(datasette).words, request.url_vars["name"]

    def read(db: sqlite3.Connection) -> tuple[str, list[Deadline]]:
        watch = _named(db, name)
        return watch.name, [*watched_deadlines(db, watch.id, _today())]

    called, found = await datasette.get_database(DATABASE).execute_fn(read)
    title = words.gettext("Deadlines: %(name)s") % {"name": called}
    return _calendar(datasette, request, found, title)


async def show_calendar(datasette: Any, request: Any) -> Response:
    """The deadlines ahead of what a search finds; without one, of all articles."""
    words = site_of(datasette).words
    pairs = parse_qsl(request.query_string, keep_blank_values=True)

    def read(db: sqlite3.Connection) -> tuple[str, list[Deadline]]:
        search = read_search(db, pairs)
        return described(search, words, portal_titles(db)), [*deadlines(db, search, _today())]

    try:
        called, found = await datasette.get_database(DATABASE).execute_fn(read)
    except RefusedSearchError as error:
        reasons = "".join(f"{refusal.said(words)}\n" for refusal in error.refusals)
        return Response.text(reasons, status=400)
    title = words.gettext("Deadlines: %(name)s") % {"name": called}
    return _calendar(datasette, request, found, title)


def _calendar(datasette: Any, request: Any, found: list[Deadline], title: str) -> Response:
    words = site_of(datasette).words
    url = _urls(datasette, request)
    body, _ = write_calendar(
        iter(found), title, words, lambda deadline: url(article_path(deadline.article_id))
    )
    return Response(body, content_type=_CALENDAR_TYPE)


def _named(db: sqlite3.Connection, name: str) -> Watch:
    """The watch of this name. Raises NotFound."""
    watch = find_watch(db, name)
    if watch is None:
        raise NotFound(f"no watch: {name}")
    return watch


def _looks_for(db: sqlite3.Connection, watch: Watch, words: Language) -> str:
    try:
        return described(search_of(db, watch), words, portal_titles(db))
    except RefusedSearchError as error:
        said = "; ".join(refusal.said(words) for refusal in error.refusals)
        return words.gettext("This search cannot be asked: %(why)s") % {"why": said}


def _before(request: Any) -> int | None:
    """The event before which a page begins. Raises NotFound for what is no number."""
    text = request.args.get("before")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(f"no event: {text}")
    return int(text) if text else None


def _urls(datasette: Any, request: Any) -> Callable[[str], str]:
    """Makes full URLs of paths: on ``SITE_URL``, or on the host that was asked."""
    site: Site = site_of(datasette)
    if site.url:
        return lambda path: f"{site.url.rstrip('/')}{path}"
    return lambda path: str(datasette.absolute_url(request, datasette.urls.path(path)))


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
