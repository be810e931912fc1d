"""Bodies of live responses without their codings: the decoder of records, in a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.responsetypes import responsetypes
from typing_extensions import override

from crawler.downloader.bodies import unpacked_body
from crawler.http_fields import fields_of
from crawler.monitoring.failures import PageNotFetched
from crawler.request_meta import CAPTURE, PAGE
from crawler.webarchives.warc.payload import codings_in
from crawler.webarchives.warc.unpacking import BombError, PayloadError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response

    from crawler.items import Capture

_CODINGS = ("Content-Encoding", "Transfer-Encoding")


class ContentCodingMiddleware(HttpCompressionMiddleware):
    """Scrapy's middleware with our decoder, so that a page is the same live and out of its record.

    Scrapy's own believes the header fields: it raises for a page that is not packed although they
    say so, leaves packed what they do not name, and takes a torn stream for a whole one.
    """

    @override
    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Response:
        if PAGE in request.meta:
            return response
        codings = codings_in(fields_of(response.headers))
        most = request.meta.get("download_maxsize", self._max_size) or None
        trouble: str | None
        try:
            body, trouble = unpacked_body(response, most)
        except BombError as error:
            raise PageNotFetched(f"{error} (DOWNLOAD_MAXSIZE)") from error
        except PayloadError as error:
            body, trouble = b"", str(error)
        capture: Capture | None = request.meta.get(CAPTURE)
        if trouble and not (capture and capture.incomplete):
            raise PageNotFetched(trouble)  # nobody would know that this is but a part
        if body is response.body and not codings:
            return response
        headers = response.headers.copy()
        for name in _CODINGS:
            headers.pop(name, None)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)
