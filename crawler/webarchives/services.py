"""Whom to ask: where a web archive's index and replay are, and how often they may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawler.webarchives.listed import Listed

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_FIELDS = "urlkey,timestamp,original,mimetype,statuscode,digest,length"


@dataclass(frozen=True, slots=True)
class CdxService:
    """A CDX server and the replay beside it.

    ``obeys_robots``: False for interfaces their operators document for programs; robots.txt speaks
    to crawlers that follow links (RFC 9309, 1), and these have limits of their own.
    """

    index: str
    replay: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    obeys_robots: bool = True
    page_size: int = 10_000

    def query(
        self, url: str, match: str, since: str | None, until: str | None, resume_key: str | None
    ) -> str:
        """The address that lists captures of ``url`` and what ``match`` adds to it.

        ``match`` is ``host`` or ``prefix``; ``since`` and ``until`` are timestamps of up to 14
        digits, both inclusive.
        """
        values = {
            "url": url,
            "matchType": match,
            "from": since,
            "to": until,
            "limit": str(self.page_size),
            "showResumeKey": "true",
            "resumeKey": resume_key,
            **self.parameters,
        }
        return f"{self.index}?{urlencode({k: v for k, v in values.items() if v is not None})}"

    def address(self, capture: Listed) -> str:
        """Where the payload of a capture is replayed as it was received (``id_``)."""
        return f"{self.replay}{capture.timestamp}id_/{capture.url}"


WAYBACK = CdxService(
    index="https://web.archive.org/cdx/search/cdx",
    replay="https://web.archive.org/web/",
    parameters={"output": "json", "fl": _FIELDS, "filter": "!statuscode:3.."},
    # Users measured limits between 15 and 60 requests a minute; who ignores 429 is locked out.
    settings={"DOWNLOAD_DELAY": 4.0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1},
    obeys_robots=False,
)


def cdx_service(place: str) -> CdxService:
    """The service at an address: a collection (pywb), or its index if that ends in ``cdx``.

    Raises ValueError for what is no web address.
    """
    parts = urlsplit(place)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{place!r} is no web address; it starts with http:// or https://")
    place = place.rstrip("/")
    if place.endswith("cdx"):
        index, replay = place, place.removesuffix("cdx").rstrip("-/") + "/"
    else:
        index, replay = f"{place}/cdx", f"{place}/"
    if parts.hostname in _LOOPBACK:  # our own: nobody need be spared a request
        quick = {
            "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS": 8, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        }  # fmt: skip
        return CdxService(index, replay, settings=quick)
    return CdxService(index, replay)
