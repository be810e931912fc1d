"""Sends a host's requests elsewhere, as curl's ``--connect-to`` does: for replicas and tests.

The setting ``CONNECT_TO`` is ``host=address:port``, several separated by commas, or a dict of the
same. An IPv6 address stands in brackets, a port left out is that of the URL::

    CONNECT_TO=www.portal.example=127.0.0.1:8001,portal.example=[::1]:8001

A download handler does it, below everything else in Scrapy: spiders, middlewares, logs, robots.txt
and download slots only ever see the original URLs.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.web.client import HTTPConnectionPool

from crawler.downloader.handler import BoundedHandler, PublicHandler
from crawler.urls import ascii_host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_PROBE_SECONDS = 3.0
_DEFAULT_PORTS = {"http": 80, "https": 443}


class ConnectToError(ValueError):
    """The setting cannot be read; the message says what to write instead."""


class Target(NamedTuple):
    """Where a host's requests go; ``port`` is None for the one of the URL."""

    host: str
    port: int | None


def parse_connect_to(value: str | Mapping[str, str] | None) -> dict[str, Target]:
    """The setting as host → target, hosts in lower case. Raises ConnectToError."""
    if isinstance(value, Mapping):
        pairs = [(str(host), str(target)) for host, target in value.items()]
    else:
        entries = [entry.strip() for entry in (value or "").split(",")]
        pairs = [(host, target) for host, _, target in (e.partition("=") for e in entries if e)]
    return {_host(host, target): _target(host, target) for host, target in pairs}


class ConnectToHandler(BoundedHandler):
    """The handler of http and https: detours of ``CONNECT_TO``, public addresses for the rest.

    Where a proxy is set, names are resolved by the proxy, and it is the proxy that has to say no;
    a detour goes past it. ``PRIVATE_HOSTS`` names hosts that may lie anywhere.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._public = PublicHandler(crawler)
        self._private = {ascii_host(host) for host in crawler.settings.getlist("PRIVATE_HOSTS")}
        self._targets = parse_connect_to(crawler.settings.get("CONNECT_TO"))
        self._probes: dict[tuple[str, int], asyncio.Task[bool]] = {}
        self._pool: _Detours = _Detours(self._pool)

    async def download_request(self, request: Request) -> Response:
        """The response of the target, under the URL that was requested."""
        url = urlparse_cached(request)
        host = url.hostname or ""
        target = self._targets.get(host)
        if target is None:
            if request.meta.get("proxy") or host in self._private:
                return await super().download_request(request)
            return await self._public.download_request(request)
        request.meta.pop("proxy", None)
        place = url.scheme, host, url.port or _DEFAULT_PORTS[url.scheme]
        if place not in self._pool.endpoints:
            self._pool.endpoints[place] = await self._endpoint(place, target)
        return await super().download_request(request)

    async def close(self) -> None:
        """Close the connections of both ways."""
        await self._public.close()
        await super().close()

    async def _endpoint(self, place: tuple[str, str, int], target: Target) -> Any:
        """Where Twisted is to connect for the URLs of a place, by scheme, host and port."""
        from twisted.internet import reactor

        scheme, host, port = place
        endpoint: Any = HostnameEndpoint(reactor, target.host, target.port or port)
        if scheme == "https" and await self._speaks_tls(target.host, target.port or port):
            tls: Any = self._contextFactory  # a zope interface, which mypy misreads
            return wrapClientTLS(tls.creatorForNetloc(host.encode(), port), endpoint)
        return endpoint

    async def _speaks_tls(self, host: str, port: int) -> bool:
        """Whether the target speaks TLS; replicas of https hosts mostly do not. Asked once."""
        probe = self._probes.get((host, port))
        if probe is None:
            probe = asyncio.create_task(asyncio.to_thread(_tls_answers, host, port))
            self._probes[host, port] = probe
        return await probe


class _Detours(HTTPConnectionPool):
    """Connections of which some lead elsewhere than their requests say."""

    def __init__(self, like: HTTPConnectionPool) -> None:
        super().__init__(like._reactor)  # type: ignore[no-untyped-call]
        self.maxPersistentPerHost = like.maxPersistentPerHost
        self._factory = like._factory
        self.endpoints: dict[tuple[str, str, int], Any] = {}
        """Where to, by scheme, host and port of a URL."""

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802
        """A connection for one request; ``key`` begins with the three."""
        scheme, netloc, port, *_ = key
        host = netloc.decode().rpartition("@")[2].lower()
        detour = self.endpoints.get((scheme.decode(), host, port))
        return super().getConnection(key, detour or endpoint)


def _tls_answers(host: str, port: int) -> bool:
    """Try a TLS handshake. A target that cannot be reached is no reason to do without."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        connection = socket.create_connection((host, port), timeout=_PROBE_SECONDS)
    except OSError:
        return True
    try:
        with connection, context.wrap_socket(connection):
            return True
    except OSError:  # No TLS, or silence: a plain server may wait for the end of a line.
        return False


def _host(host: str, target: str) -> str:
    name = ascii_host(host.strip())
    if not name or any(sign in name for sign in "/: "):
        raise ConnectToError(
            f"CONNECT_TO={host}={target}: {host!r} is no host name; "
            "write it like www.portal.example=127.0.0.1:8001"
        )
    return name


def _target(host: str, target: str) -> Target:
    try:
        parts = urlsplit(f"//{target.strip()}")
        if parts.hostname and not (parts.path or parts.username) and parts.port != 0:
            return Target(parts.hostname, parts.port)
    except ValueError:
        pass
    raise ConnectToError(
        f"CONNECT_TO={host}={target}: {target!r} is no address; "
        "write it like 127.0.0.1:8001 or [::1]:8001"
    )
