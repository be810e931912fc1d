"""Portals that test cookies: they redirect to the same URL until a cookie comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy.exceptions import NotConfigured
from scrapy.http import TextResponse
from scrapy.utils.response import get_meta_refresh

from crawler.http_fields import header_of
from crawler.monitoring.failures import PageNotFetched
from crawler.request_meta import COOKIE_SET

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class CookieTestMiddleware:
    """Downloader middleware that ends a redirect loop in which the portal has set a cookie.

    Where cookies are kept there is nothing to do: such a portal shows the page.
    """

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getbool("COOKIES_ENABLED"):
            raise NotConfigured
        self._name = crawler.spidercls.name

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response. Raises PageNotFetched where it leads to where the request came from."""
        if "Set-Cookie" in response.headers:
            request.meta[COOKIE_SET] = True
        before = request.meta.get("redirect_urls", ())
        if before and request.meta.get(COOKIE_SET) and _target(response) in before:
            raise PageNotFetched(
                f"redirected to itself until a cookie comes back: with cookies = True in the "
                f"spider, or -s COOKIES_ENABLED=1, {self._name} is crawled with cookies"
            )
        return response


def _target(response: Response) -> str | None:
    """Where a response redirects to; None if it does not."""
    if 300 <= response.status < 400 and (location := header_of(response, "Location")):
        return urljoin(response.url, location)
    if isinstance(response, TextResponse):
        return get_meta_refresh(response)[1]
    return None
