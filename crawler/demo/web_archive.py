"""A small web archive of the demo portals: an index (CDXJ) and a replay, on a host of its own.

Its crawlers came by some weeks after an article was written, and missed every third one.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.demo.content import Entry
from crawler.demo.exchange import Request, Response, Site

HOST = "webarchiv.example"
PLACE = f"http://{HOST}/"
"""What a source is given to read it."""
_MOMENT = "%Y%m%d%H%M%S"
_REPLAY = re.compile(r"/(?P<moment>\d{14})id_/(?P<url>http://.+)")
_MISSED = 3
"""Every so many-th article was never captured."""


@dataclass(frozen=True, slots=True)
class _Kept:
    url: str
    moment: dt.datetime


class WebArchiveSite:
    """The archive of some portals as they were in one edition (see ``exchange.Site``).

    Args:
        portals: each portal with its entries.
    """

    hosts = (HOST,)

    def __init__(self, portals: Sequence[tuple[Site, Sequence[Entry]]]) -> None:
        self._sites = {site.hosts[0]: site for site, _ in portals}
        self._kept = sorted(
            (kept for site, entries in portals for kept in _captured(site.hosts[0], entries)),
            key=lambda kept: (kept.url, kept.moment),
        )

    def respond(self, request: Request) -> Response:
        """Answer a query of the index, or replay a capture."""
        if request.path == "/cdx":
            return Response(200, self._index(request.query).encode(), "text/x-cdxj")
        if request.path == "/robots.txt":
            return Response(200, b"User-agent: *\nDisallow:\n", "text/plain")
        replay = _REPLAY.fullmatch(request.target)
        for kept in self._kept if replay else ():
            if replay and (kept.url, kept.moment.strftime(_MOMENT)) == replay.group(
                "url", "moment"
            ):
                return self._page(kept)
        return Response(404, b"Not captured.\n", "text/plain")

    def _page(self, kept: _Kept) -> Response:
        parts = urlsplit(kept.url)
        page = self._sites[parts.netloc].respond(Request(parts.netloc, parts.path))
        said = kept.moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return Response(
            page.status, page.body, page.content_type, headers={"Memento-Datetime": said}
        )

    def _index(self, query: dict[str, str]) -> str:
        asked = query.get("url", "").removeprefix("http://").removeprefix("https://").rstrip("/")
        below = query.get("matchType") in ("host", "prefix", "domain")
        first, last = query.get("from", ""), query.get("to", "9")
        lines = [
            self._line(kept)
            for kept in self._kept
            if first <= kept.moment.strftime(_MOMENT) <= last
            and (kept.url.removeprefix("http://") == asked
                 or (below and kept.url.removeprefix("http://").startswith(asked)))
        ]  # fmt: skip
        limit = query.get("limit")
        return "".join(lines[: int(limit)] if limit else lines)

    def _line(self, kept: _Kept) -> str:
        parts = urlsplit(kept.url)
        key = f"{','.join(reversed(parts.netloc.split('.')))}){parts.path}"
        page = self._page(kept)
        digest = base64.b32encode(hashlib.sha1(page.body, usedforsecurity=False).digest()).decode()
        fields = {
            "url": kept.url, "mime": "text/html", "status": "200", "digest": digest,
            "length": str(len(page.body)),
        }  # fmt: skip
        return f"{key} {kept.moment.strftime(_MOMENT)} {json.dumps(fields)}\n"


def _captured(host: str, entries: Sequence[Entry]) -> Iterator[_Kept]:
    """What was captured of a portal: an article some weeks after it was written, or never."""
    for entry in entries:
        number = hashlib.sha256(entry.article.address.encode()).digest()[0]
        if number % _MISSED:
            moment = entry.written.written_at + dt.timedelta(days=10 + number % 60, hours=3)
            yield _Kept(f"http://{host}{entry.article.address}", moment)
