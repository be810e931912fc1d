"""Sends a host's requests elsewhere, as curl's ``--connect-to`` does: for replicas and tests.

The setting ``CONNECT_TO`` is ``host=address:port``, several separated by commas, or a dict of the
same. An IPv6 address stands in brackets, a port left out is that of the URL::

    CONNECT_TO=www.portal.example=127.0.0.1:8001,portal.example=[::1]:8001

A download handler does it, below everything else in Scrapy: spiders, middlewares, logs, robots.txt
and download slots only ever see the original addresses.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from crawler.safety.handler import BoundedHandler, PublicHandler

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

    Where a proxy is set, names are resolved by the proxy, and it is the proxy that has to say no.
    ``PRIVATE_HOSTS`` names hosts that may lie anywhere.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._public = PublicHandler(crawler)
        self._private = {host.lower() for host in crawler.settings.getlist("PRIVATE_HOSTS")}
        self._targets = parse_connect_to(crawler.settings.get("CONNECT_TO"))
        self._probes: dict[tuple[str, int], asyncio.Task[bool]] = {}

    async def download_request(self, request: Request) -> Response:
        """The answer of the target, under the address that was asked for."""
        parts = urlsplit(request.url)
        target = self._targets.get(parts.hostname or "")
        if target is None:
            if request.meta.get("proxy") or parts.hostname in self._private:
                return await super().download_request(request)
            return await self._public.download_request(request)
        port = target.port or parts.port or _DEFAULT_PORTS[parts.scheme]
        scheme = parts.scheme
        if scheme == "https" and not await self._speaks_tls(target.host, port):
            scheme = "http"
        netloc = f"[{target.host}]:{port}" if ":" in target.host else f"{target.host}:{port}"
        headers = request.headers.copy()
        headers.setdefault("Host", parts.netloc.rpartition("@")[2])
        detour = request.replace(url=urlunsplit(parts._replace(scheme=scheme, netloc=netloc)))
        detour.headers = headers
        try:
            response = await super().download_request(detour)
        finally:
            # The handler leaves notes there that others read: AutoThrottle the latency.
            request.meta.update(detour.meta)
        return response.replace(url=request.url)

    async def close(self) -> None:
        """Close the connections of both ways."""
        await self._public.close()
        await super().close()

    async def _speaks_tls(self, host: str, port: int) -> bool:
        """Whether the target speaks TLS; replicas of https hosts mostly do not. Asked once."""
        probe = self._probes.get((host, port))
        if probe is None:
            probe = asyncio.create_task(asyncio.to_thread(_tls_answers, host, port))
            self._probes[host, port] = probe
        return await probe


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
    name = host.strip().lower()
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
