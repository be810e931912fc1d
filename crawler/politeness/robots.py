"""robots.txt by RFC 9309, fetched once a host before anything else is.

Scrapy's own middleware lets the other first requests of a host through while the first one waits
for robots.txt, and fetches everything when robots.txt cannot be had. Here all requests of a host
await one answer, and no answer means no.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.captures.recorder import NotRecorded

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_FIRST = 1000  # robots.txt goes before whatever waits for it


@dataclass(frozen=True)
class HostRules:
    """What one host allows; ``unreadable`` says why its robots.txt could not be had, if so."""

    parser: ProtegoRobotParser | None = None
    unreadable: str | None = None
    crawl_delay: float | None = None


class RobotsMiddleware:
    """Keeps every request away from what the host's robots.txt forbids (``ROBOTSTXT_OBEY``)."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = (
            crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        )
        self._rules: dict[str, asyncio.Task[HostRules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for an address the host forbids, or whose rules nobody could read."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_for(request)
        if rules.unreadable:
            raise IgnoreRequest(
                f"robots.txt of {urlparse_cached(request).netloc} {rules.unreadable}; "
                "nothing is fetched from a host whose rules are unknown"
            )
        if rules.parser and not rules.parser.allowed(request.url, self._agent):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("forbidden by robots.txt")
        if rules.crawl_delay:
            # AutoThrottle would shorten the delay the host asked for.
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def _rules_for(self, request: Request) -> HostRules:
        address = urlparse_cached(request)
        host = f"{address.scheme}://{address.netloc}"
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._read(host))
        return await asyncio.shield(self._rules[host])

    async def _read(self, host: str) -> HostRules:
        """RFC 9309, 2.3.1: 2xx is read, 4xx allows all, anything else forbids all for now."""
        request = Request(
            f"{host}/robots.txt",
            priority=_FIRST,
            callback=NO_CALLBACK,
            meta={"dont_obey_robotstxt": True, "allow_offsite": True},
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except NotRecorded:
            raise  # the crawl is about to end, and has said why
        except IgnoreRequest as error:
            return HostRules(unreadable=f"cannot be fetched ({error})")
        except Exception as error:  # whatever the network does: no answer
            return HostRules(unreadable=f"cannot be fetched ({error or type(error).__name__})")
        if 200 <= response.status < 300:
            return self._parse(response)
        if 400 <= response.status < 500 and response.status != 429:
            return HostRules()
        return HostRules(unreadable=f"answered {response.status}")

    def _parse(self, response: Response) -> HostRules:
        parser = ProtegoRobotParser.from_crawler(self._crawler, response.body)
        delay = parser.crawl_delay(self._agent)
        if delay:
            self._slow_down(response, delay)
        return HostRules(parser, crawl_delay=delay)

    def _slow_down(self, response: Response, delay: float) -> None:
        """Give the host's downloader slot the delay its robots.txt asks for, or ours if longer."""
        engine = self._crawler.engine
        assert engine is not None
        assert response.request is not None
        downloader = engine.downloader
        key = downloader.get_slot_key(response.request)
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        logger.info("%s asks for %g s between requests", key, delay)
        # The slot exists already (robots.txt came through it); the setting is for when it is
        # dropped for idleness and made again.
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1}
        if slot := downloader.slots.get(key):
            slot.delay, slot.concurrency = delay, 1
