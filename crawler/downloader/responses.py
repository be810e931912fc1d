"""A response as the rest of the program takes it: its capture, and the encoding of its text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scrapy.http import TextResponse

from crawler.decoding import encoding_of
from crawler.http_fields import content_type_of, header_of
from crawler.items import Capture
from crawler.request_meta import CAPTURE, PAGE
from crawler.webarchives.warc.payload import payload_digest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


def capture_in(response: Response) -> Capture | None:
    """The capture that the recorder left in ``request.meta``; None if it recorded nothing."""
    capture: Capture | None = response.meta.get(CAPTURE) if response.request else None
    return capture


def capture_of(response: Response, source: str) -> Capture:
    """The capture of a response: a stored page's own, the recorded one, or one made now.

    ``source`` is the source's name as typed.
    """
    meta = response.meta if response.request else {}
    if (page := meta.get(PAGE)) is not None:
        stored: Capture = page.capture
        stored.source = source
        return stored
    return capture_in(response) or new_capture(response, source)


def new_capture(response: Response, source: str) -> Capture:
    """The capture of a response that has just arrived; times to the second, as in the archive."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return Capture(
        url=response.url,
        fetched_at=now,
        captured_at=now,
        status=response.status,
        content_type=header_of(response, "Content-Type"),
        etag=header_of(response, "ETag"),
        last_modified=header_of(response, "Last-Modified"),
        digest=payload_digest(response.body),
        source=source,
    )


class EncodingMiddleware:
    """Sets the encoding of a page before Scrapy guesses it.

    Scrapy's guess takes longer than parsing the page, differs from that of browsers (windows-1250),
    and raises for a page that names ``hex`` as its encoding.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its encoding."""
        if not isinstance(response, TextResponse):
            return response
        codec = encoding_of(response.body, content_type_of(response)).codec
        return response.replace(encoding=codec)
