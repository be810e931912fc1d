"""What is kept of a response beside its article: when, under which address, with which headers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from crawler.items import Capture
from crawler.warc.payload import payload_digest

if TYPE_CHECKING:
    from scrapy.http import Response


def capture_of(response: Response, source: str) -> Capture:
    """The capture a response stands for: its own if it is a stored page, else a fetch just made.

    ``source`` is the source's name as typed.
    """
    page = response.meta.get("page") if response.request else None
    if page is not None:
        capture: Capture = page.capture
        capture.source = source
        return capture
    now = dt.datetime.now(dt.UTC)
    return Capture(
        url=response.url,
        fetched_at=now,
        captured_at=now,
        status=response.status,
        content_type=_header(response, "Content-Type"),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        digest=payload_digest(response.body),
        source=source,
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
