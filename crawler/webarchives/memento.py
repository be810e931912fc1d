"""Memento archives as services: TimeMaps instead of an index (RFC 7089)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from crawler.urls import is_web_url
from crawler.webarchives.cdx import CdxLine, UnreadableLine
from crawler.webarchives.rewriting import replay_at
from crawler.webarchives.services import (
    Ask,
    ListsOneUrlError,
    NoAnswerError,
    Query,
    TimeRange,
    settings_for,
    without_login,
)
from crawler.webarchives.timemap import Link, TimeMap, moment_of, read_timemap

_PLACE = "{url}"
_TARGET = re.compile(r"(?<=.)https?(?::|%3A)(?:/|%2F)", re.IGNORECASE)
_TIMEMAPS = re.compile(r"/(?:timemap|link|json|cdxj|map)$")
"""The end of a template whose last slash was forgotten."""
_PAGES_MAX = 10_000
"""Maximum number of pages of one TimeMap."""


@dataclass(frozen=True, slots=True)
class MementoService:
    """A Memento archive.

    ``template`` makes the URL of a TimeMap out of a page's URL. ``listed_at`` is a TimeMap that was
    named itself: ``target`` is what it is about, if its URL tells.
    """

    template: str | None
    listed_at: str | None = None
    target: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    login: Mapping[str, str] = field(default_factory=dict, repr=False)
    obeys_robots: bool = True

    @property
    def headers(self) -> Mapping[str, str]:
        """What requests for TimeMaps carry: a password, if there is one."""
        return self.login

    async def listed(self, ask: Ask, query: Query) -> AsyncIterator[CdxLine | UnreadableLine]:
        """The captures of a URL, or of a host where the archive takes ``http://host/*`` (pywb).

        Raises ListsOneUrlError where it does not, or the named TimeMap is about a page that leads
        to others.
        """
        if query.match == "exact":
            at = self._timemap(query.url)
            async for row in self._pages(ask, at, query.url, query):
                yield row
            return
        whole = f"http://{query.url}{'' if '/' in query.url else '/'}*"
        at = self.listed_at or self._timemap(whole)
        asked = self.target or whole
        lists_all = self.template is None or self.target is not None
        try:
            async for row in self._pages(ask, at, asked, query):
                lists_all = lists_all or (isinstance(row, CdxLine) and row.url != asked)
                if lists_all:
                    yield row
        except (NoAnswerError, ValueError):
            if lists_all:
                raise
        if not lists_all or (self.target is not None and "*" not in self.target):
            raise ListsOneUrlError(self.target)

    def payload(self, capture: CdxLine) -> tuple[str, dict[str, str]]:
        """The replay of the payload as it was received (``id_``) where its URL has such a form."""
        listed = capture.file or ""
        if not is_web_url(listed):  # listed by a name within the archive
            before = (self.template or self.listed_at or "").partition("timemap/")[0]
            return f"{before}{capture.timestamp}id_/{capture.url}", dict(self.login)
        replay = replay_at(listed)
        url = listed
        if replay is not None and replay.timestamp:
            url = f"{replay.prefix}{replay.timestamp}id_/{replay.url}"
        is_own = urlsplit(url).netloc == urlsplit(self.template or self.listed_at or "").netloc
        return url, dict(self.login) if is_own else {}

    def _timemap(self, url: str) -> str:
        """The URL of the TimeMap of a page."""
        if self.template is None:
            return self.listed_at or ""
        before, _, behind = self.template.partition(_PLACE)
        return f"{before}{quote(url, safe='') if '?' in before else url}{behind}"

    async def _pages(
        self, ask: Ask, at: str, asked: str, query: Query
    ) -> AsyncIterator[CdxLine | UnreadableLine]:
        """What all pages of a TimeMap list, each capture once. Raises ValueError, NoAnswerError."""
        period = TimeRange.of_days(query.since, query.until)
        waiting, known, seen = [at], {at}, set[CdxLine]()
        while waiting:
            url = waiting.pop(0)
            body = await ask(url)
            page = TimeMap() if body is None else read_timemap(body, url, asked)
            for row in page.rows:
                if row not in seen:
                    seen.add(row)
                    yield row
            for line in page.unread:
                yield line
            for other in page.others:
                if other.url not in known and _may_cover(other, period):
                    if len(known) >= _PAGES_MAX:
                        raise ValueError(f"the TimeMap at {at} has more than {_PAGES_MAX} pages")
                    known.add(other.url)
                    waiting.append(other.url)


def _may_cover(page: Link, period: TimeRange) -> bool:
    """Whether a page of a TimeMap may list captures of a period, by what is said of it."""
    begins, ends = (moment_of(page.attributes.get(name, "")) for name in ("from", "until"))
    is_before = ends is not None and period.first is not None and ends < period.first
    is_behind = begins is not None and period.last is not None and begins > period.last
    return not (is_before or is_behind)


def memento_service(place: str) -> MementoService:
    """The service at the URL of a TimeMap, or of all TimeMaps of an archive.

    Args:
        place: a URL with ``{url}`` where the page's URL goes, or one behind which it goes
            (``https://archive.example/timemap/link/``); or that of a TimeMap, which tells
            where others are if the URL it is about stands at its end.

    Raises ValueError for what is no web URL.
    """
    place, login = without_login(place.strip())
    settings = settings_for(place.replace(_PLACE, ""))
    if _PLACE in place:
        return MementoService(place, settings=settings, login=login)
    if found := _TARGET.search(place, len("https://")):
        target = place[found.start() :]
        if "%3a" in target[:8].lower():
            target = unquote(target)
        template = place[: found.start()] + _PLACE
        return MementoService(template, place, target, settings, login)
    if place.endswith(("/", "=")) or _TIMEMAPS.search(place):
        slash = "" if place.endswith(("/", "=")) else "/"
        return MementoService(f"{place}{slash}{_PLACE}", settings=settings, login=login)
    return MementoService(None, place, settings=settings, login=login)
