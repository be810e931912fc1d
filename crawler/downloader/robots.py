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

from crawler.decoding import decode, encoding_of
from crawler.downloader.recorder import NotRecorded
from crawler.downloader.responses import capture_in
from crawler.items import REDIRECTS
from crawler.monitoring.signals import sitemaps_named
from crawler.urls import ascii_url, is_web_url, joined
from crawler.webarchives.warc.unpacking import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from scrapy.crawler import Crawler


# -- The rules of one robots.txt -------------------------------------------------------------------
#
# Protego compares URLs with rules. Lines and groups are read here, and handed to it in one form,
# because it ends a group at any line between two user agents, takes a group's name for ours if ours
# begins with it, does not know ``clusterarchiv/1.0`` for ``clusterarchiv``, and drops octets that
# are no UTF-8.

SIZE_MAX = 500 * 1024
"""Bytes that are parsed; RFC 9309, 2.5 asks for at least as many."""
LINE_MAX = 2083 * 8 - 1
"""Bytes of a line that are read, as by Google's parser: eight times the longest URL of browsers."""

_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf)*(?:\xef(?:\xbb)?(?![\x80-\xbf]))?")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_OTHER_OCTETS = re.compile(rb"[^\t\x20-\x7e]+")
_FIELD = re.compile(
    r"(?:(?P<agent>user[- ]?agent)|(?P<allow>allow)"
    r"|(?P<disallow>disallow|diss?allow|diss?alow|diasllow|disallaw)"
    r"|(?P<delay>crawl[- ]?delay)|(?P<sitemap>site-?map))[\w-]*",
    re.IGNORECASE,
)
"""Names of lines and how they are misspelt; what begins as one, is one, as for Google's parser."""
_ANY_NAME = re.compile("agent|allow", re.IGNORECASE)
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
    """Read a robots.txt; ``token`` is our product token, such as ``clusterarchiv``.

    Raises ValueError for one that came packed, and not whole.
    """
    protego = Protego.parse("\n".join(_in_groups(_lines(body), token)))
    return RobotsRules(
        digest=hashlib.sha256(body).hexdigest(),
        crawl_delay=protego.crawl_delay(_OURS) or None,
        sitemaps=tuple(dict.fromkeys(protego.sitemaps)),
        _protego=protego,
    )


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """The lines that say something: name (that of a group in ``_FIELD``) and value.

    Values are ASCII; octets beyond it are percent-encoded, as RFC 9309, 2.2.2 compares them.
    """
    body, torn = unpacked(body, ())
    if torn:
        raise ValueError(torn)
    is_cut = len(body) > SIZE_MAX
    body = body[:SIZE_MAX]
    if encoding_of(body).codec.startswith(("utf-16", "utf-32")):
        text = decode(body)
        if _ANY_NAME.search(text):  # and not only zero bytes in great number
            body = text.encode("utf-8", "replace")
    lines = _LINE_END.split(_MARKS.sub(b"", body.replace(b"\0", b"")))
    if is_cut:  # half a line may say anything
        lines.pop()
    for line in lines:
        if line and (said := _said(_ascii(line[:LINE_MAX]))):
            yield said


def _ascii(line: bytes) -> str:
    """A line with the octets beyond ASCII percent-encoded, and without white space around it."""
    encoded = _OTHER_OCTETS.sub(lambda octets: quote_from_bytes(octets[0]).encode(), line.strip())
    return encoded.decode("ascii")


def _said(line: str) -> tuple[str, str] | None:
    """The name and the value of a line; None if it has none that counts here.

    The colon is often forgotten: then a single word or a path is the value.
    """
    line = line.partition("#")[0]
    field = _FIELD.match(line)
    if field is None or field.lastgroup is None:
        return None
    rest = line[field.end() :]
    value = rest.strip()
    if value.startswith(":"):
        return field.lastgroup, value[1:].strip()
    if not value or not rest[0].isspace() or (" " in value and value[0] not in "/*"):
        return None
    return field.lastgroup, value


def _in_groups(lines: Iterable[tuple[str, str]], token: str) -> Iterator[str]:
    """Lines for Protego. A group's user agents stand together, whatever stood between them.

    RFC 9309, 2.2.4: lines that are no rules must not end a group. So a delay belongs to all user
    agents up to the first rule.
    """
    agents: list[str] = []
    delays: list[str] = []
    for name, value in lines:
        if name == "agent":
            agents.append(f"User-agent: {_renamed(value, token)}")
        elif name == "sitemap":
            yield f"Sitemap: {value}"
        elif name == "delay" and agents:
            delays.append(f"Crawl-delay: {value}")
        elif name == "delay":
            yield f"Crawl-delay: {value}"
        else:
            yield from (*agents, *delays)
            agents, delays = [], []
            yield f"{name.capitalize()}: {value}"
    yield from (*agents, *delays)


def _renamed(value: str, token: str) -> str:
    """Whose group it is, by the one product token a user-agent line names (RFC 9309, 2.2.1)."""
    if value == "*" or value.startswith(("* ", "*\t")):
        return "*"
    named = _TOKEN.match(value)
    return _OURS if named is not None and named[0].lower() == token.lower() else _NOT_OURS


logger = logging.getLogger(__name__)

REDIRECTS_MAX = 5
"""Redirects followed, across hosts; after more there is no robots.txt (RFC 9309, 2.3.1.2)."""
KEPT_SECONDS = 24 * 3600
"""Seconds a file is kept, unless the next one cannot be fetched (RFC 9309, 2.4)."""

_FIRST = 1000  # robots.txt goes before whatever waits for it


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
            if response.status in REDIRECTS and location:
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
            try:
                rules = read_robots(response.body, self._token)
            except ValueError as error:
                return HostRules(unreadable=f"cannot be unpacked ({error})")
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
