"""Web archives as services: the URLs of their index and replay, and how often they may be asked."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote, urlencode, urlsplit

from crawler.redaction import password_in, without_password
from crawler.urls import is_web_url
from crawler.webarchives.cdx import CdxLine, UnreadableLine, read_index
from crawler.webarchives.warc.dates import CLOCKS_DIFFER, WEB_BEGAN, timestamp

# -- Periods of capture, to be halved until an index's answer has room for what is in them ---------

_SECOND = dt.timedelta(seconds=1)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From ``first`` to ``last``, both inclusive, to the second; None is without bound."""

    first: dt.datetime | None = None
    last: dt.datetime | None = None

    @classmethod
    def of_days(cls, since: dt.date | None, until: dt.date | None) -> TimeRange:
        """From the beginning of one day to the end of another."""
        last = _midnight(until) + _DAY - _SECOND if until else None
        return cls(_midnight(since) if since else None, last)

    @property
    def is_moment(self) -> bool:
        """Whether it cannot be halved."""
        first, last = self._bounds()
        return last - first < _SECOND

    def covers(self, moment: dt.datetime) -> bool:
        """Whether a moment lies in it."""
        return (self.first is None or self.first <= moment) and (
            self.last is None or moment <= self.last
        )

    def halves(self) -> tuple[TimeRange, TimeRange]:
        """Its earlier and its later half; what has no bound has none in its halves."""
        first, last = self._bounds()
        middle = (first + (last - first) / 2).replace(microsecond=0)
        return TimeRange(self.first, middle), TimeRange(middle + _SECOND, self.last)

    def _bounds(self) -> tuple[dt.datetime, dt.datetime]:
        first = self.first or WEB_BEGAN
        last = self.last or dt.datetime.now(dt.UTC).replace(microsecond=0) + CLOCKS_DIFFER
        return first, max(first, last)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


_INDEX_MAX = 512 * 1024 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_FIELDS = "urlkey,timestamp,original,mimetype,statuscode,digest,length"


class NoAnswerError(Exception):
    """An index could not be asked, or answered with an error."""


class ListsOneUrlError(Exception):
    """An archive lists the captures of one URL at a time only, and was asked for a whole host.

    ``named`` is a URL whose captures it has listed all the same.
    """

    def __init__(self, named: str | None = None) -> None:
        super().__init__()
        self.named = named


Ask = Callable[[str], Awaitable[bytes | None]]
"""Fetches a URL of an index; None if it lists nothing (404). Raises NoAnswerError."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted of an index.

    ``match``: ``exact`` for ``url`` alone, ``host`` or ``prefix`` for all below it. ``since`` and
    ``until`` bound the time of capture, both inclusive.
    """

    url: str
    match: str
    since: dt.date | None = None
    until: dt.date | None = None


class Service(Protocol):
    """A web archive that can be asked over HTTP."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Scrapy settings that keep its limits."""

    @property
    def obeys_robots(self) -> bool:
        """False for interfaces their operators document for programs.

        robots.txt speaks to crawlers that follow links (RFC 9309, 1); these have other limits.
        """

    def listed(self, ask: Ask, query: Query) -> AsyncIterator[CdxLine | UnreadableLine]:
        """All lines of the index, page by page.

        Raises ValueError for what is no index, NoAnswerError, and ListsOneUrlError.
        """

    @property
    def headers(self) -> Mapping[str, str]:
        """The header fields to ask its index with."""

    def payload(self, capture: CdxLine) -> tuple[str, dict[str, str]]:
        """The URL of a capture's payload, and the header fields to request it with."""


@dataclass(frozen=True, slots=True)
class CdxService:
    """A CDX server and the replay beside it."""

    index: str
    replay: str
    page_size: int
    """Lines an answer may have."""
    resumes: bool = False
    """Whether the server gives resume keys; else large answers are asked for by periods."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What requests for index and replay carry: a password, if there is one."""
    obeys_robots: bool = True

    def listed(self, ask: Ask, query: Query) -> AsyncIterator[CdxLine | UnreadableLine]:
        """All lines, in answers of ``page_size`` lines at most."""
        return (self._by_key if self.resumes else self._by_period)(ask, query)

    def payload(self, capture: CdxLine) -> tuple[str, dict[str, str]]:
        """The replay of the payload as it was received (``id_``)."""
        return f"{self.replay}{capture.timestamp}id_/{capture.url}", dict(self.headers)

    async def _by_key(self, ask: Ask, query: Query) -> AsyncIterator[CdxLine | UnreadableLine]:
        resume_key = None
        asked = TimeRange.of_days(query.since, query.until)
        more = {"limit": str(self.page_size), "showResumeKey": "true"}
        while body := await ask(self._url(query, asked, {**more, "resumeKey": resume_key})):
            answer = read_index(body)
            for row in answer.all:
                yield row
            if answer.resume_key in (None, resume_key):
                return
            resume_key = answer.resume_key

    async def _by_period(self, ask: Ask, query: Query) -> AsyncIterator[CdxLine | UnreadableLine]:
        """A period whose answer is full is asked for again in halves.

        pywb has no resume keys, and pages only where an index is compressed (ZipNum): to others
        ``page`` means nothing, and ``showNumPages`` has them send all lines at once.
        """
        periods, divides = [TimeRange.of_days(query.since, query.until)], True
        while periods:
            asked = periods.pop()
            limit = str(self.page_size) if divides and not asked.is_moment else None
            body = await ask(self._url(query, asked, {"limit": limit}))
            answer = read_index(body or b"")
            if limit is None or answer.lines != self.page_size:
                for row in answer.all:
                    yield row
            elif all(asked.covers(row.captured_at) for row in answer.rows):
                periods += reversed(asked.halves())
            else:  # it takes no from= and to=: all at once, then
                divides, periods = False, [TimeRange.of_days(query.since, query.until)]

    def _url(self, query: Query, asked: TimeRange, more: Mapping[str, str | None]) -> str:
        values = {
            "url": query.url,
            "matchType": query.match,
            "from": asked.first and timestamp(asked.first),
            "to": asked.last and timestamp(asked.last),
            **self.parameters,
            **more,
        }
        return f"{self.index}?{urlencode({k: v for k, v in values.items() if v is not None})}"


WAYBACK = CdxService(
    index="https://web.archive.org/cdx/search/cdx",
    replay="https://web.archive.org/web/",
    parameters={"output": "json", "fl": _FIELDS, "filter": "!statuscode:3.."},
    # Measured by users: 15 to 60 requests a minute; who goes on after a 429 is locked out.
    settings={
        "DOWNLOAD_DELAY": 4.0,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "RETRY_TIMES": 6,
        "RETRY_AFTER_MAX": 900,
    },
    obeys_robots=False,
    page_size=10_000,
    resumes=True,
)


def cdx_service(place: str) -> CdxService:
    """The service at a URL: a collection (pywb), or its index if that ends in ``cdx``.

    A user and password in it are sent as a header field (RFC 7617), and stand in no URL.
    Raises ValueError for what is no web URL.
    """
    place, headers = without_login(place)
    settings = settings_for(place)
    place = place.rstrip("/")
    if place.endswith("cdx"):
        index, replay = place, place.removesuffix("cdx").rstrip("-/") + "/"
    else:
        index, replay = f"{place}/cdx", f"{place}/"
    return CdxService(index, replay, 20_000, settings=settings, headers=headers)


def settings_for(place: str) -> dict[str, Any]:
    """Scrapy's settings for an archive at a URL that its operator named.

    Raises ValueError for what is no web URL.
    """
    if not is_web_url(place):
        shown = place.rpartition("@")[2]  # no password, however it was typed
        raise ValueError(f"{shown!r} is no web address; it starts with http:// or https://")
    host = urlsplit(place).hostname
    settings: dict[str, Any] = {
        "DOWNLOAD_MAXSIZE": _INDEX_MAX,  # some take no limit=
        "PRIVATE_HOSTS": [host],
    }
    if host in _LOOPBACK:  # our own: nobody need be spared a request
        settings |= {
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS": 8,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        }
    return settings


def without_login(place: str) -> tuple[str, dict[str, str]]:
    """The URL without RFC 3986's userinfo, and the header field that says it instead."""
    userinfo = password_in(place)
    if userinfo is None:
        return place, {}
    login = unquote(userinfo if ":" in userinfo else f"{userinfo}:")
    credentials = base64.b64encode(login.encode()).decode()
    return without_password(place), {"Authorization": f"Basic {credentials}"}
