"""Truncated responses: recognised, and requested again."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import get_retry_request

from crawler.http_fields import content_type_of, fields_of
from crawler.request_meta import ARCHIVED, CAPTURE, PAGE, TRUNCATED
from crawler.webarchives.warc.payload import codings_in, why_incomplete
from crawler.webarchives.warc.truncation import CLOSED, DISCONNECT, LOST, Transfer, lacks_end
from crawler.webarchives.warc.unpacking import is_packed

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.items import Capture

SURPLUS = "surplus"
"""A flag of responses, beside Scrapy's: more came than ``Content-Length`` said."""

_MORE = "the server sent more than the Content-Length it named"


def truncation(request: Request, response: Response) -> tuple[str, str] | None:
    """What the network cut off an answer: its ``WARC-Truncated`` and why, in words; None: nothing.

    Scrapy's flags: ``dataloss`` is a connection that was lost before the end, ``partial`` one that
    was closed where nobody can tell the end (RFC 9112, 6.3).
    """
    if cut := request.meta.get(TRUNCATED):
        return cut, why_incomplete(response.body, (), Transfer(cut)) or LOST
    if "dataloss" in response.flags:
        return DISCONNECT, LOST
    if SURPLUS in response.flags:
        return "unspecified", _MORE
    codings = codings_in(fields_of(response.headers))
    if "partial" in response.flags and not is_packed(response.body, codings):
        media_type = content_type_of(response).lower()
        if lacks_end(response.body, [media_type] if media_type else []):
            return DISCONNECT, CLOSED
    return None


class IncompleteMiddleware:
    """Downloader middleware that retries truncated responses, and hands on what came at last.

    It comes right after the recorder, which notes what is incomplete. A page that merely lacks its
    end tag (``CLOSED``) is not retried: many never have one, and would be fetched four times a run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retries = crawler.settings.getbool("RETRY_ENABLED")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request once more."""
        capture: Capture | None = request.meta.get(CAPTURE)
        reason = capture.incomplete if capture is not None else None
        if reason is None or response.status != HTTPStatus.OK or PAGE in request.meta:
            return response
        is_final = ARCHIVED in request.meta or reason == CLOSED
        if self._retries and not is_final and not request.meta.get("dont_retry"):
            assert self._crawler.spider is not None
            again = get_retry_request(
                request,
                spider=self._crawler.spider,
                reason="incomplete",
                give_up_log_level=logging.DEBUG,
            )
            if again is not None:
                return again
        return response
