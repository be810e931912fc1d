"""Common Crawl: a list of crawls, an index for each, and records out of its WARC files.

https://index.commoncrawl.org/ and https://commoncrawl.org/get-started; each crawl's index is a pywb
with pages (``showNumPages``, ``page``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from crawler.webarchives.cdx import CdxLine, UnreadableLine, read_index
from crawler.webarchives.services import Ask, Query

_CRAWLS = "https://index.commoncrawl.org/collinfo.json"
_DATA = "https://data.commoncrawl.org/"


@dataclass(frozen=True, slots=True)
class CommonCrawl:
    """The service ``commoncrawl``."""

    settings: Mapping[str, Any] = field(
        default_factory=lambda: {
            # "Only a single server": its operators ask for one request after the other.
            "DOWNLOAD_DELAY": 2.0,
            "CONCURRENT_REQUESTS": 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "RETRY_TIMES": 6,
            "RETRY_AFTER_MAX": 900,
        }
    )
    headers: Mapping[str, str] = field(default_factory=dict)
    obeys_robots: bool = False

    async def listed(self, ask: Ask, query: Query) -> AsyncIterator[CdxLine | UnreadableLine]:
        """The lines of all crawls that may have captures of the period, newest crawl first."""
        for index in _indexes(await ask(_CRAWLS) or b"[]", query):
            values = {"url": query.url, "matchType": query.match, "output": "json"}
            counted = await ask(f"{index}?{urlencode({**values, 'showNumPages': 'true'})}")
            for page in range(_pages(counted)):
                body = await ask(f"{index}?{urlencode({**values, 'page': str(page)})}")
                for row in read_index(body or b"").all:
                    yield row

    def payload(self, capture: CdxLine) -> tuple[str, dict[str, str]]:
        """The stretch of a WARC file that holds the record."""
        first = capture.offset or 0
        last = first + (capture.length or 0) - 1
        return f"{_DATA}{capture.file}", {"Range": f"bytes={first}-{last}"}


def _indexes(collinfo: bytes, query: Query) -> list[str]:
    """The URLs of the crawls' indexes, without crawls outside the period."""
    try:
        crawls = json.loads(collinfo)
        return [crawl["cdx-api"] for crawl in crawls if _may_cover(crawl, query)]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{_CRAWLS} is no list of crawls") from error


def _may_cover(crawl: Mapping[str, str], query: Query) -> bool:
    """Whether a crawl ran in the period asked for; older entries do not say when they ran."""
    begun, ended = _day(crawl.get("from")), _day(crawl.get("to"))
    too_old = query.since and ended and ended < query.since
    too_new = query.until and begun and begun > query.until
    return not (too_old or too_new)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None


def _pages(body: bytes | None) -> int:
    """How many pages an answer to ``showNumPages`` says there are."""
    if not body:
        return 0
    found = json.loads(body)
    return int(found["pages"] if isinstance(found, dict) else found)
