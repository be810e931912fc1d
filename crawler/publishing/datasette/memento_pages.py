"""Memento (RFC 7089) over the archive: TimeMaps, TimeGates and mementos of every URL it knows.

- ``/memento/timemap/link/URL``; ``/memento/timemap/link/2/URL`` is its second page
- ``/memento/timegate/URL``, asked with ``Accept-Datetime``
- ``/memento/20160222150405/URL``, the page as recorded; ``20160222150405id_`` means the same

A browser that goes to a memento is led to the page around our frame: nothing that a server once
sent is ever opened as a page of ours.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from datasette.utils.asgi import Response

from crawler.publishing.datasette.own_reading import read_archive
from crawler.publishing.datasette.recorded_pages import read_recorded
from crawler.publishing.datasette.site import Route, site_of
from crawler.publishing.replay.link_format import Links, http_moment, pages_of
from crawler.publishing.replay.mementos import ALL, Memento, mementos_of, nearest, with_scheme
from crawler.publishing.replay.stored_captures import NotShown
from crawler.webarchives.timemap import LINK_FORMAT
from crawler.webarchives.warc.dates import http_date, read_date

FOLDER = "/memento/"
_RFC_1123 = re.compile(r"[a-z]{3}, \d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d gmt", re.IGNORECASE)
_PLAIN = "text/plain; charset=utf-8"


def asked_url(request: Any, behind: str) -> str:
    """The URL that ends a request's own: percent-encoded as it came, with its query string."""
    query = request.query_string
    return with_scheme(f"{behind}?{query}" if query else behind)


def _links(datasette: Any, request: Any, url: str) -> Links:
    return Links(datasette.absolute_url(request, datasette.urls.path(FOLDER)), url)


def _refused(text: str, status: int, links: Links | None = None) -> Response:
    headers = {"vary": "accept-datetime"}
    if links is not None:
        headers["link"] = links.field(())
    return Response.text(f"{text}\n", status=status, headers=headers)


async def _mementos(datasette: Any, url: str, *, one: bool = True) -> list[Memento] | Response:
    if one and url.endswith(ALL):
        return _refused("Only a TimeMap can be of many URLs.", 404)
    found = await read_archive(datasette, lambda db: mementos_of(db, url))
    if found is None:
        return _refused("The archive does not know this URL.", 404)
    if not found:
        return _refused("The archive knows this URL, but has no page of it to replay.", 404)
    return found


async def show_timemap(datasette: Any, request: Any) -> Response:
    """A page of the TimeMap of a URL."""
    url = asked_url(request, request.url_vars["url"])
    found = await _mementos(datasette, url, one=False)
    if isinstance(found, Response):
        return found
    page = int(request.url_vars["page"] or 1)
    if not 1 <= page <= pages_of(found):
        return _refused(f"The TimeMap has {pages_of(found)} pages.", 404)
    text = _links(datasette, request, url).document(found, page)
    return Response(text, content_type=LINK_FORMAT)


async def show_timegate(datasette: Any, request: Any) -> Response:
    """Lead to the memento nearest to the moment asked for."""
    url = asked_url(request, request.url_vars["url"])
    links = _links(datasette, request, url)
    asked = request.headers.get("accept-datetime")
    moment = None
    if asked is not None:
        moment = http_date(asked.strip()) if _RFC_1123.fullmatch(asked.strip()) else None
        if moment is None:
            return _refused(
                "Accept-Datetime is read as in Mon, 22 Feb 2016 15:04:05 GMT.", 400, links
            )
    found = await _mementos(datasette, url)
    if isinstance(found, Response):
        return found
    at = nearest(found, moment)
    headers = {
        "location": links.memento(found[at]),
        "vary": "accept-datetime",
        "link": links.field(found, at),
    }
    return Response("", status=302, headers=headers, content_type=_PLAIN)


async def show_memento(datasette: Any, request: Any) -> Response:
    """The page captured at a moment, or where the one is that was captured nearest to it."""
    url = asked_url(request, request.url_vars["url"])
    time, form = request.url_vars["time"], request.url_vars["form"] or ""
    moment = read_date(time)
    if moment is None:
        return _refused(f"{time} is no moment.", 404)
    found = await _mementos(datasette, url)
    if isinstance(found, Response):
        return found
    links = _links(datasette, request, url)
    at = _exactly(found, links, moment, url)
    if at is None:
        headers = {"link": links.field(found), "location": ""}
        place = found[nearest(found, moment)].place
        headers["location"] = f"{links.base}{place.replace('/', f'{form}/', 1)}"
        return Response("", status=302, headers=headers, content_type=_PLAIN)
    memento = found[at]
    if not form and request.headers.get("sec-fetch-mode") == "navigate":
        place = datasette.urls.path(f"/gespeichert/{memento.capture_id}")
        headers = {"location": place, "vary": "sec-fetch-mode"}
        return Response("", status=302, headers=headers, content_type=_PLAIN)
    recorded = await read_recorded(datasette, request, memento.capture_id)
    if isinstance(recorded, NotShown):
        return _refused(site_of(datasette).words.gettext(recorded.reason), 404, links)
    recorded.fields += [
        ("memento-datetime", http_moment(memento.captured_at)),
        ("link", links.field(found, at)),
        ("vary", "sec-fetch-mode"),
    ]
    return recorded


def _exactly(mementos: list[Memento], links: Links, moment: dt.datetime, url: str) -> int | None:
    """Which of the mementos has this URI-M."""
    asked = links.memento(Memento(0, url, moment))
    return next((n for n, one in enumerate(mementos) if links.memento(one) == asked), None)


_URL = r"(?P<url>[^/].*)"
ROUTES: list[Route] = [
    (rf"^{FOLDER}timemap/link/(?:(?P<page>\d{{1,6}})/(?=[a-z]+:/))?{_URL}$", show_timemap),
    (rf"^{FOLDER}timegate/{_URL}$", show_timegate),
    (rf"^{FOLDER}(?P<time>\d{{4,14}})(?P<form>id_)?/{_URL}$", show_memento),
]
