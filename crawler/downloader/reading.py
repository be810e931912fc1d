"""How Scrapy reads the text of an answer: as everything else here does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import TextResponse

from crawler.decoding import encoding_of
from crawler.downloader.completeness import content_type_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


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
