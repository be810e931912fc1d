"""Obeys TDMRep and robots tags: what is reserved is not fetched, or at least not kept."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.downloader.bodies import head_of_body
from crawler.downloader.recorder import NotRecorded
from crawler.http_fields import content_type_of, fields_of
from crawler.monitoring.failures import AlreadyReported, end_crawl, note_failure
from crawler.request_meta import NO_COPY, RESERVATION
from crawler.reservations import (
    HEAD_MAX,
    Reservation,
    TdmFile,
    read_headers,
    read_page,
    read_tdm_file,
)

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

RESERVED = "reserved"
"""Why a crawl ended whose portal reserves all of its pages."""

logger = logging.getLogger(__name__)


def heeded(settings: BaseSettings, portal: str) -> bool:
    """Whether the reservations of ``portal`` are obeyed (``RESERVATIONS_WAIVED`` names others)."""
    waived = settings.getlist("RESERVATIONS_WAIVED")
    return portal not in waived and "*" not in waived


class PortalReserved(AlreadyReported):
    """The portal reserves all of its pages; reported once, when the crawl ends because of it."""


class ReservationMiddleware:
    """Downloader middleware next to the network that reads reservations.

    It reads ``tdmrep.json`` of each host first, then header fields and meta tags of each response.

    The reservation of a page is left in ``request.meta`` for the recorder. Header and page override
    the file, but the file is known before anything is fetched: a URL it reserves is not requested.
    """

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getbool("STORED_PAGES_ONLY"):
            raise NotConfigured
        self._crawler = crawler
        self._token: str = crawler.settings["BOT_NAME"]
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE") or None
        self._heeded = heeded(crawler.settings, crawler.spidercls.name)
        self._files: dict[str, asyncio.Task[TdmFile]] = {}
        self._ended = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for a URL that the host's file reserves."""
        if request.meta.get("allow_offsite"):
            return  # robots.txt, tdmrep.json, a web archive: no page of the portal
        said = (await self._file_of(request)).of(request.url)
        request.meta[RESERVATION] = said
        if not (said.tdm and self._heeded):
            return
        home: str = getattr(self._crawler.spider, "home_url", "")
        if home and self._host(request) == self._host(Request(home)):
            file = await self._file_of(request)
            everything = file.of(home)
            if everything.tdm:
                self._end(home, everything, file.refused)
                raise PortalReserved(str(everything.forbids_article))
        self._crawler.stats.inc_value("politeness/reserved")
        raise IgnoreRequest(f"{said.forbids_article} (tdmrep.json)")

    def process_response(self, request: Request, response: Response) -> Response:
        """Leave the reservation of this page in ``request.meta``."""
        said = request.meta.get(RESERVATION, Reservation())
        headers = fields_of(response.headers)
        said = read_headers(headers, self._token).over(said)
        media_type = content_type_of(response).lower()
        if "html" in media_type or not media_type:
            head = head_of_body(response, HEAD_MAX, self._most)
            said = read_page(head, self._token).over(said)
        request.meta[RESERVATION] = said
        request.meta[NO_COPY] = self._heeded and said.forbids_copy
        return response

    def _host(self, request: Request) -> str:
        url = urlparse_cached(request)
        return f"{url.scheme}://{url.netloc}"

    async def _file_of(self, request: Request) -> TdmFile:
        host = self._host(request)
        if host not in self._files:
            self._files[host] = asyncio.ensure_future(self._read(host))
        return await asyncio.shield(self._files[host])

    async def _read(self, host: str) -> TdmFile:
        """The host's file; by the protocol one that cannot be fetched reserves nothing."""
        request = Request(
            f"{host}/.well-known/tdmrep.json",
            priority=_FIRST,
            callback=NO_CALLBACK,
            meta={"allow_offsite": True, "max_retry_times": 1},
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except NotRecorded:
            raise
        except Exception as error:
            logger.debug("%s: %s", request.url, error)
            return TdmFile()
        if response.status != 200:
            return TdmFile()
        # A large one takes seconds; meanwhile the crawl goes on, and can be told to end.
        file = await asyncio.to_thread(read_tdm_file, response.body)
        if file.refused and self._heeded:
            sentence = f"{request.url} {file.refused}; it is taken to reserve everything"
            logger.error("%s", sentence)
            note_failure(self._crawler, sentence)
        return file

    def _end(self, home: str, said: Reservation, refused: str | None) -> None:
        """Say once why nothing is fetched, and close the spider."""
        if self._ended:
            return
        self._ended = True
        name = self._crawler.spidercls.name
        self._crawler.stats.inc_value("politeness/reserved")
        why = f", which {refused}" if refused else ""
        sentence = (
            f"{name} is not crawled: {said.forbids_article} for all of the portal "
            f"({home}.well-known/tdmrep.json{why}). If you have a licence or the law's leave "
            f"(docs/law.md): -s RESERVATIONS_WAIVED={name}"
        )
        logger.error("%s", sentence)
        note_failure(self._crawler, sentence)
        end_crawl(self._crawler, RESERVED)


_FIRST = 900  # behind robots.txt, before whatever waits for it
