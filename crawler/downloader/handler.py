"""Scrapy's handler of http and https with bounds: public IP addresses only, no endless headers."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_to_future, maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IResolutionReceiver
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.http import _IdentityTransferDecoder
from twisted.web.http_headers import InvalidHeaderName
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.downloader.hosts import is_public
from crawler.downloader.truncated import SURPLUS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


_SURPLUS = b"X-Clusterarchiv-Surplus"
"""Header field by which the protocol tells the handler: Scrapy hands on nothing else."""
HEADERS_MAX = 256 * 1024
"""Bytes of a response's head, and of any one line of it."""


class AddressRefused(IgnoreRequest):
    """A host has an IP address that is not public; the message names it."""


class BoundedHandler(HTTP11DownloadHandler):
    """The bounds but for IP addresses: for hosts an operator names (``CONNECT_TO``, proxies)."""

    lazy = False
    factory: type[_HTTP11ClientFactory]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = self.factory

    async def download_request(self, request: Request) -> Response:
        """The response; flagged ``surplus`` if more came than its Content-Length said."""
        response = await super().download_request(request)
        if response.headers.pop(_SURPLUS, None):
            response.flags.append(SURPLUS)
        return response

    async def close(self) -> None:
        """Close the connections; one that takes long is left to end by itself.

        Scrapy fires Twisted's Deferred in place of such a connection, which fires it as well when
        it does end: ``AlreadyCalledError``, whenever many crawls end at once and keep the reactor
        busy for a second.
        """
        closing: Deferred[None] = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]
        ended = deferred_to_future(closing)
        await asyncio.wait([ended], timeout=self._disconnect_timeout)


class PublicHandler(BoundedHandler):
    """Connects to public IP addresses only.

    All IP addresses of a name are checked before a connection is made, and the one connected to is
    checked again before a byte is sent, which defeats DNS rebinding.
    """

    async def download_request(self, request: Request) -> Response:
        """The response. Raises AddressRefused."""
        host = urlparse_cached(request).hostname or ""
        for address in await _resolved(host):
            if not is_public(address):
                raise AddressRefused(f"{host} is at {address}, which is no public address")
        return await super().download_request(request)


class _Parser(_LenientHTTPClientParser):
    """Reads what browsers read of a head that Twisted gives up on."""

    MAX_LENGTH = HEADERS_MAX

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Pass over a line that goes on from one that is not there."""
        if self.state == HEADER and self._partialHeader is None and line[:1] in b" \t" and line:
            return
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        """Pass over a field whose name is none (RFC 9110, 5.1), as one without a colon."""
        with suppress(InvalidHeaderName):
            super().headerReceived(name.rstrip(), value)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:  # noqa: N802
        """Leave of the fields that frame a body what Twisted understands.

        It knows ``chunked`` and nothing beside it. Other codings (``gzip, chunked``) stay upon the
        body; a field of the response tells, for those who unpack and record it. The same length
        twice is one (RFC 9110, 8.6), and what is no number is none.
        """
        fields = self.connHeaders
        named = b",".join(fields.getRawHeaders(b"Transfer-Encoding", []))
        codings = [name.strip().lower() for name in named.split(b",")]
        fields.removeHeader(b"Transfer-Encoding")
        if b"chunked" in codings:
            fields.setRawHeaders(b"Transfer-Encoding", [b"chunked"])
        if others := [name for name in codings if name not in (b"", b"chunked", b"identity")]:
            self.headers.setRawHeaders(b"Transfer-Encoding", [b", ".join(others)])
        named = b",".join(fields.getRawHeaders(b"Content-Length", []))
        lengths = dict.fromkeys(length.strip() for length in named.split(b","))
        numbers = [length for length in lengths if length.isdigit()]
        fields.setRawHeaders(b"Content-Length", numbers)
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # as Scrapy does it: Twisted names its own
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > HEADERS_MAX and self.transport is not None:
                self.transport.abortConnection()

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        """Note what stands behind a body whose length the server named; Twisted forgets it."""
        parser, request = self._parser, self._currentRequest
        if (
            rest
            and parser is not None
            and request is not None
            and isinstance(parser.bodyDecoder, _IdentityTransferDecoder)
        ):
            parser.response.headers.setRawHeaders(_SURPLUS, [b"1"])
            request.persistent = False  # the rest is no answer to what comes next
        super()._finishResponse(rest)


class _BoundedFactory(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _PublicFactory(_BoundedFactory):
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        if not is_public(addr.host):
            return None  # Twisted takes that for a connection that failed
        return super().buildProtocol(addr)


BoundedHandler.factory = _BoundedFactory
PublicHandler.factory = _PublicFactory


async def _resolved(host: str) -> list[str]:
    """The IP addresses of a name, or of an IP address in any notation; empty if there are none."""
    from twisted.internet import reactor

    receiver = _Receiver()
    reactor.nameResolver.resolveHostName(receiver, host)
    return await maybe_deferred_to_future(receiver.done)


@implementer(IResolutionReceiver)
class _Receiver:
    def __init__(self) -> None:
        self._addresses: list[str] = []
        self.done: Deferred[list[str]] = Deferred()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """The interface asks for it."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done.callback(self._addresses)
