"""What is kept of a response beside its article: when, under which address, with which headers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scrapy.http import TextResponse

from crawler.decoding import encoding_of
from crawler.downloader.truncated import content_type_of
from crawler.items import Capture
from crawler.request_meta import CAPTURE, PAGE
from crawler.webarchives.warc.payload import payload_digest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


# -- How Scrapy reads the text of an answer: as everything else here does --------------------------


class EncodingMiddleware:
    """Tells Scrapy the encoding of a page before it guesses.

    Its guess costs more than reading the page, differs from browsers' (windows-1250), and a page
    that calls its encoding ``hex`` makes it raise.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, with its encoding."""
        if not isinstance(response, TextResponse):
            return response
        codec = encoding_of(response.body, content_type_of(response)).codec
        return response.replace(encoding=codec)


def capture_of(response: Response, source: str) -> Capture:
    """The capture a response stands for: recorded, a stored page's own, or of a fetch just made.

    ``source`` is the source's name as typed.
    """
    meta = response.meta if response.request else {}
    if (page := meta.get(PAGE)) is not None:
        stored: Capture = page.capture
        stored.source = source
        return stored
    recorded: Capture | None = meta.get(CAPTURE)
    return new_capture(response, source) if recorded is None else recorded


def new_capture(response: Response, source: str) -> Capture:
    """The capture of an answer that arrived just now, to the second as the archive writes times."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
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
