"""The hosts a crawl may talk to: the portal's own, redirects included, at public IP addresses."""

from __future__ import annotations

import ipaddress
from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from scrapy.utils.httpobj import urlparse_cached
from typing_extensions import override

from crawler.decoding import decode
from crawler.items import PERMANENT
from crawler.monitoring.failures import PageNotFetched
from crawler.urls import ascii_url, broken_url, joined, printable_url

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


_SCANNED = 4096
"""Characters in which Scrapy looks for a refresh."""
_SHOWN = 200
"""Characters of a URL in a message; a broken one may have thousands."""


class OffsiteMiddleware:
    """Downloader middleware that drops requests to hosts other than the spider's.

    Scrapy's own lets every request with ``dont_filter`` pass, and whatever it is redirected to.
    Here only ``allow_offsite`` lets one pass: our own requests to other hosts, such as for a
    robots.txt that has moved.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for another host than the portal's."""
        if request.meta.get("allow_offsite"):
            return
        is_ours = getattr(self._crawler.spider, "is_ours", None)
        host = urlparse_cached(request).hostname or ""
        if is_ours is not None and not is_ours(host):
            self._crawler.stats.inc_value("safety/offsite")
            sentence = f"{request.url} leads to another host than the portal's"
            # A permanent redirect is a move; a temporary one, as to a login page, is a failure.
            sent = request.meta.get("redirect_reasons", ())
            raise PageNotFetched(sentence) if {*sent} - PERMANENT else IgnoreRequest(sentence)


class LocationMiddleware:
    """Reads where a redirect leads as browsers do, before Scrapy's own middleware follows it.

    Scrapy takes octets beyond ASCII for ISO 8859-1 and knows hosts by IDNA 2003 only; a Location
    that is no URL would be an exception to it, and is the failure of this one page.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with a Location that Scrapy reads. Raises PageNotFetched."""
        location = response.headers.get("Location")
        if not location or not HTTPStatus.MULTIPLE_CHOICES <= response.status < 400:
            return response
        url = joined(request.url, ascii_url(decode(location).strip()))
        if fault := broken_url(url):
            raise PageNotFetched(f"redirects to {printable_url(url)[:_SHOWN]}, no URL: {fault}")
        if url.encode("utf-8", "replace") == location:
            return response
        headers = response.headers.copy()
        headers["Location"] = url
        return response.replace(headers=headers)


class RefreshMiddleware(MetaRefreshMiddleware):
    """Scrapy's middleware for ``<meta http-equiv="refresh">``, which a broken URL takes nothing.

    Scrapy's own raises for a ``<base href>`` or a target that is no URL, and the page is lost
    whether it is refreshed or not. Browsers pass both over, and show the page. Ours is quick
    about the pages that have no such tag, which are nearly all.
    """

    @override
    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        if isinstance(response, HtmlResponse) and not _says_refresh(response):
            return response
        try:
            followed = super().process_response(request, response)
        except ValueError:
            return response
        return response if broken_url(followed.url) else followed


def _says_refresh(page: HtmlResponse) -> bool:
    """Whether the word stands where Scrapy looks for the tag."""
    return "refresh" in page.text[:_SCANNED].casefold()


# -- Public IP addresses ---------------------------------------------------------------------------

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that IANA has assigned as global unicast; no portal is outside of it."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = {0x0000_5EFE, 0x0200_5EFE}
"""Prefixes of the IPv4 address in an interface identifier of RFC 5214."""
# The special-purpose registries of IANA (RFC 6890) as of 2025, where no portal can be. Python's
# ``is_global`` knows most of them, which ones depends on its version: 3.11 has neither 192.0.0.0/24
# as a whole nor 3fff::/20, and calls fec0::/10 global.
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        ),
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    Not loopback, private (RFC 1918, RFC 4193), link-local (where clouds serve their metadata),
    shared (RFC 6598), multicast, reserved, or for another special purpose; nor a form of IPv6 that
    leads to such an IPv4 address (mapped, 6to4, Teredo, NAT64, ISATAP).
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return _is_ordinary(ip)
    inner = _inner(ip)
    if inner:
        return all(map(_is_ordinary, inner))
    return ip in _UNICAST and _is_ordinary(ip) and not _is_isatap_of_private(ip)


def _is_ordinary(ip: IPAddress) -> bool:
    special = any(ip in network for network in _SPECIAL if network.version == ip.version)
    return ip.is_global and not (special or ip.is_multicast or ip.is_reserved)


def _inner(ip: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address embeds; none if it embeds none."""
    if ip.teredo:
        return ip.teredo  # its server and its client
    inner = ip.ipv4_mapped or ip.sixtofour
    if inner is None and ip in _NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return (inner,) if inner else ()


def _is_isatap_of_private(ip: ipaddress.IPv6Address) -> bool:
    identifier = int(ip) & (1 << 64) - 1
    inner = ipaddress.IPv4Address(identifier & 0xFFFFFFFF)
    return identifier >> 32 in _ISATAP and not _is_ordinary(inner)
