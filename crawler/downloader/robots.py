"""robots.txt by RFC 9309, fetched before any other page of a host.

Scrapy's own middleware lets the other first requests of a host through while the first one waits
for robots.txt, and fetches everything when robots.txt cannot be had (docs/scrapy-robots-leak.md).
Here all requests to a host await one response, and without one nothing is fetched.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from protego import Protego
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.decoding import decode
from crawler.downloader.recorder import NotRecorded
from crawler.downloader.responses import capture_in
from crawler.monitoring.signals import sitemaps_named
from crawler.urls import ascii_url, is_web_url, joined

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


# -- The rules of one robots.txt -------------------------------------------------------------------
#
# Protego reads them, but takes a group's name for ours if ours begins with it, does not know
# ``clusterarchiv/1.0`` for ``clusterarchiv``, and drops octets that are no UTF-8. User-agent lines
# and octets are therefore brought into one form first.

SIZE_MAX = 500 * 1024
"""Bytes that are parsed; RFC 9309, 2.5 asks for at least as many."""

_MARK = re.compile(rb"\A\xef(?:\xbb(?:\xbf)?)?")
_OTHER_OCTETS = re.compile(rb"[^\t\r\n\x20-\x7e]+")
_GROUP = re.compile(r"^([ \t]*user[- ]?agent[ \t]*[: \t][ \t]*)([^\r\n#]*)", re.I | re.M)
_TOKEN = re.compile(r"[A-Za-z_-]+")
_OURS = "ours"
_NOT_OURS = "other"


@dataclass(frozen=True)
class RobotsRules:
    """The rules of one robots.txt for one product token."""

    digest: str
    """SHA-256 of the file, hexadecimal."""
    crawl_delay: float | None
    """Seconds between requests, if the host asks for any."""
    sitemaps: tuple[str, ...]
    _protego: Protego

    def allow(self, url: str) -> bool:
        """Whether we may fetch ``url``."""
        return bool(self._protego.can_fetch(url, _OURS))


def read_robots(body: bytes, token: str) -> RobotsRules:
    """Read a robots.txt; ``token`` is our product token, such as ``clusterarchiv``."""
    protego = Protego.parse(_GROUP.sub(lambda line: _renamed(line, token), _text(body)))
    return RobotsRules(
        digest=hashlib.sha256(body).hexdigest(),
        crawl_delay=protego.crawl_delay(_OURS) or None,
        sitemaps=tuple(dict.fromkeys(protego.sitemaps)),
        _protego=protego,
    )


def _text(body: bytes) -> str:
    """The file as ASCII; octets beyond it percent-encoded, as RFC 9309, 2.2.2 compares them."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "ignore").encode()
    if len(body) > SIZE_MAX:  # half a line may say anything
        body = body[:SIZE_MAX]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    body = _OTHER_OCTETS.sub(
        lambda octets: quote_from_bytes(octets[0]).encode(), _MARK.sub(b"", body)
    )
    return body.decode("ascii")


def _renamed(line: re.Match[str], token: str) -> str:
    """A user-agent line with the one product token it names (RFC 9309, 2.2.1)."""
    value = line[2].strip()
    if value == "*" or value.startswith(("* ", "*\t")):
        return f"{line[1]}*"
    named = _TOKEN.match(value)
    ours = named is not None and named[0].lower() == token.lower()
    return line[1] + (_OURS if ours else _NOT_OURS)


logger = logging.getLogger(__name__)

REDIRECTS_MAX = 5
"""Redirects followed, across hosts; after more there is no robots.txt (RFC 9309, 2.3.1.2)."""
KEPT_SECONDS = 24 * 3600
"""Seconds a file is kept, unless the next one cannot be fetched (RFC 9309, 2.4)."""

_FIRST = 1000  # robots.txt goes before whatever waits for it
_MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class HostRules:
    """The rules of one host; ``unreadable`` says why its robots.txt could not be fetched, if so."""

    rules: RobotsRules | None = None
    unreadable: str | None = None


class RobotsMiddleware:
    """Downloader middleware that drops requests robots.txt forbids (``ROBOTSTXT_OBEY``)."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._token: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["BOT_NAME"]
        self._delay_max = crawler.settings.getfloat("CRAWL_DELAY_MAX", 600)
        self._asked: dict[str, tuple[float, asyncio.Task[HostRules]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for a URL the host forbids, or if its rules could not be read."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        host = await self._rules_for(request)
        if host.unreadable:
            raise IgnoreRequest(
                f"robots.txt of {urlparse_cached(request).netloc} {host.unreadable}; "
                "nothing is fetched from a host whose rules are unknown"
            )
        if host.rules is None:
            return
        if not host.rules.allow(request.url):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("forbidden by robots.txt")
        if host.rules.crawl_delay:
            # AutoThrottle would shorten the delay the host asked for.
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def _rules_for(self, request: Request) -> HostRules:
        url = urlparse_cached(request)
        host = f"{url.scheme}://{url.netloc}"
        asked_at, answer = self._asked.get(host, (0.0, None))
        now = time.monotonic()
        if answer is None or now - asked_at > KEPT_SECONDS:
            answer = asyncio.ensure_future(self._read(host, before=answer))
            self._asked[host] = now, answer
        return await asyncio.shield(answer)

    async def _read(self, host: str, before: asyncio.Task[HostRules] | None) -> HostRules:
        """RFC 9309, 2.3.1: 2xx is read, 4xx allows all, anything else forbids all for now."""
        name = host.partition("://")[2]
        stats = self._crawler.stats
        try:
            rules = await self._ask(f"{host}/robots.txt")
        except NotRecorded:
            raise  # the crawl is about to end, and has said why
        except Exception as error:  # whatever the network does: no answer
            rules = HostRules(unreadable=f"cannot be fetched ({error or type(error).__name__})")
        if rules.unreadable:
            stats.set_value(f"politeness/robots_unreadable/{name}", rules.unreadable)
            if before is not None and not (kept := before.result()).unreadable:
                return kept
        if rules.rules is not None:
            stats.set_value(f"politeness/robots_digest/{name}", rules.rules.digest)
            self._crawler.signals.send_catch_log(
                sitemaps_named,
                urls=[joined(f"{host}/", sitemap) for sitemap in rules.rules.sitemaps],
            )
        return rules

    async def _ask(self, url: str) -> HostRules:
        first, engine = url, self._crawler.engine
        assert engine is not None
        for _ in range(REDIRECTS_MAX + 1):
            request = Request(
                url,
                priority=_FIRST,
                callback=NO_CALLBACK,
                meta={"dont_obey_robotstxt": True, "allow_offsite": True, "dont_redirect": True},
            )
            response = await engine.download_async(request)
            location = response.headers.get("Location")
            if response.status in _MOVED and location:
                url = ascii_url(joined(url, decode(location)))
                if not is_web_url(url):
                    return HostRules(unreadable=f"redirects to {url}")
                continue
            return self._understood(response, first)
        logger.info("%s: redirected more than %d times, so there is none", first, REDIRECTS_MAX)
        return HostRules()

    def _understood(self, response: Response, first: str) -> HostRules:
        if 200 <= response.status < 300:
            capture = capture_in(response)
            if capture is not None and capture.incomplete:
                return HostRules(unreadable=f"did not come whole ({capture.incomplete})")
            rules = read_robots(response.body, self._token)
            if rules.crawl_delay and rules.crawl_delay > self._delay_max:
                return HostRules(
                    unreadable=f"asks for {rules.crawl_delay:g} s between requests, which is more "
                    f"than CRAWL_DELAY_MAX ({self._delay_max:g})"
                )
            if rules.crawl_delay:
                self._slow_down(Request(first), rules.crawl_delay)
            return HostRules(rules)
        if 400 <= response.status < 500 and response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return HostRules()
        return HostRules(unreadable=f"answered {response.status}")

    def _slow_down(self, request: Request, delay: float) -> None:
        """Give the host's downloader slot the delay its robots.txt asks for, or ours if longer."""
        engine = self._crawler.engine
        assert engine is not None
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        logger.info("%s asks for %g s between requests", key, delay)
        # The slot exists already (robots.txt came through it); the setting is for when it is
        # dropped for idleness and made again.
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1}
        if slot := downloader.slots.get(key):
            slot.delay, slot.concurrency = delay, 1
