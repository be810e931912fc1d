"""Cookies: none are kept, unless a portal tests them; a portal that does is recognised.

Such a portal redirects to the same URL until the cookie it sets comes back. Cookies of a run are
forgotten at its end. Scrapy's own middleware asks a third host which suffixes are public.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.http import TextResponse
from scrapy.http.cookies import CookieJar
from scrapy.utils.response import get_meta_refresh

from crawler.http_fields import header_of
from crawler.monitoring.failures import PageNotFetched
from crawler.request_meta import COOKIE_SET
from crawler.urls import joined

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class CookiesMiddleware:
    """Downloader middleware that keeps cookies where ``COOKIES_ENABLED`` says so.

    Elsewhere it ends a redirect loop in which the portal has set a cookie: each round is the same.
    Only a portal's own hosts are asked for anything, and only they get its cookies back.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._name = crawler.spidercls.name
        self._jar: CookieJar | None = None
        if crawler.settings.getbool("COOKIES_ENABLED"):
            self._jar = CookieJar()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Send the cookies the portal has set."""
        if self._jar is not None:
            request.headers.pop("Cookie", None)
            self._jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what cookies come; raises PageNotFetched where they lead round in a circle."""
        if "Set-Cookie" not in response.headers and COOKIE_SET not in request.meta:
            return response
        request.meta[COOKIE_SET] = True
        if self._jar is not None:
            self._jar.extract_cookies(response, request)
        elif _target(response) in (request.meta.get("redirect_urls") or ()):
            raise PageNotFetched(
                "redirected again and again until a cookie comes back: with cookies = True in its "
                f"spider, or -s COOKIES_ENABLED=1, {self._name} is crawled with cookies"
            )
        return response


def _target(response: Response) -> str | None:
    """Where a response redirects to; None if it does not."""
    if 300 <= response.status < 400 and (location := header_of(response, "Location")):
        return joined(response.url, location)
    if isinstance(response, TextResponse):
        with suppress(ValueError):  # its <base> or its target is no URL
            return get_meta_refresh(response)[1]
    return None
