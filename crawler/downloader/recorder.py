"""Records every response of a portal as it was received, before any other component sees it."""

from __future__ import annotations

import errno
from collections import OrderedDict
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from scrapy import signals

from crawler import __version__
from crawler.archive import Archive
from crawler.archive.forgotten import text_of_markup
from crawler.downloader.bodies import takes_long, why_not_whole
from crawler.downloader.previous_runs import forgotten_articles
from crawler.downloader.responses import new_capture
from crawler.downloader.truncated import truncation
from crawler.http_fields import field_values, raw_fields
from crawler.items import GONE, REDIRECTS
from crawler.monitoring.failures import AlreadyReported, end_crawl, report_fatal
from crawler.processes import BackgroundThread
from crawler.request_meta import (
    ARCHIVED,
    CAPTURE,
    INDEX,
    NO_COPY,
    PAGE,
    RECORDED,
    RESERVATION,
    VISIT,
)
from crawler.webarchives.cdx import CdxLine
from crawler.webarchives.warc.capture_writer import (
    CaptureWriter,
    Exchange,
    Original,
    Replayed,
    Resource,
)
from crawler.webarchives.warc.page_text import payload_text
from crawler.webarchives.warc.payload import payload_digest
from crawler.webarchives.warc.records import record_at
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawler.archive.crawl_state import CrawlState, KeptText, Visit
    from crawler.items import Capture
    from crawler.reservations import Reservation
    from crawler.webarchives.warc.capture_writer import Headers, Written
    from crawler.webarchives.warc.captured_page import CapturedPage


T = TypeVar("T")

FAILED = "captures_failed"
"""Why a crawl ended whose captures could not be written."""

WITHOUT_RECORD = "captures/forgotten"
"""The stat that counts responses which have no record for what they hold."""

_NO_RIGHT = "make it writable for who runs this"
_NO_ROOM = "make room"
_CURES = {
    errno.EACCES: _NO_RIGHT, errno.EPERM: _NO_RIGHT, errno.EROFS: _NO_RIGHT,
    errno.ENOSPC: _NO_ROOM, errno.EDQUOT: _NO_ROOM, errno.EFBIG: "raise the limit of file sizes",
}  # fmt: skip
"""What a person can do about an error of the operating system."""


class CaptureError(Exception):
    """Captures cannot be written; the message says where and what to do."""


class NotRecorded(AlreadyReported):
    """A response that could not be recorded is not used either."""


class CaptureRecorder:
    """Downloader middleware next to the network that writes responses into WARC files.

    Pages out of files pass it by: they have their captures already, but for texts (``keep_text``).

    The capture goes into ``request.meta``; ``flush`` hands all of them to whoever writes the
    archive. Files are written in a thread of their own. ``CAPTURES_ENABLED=False`` leaves the WARC
    files out, not the captures.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._stored_only = settings.getbool("STORED_PAGES_ONLY")
        self._folder = Path(settings.get("WARC_DIR", "captures"))
        self._most = settings.getint("DOWNLOAD_MAXSIZE") or None
        self._enabled = settings.getbool("CAPTURES_ENABLED", True)
        self._thread = BackgroundThread("captures")
        self._files: RunFiles | None = None
        self._source = getattr(getattr(crawler.spider, "source", None), "name", "live")
        self._unflushed: list[Capture] = []
        self._failed: CaptureError | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a middleware."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.close, signals.engine_stopped)
        return recorder

    async def process_response(self, request: Request, response: Response) -> Response:
        """Record the answer. Raises NotRecorded."""
        if self._stored_only or INDEX in request.meta or RECORDED in request.meta:
            return response
        page: CapturedPage | None = request.meta.get(PAGE)
        if page is not None:
            return await self._repeat(request, response, page.capture)
        visit: Visit | None = request.meta.get(VISIT)
        capture = new_capture(response, self._source)
        archived: CdxLine | None = request.meta.get(ARCHIVED)
        if archived is not None and response.url == archived.url:
            capture.captured_at = archived.captured_at
        unmodified = None
        if response.status == HTTPStatus.NOT_MODIFIED and visit is not None:
            unmodified = Original(response.url, visit.sent_at, visit.digest)
            # What a 304 leaves out still holds (RFC 9110, 15.4.5).
            capture.digest = visit.digest
            capture.etag = capture.etag or visit.etag
            capture.last_modified = capture.last_modified or visit.last_modified
        cut = truncation(request, response)
        if cut is not None:
            capture.incomplete = cut[1]
        elif takes_long(response):  # the whole of it has to be unpacked
            capture.incomplete = await self._thread.run(why_not_whole, response, self._most)
        else:
            capture.incomplete = why_not_whole(response, self._most)
        reservation: Reservation | None = request.meta.get(RESERVATION)
        if reservation is not None:
            reservation.note_in(capture)
        request.meta[CAPTURE] = capture
        is_forgotten = self._is_forgotten(response.url, request.url)
        if is_forgotten or self._tells_of_forgotten(response.body, raw_fields(response.headers)):
            self._crawler.stats.inc_value(WITHOUT_RECORD)
            capture.digest = capture.digest or payload_digest(response.body)
            self._unflushed += [] if is_forgotten else [capture]
            return response
        if self._enabled and not request.meta.get(NO_COPY):
            exchange = _exchange(request, response, capture, cut[0] if cut else None)
            await self._write(exchange, capture, unmodified)
        self._unflushed.append(capture)
        return response

    async def _repeat(self, request: Request, response: Response, capture: Capture) -> Response:
        """Record that a page stood somewhere else or later, too, as a web archive's index says."""
        if self._is_forgotten(capture.url):
            self._crawler.stats.inc_value(WITHOUT_RECORD)
            return response
        if self._enabled:
            at = capture.captured_at or capture.fetched_at
            exchange = _exchange(request, response, capture)
            await self._write(exchange, capture, Original(capture.url, at, capture.digest))
        self._unflushed.append(capture)
        return response

    async def keep_text(self, page: CapturedPage) -> None:
        """Record the text of a page, as it is, unless an earlier run has. Raises NotRecorded.

        A text export is evidence as every page is, and the file it came in is not ours.
        """
        if self._is_forgotten(page.url) or self._tells_of_forgotten(page.body, ()):
            self._crawler.stats.inc_value(WITHOUT_RECORD)
            return
        known = (
            await self._in_thread(lambda files: files.text_kept(page)) if self._enabled else None
        )
        if known is not None:
            known.note_in(page.capture)
            return
        if self._enabled:
            written = await self._in_thread(lambda files: files.write_text(page))
            _note_place(page.capture, written)
        self._unflushed.append(page.capture)

    def _is_forgotten(self, *urls: str) -> bool:
        """Whether an article at one of these URLs was forgotten on request."""
        forgotten = forgotten_articles(self._crawler)
        return any(forgotten.by_url(url) is not None for url in urls)

    def _tells_of_forgotten(self, body: bytes, headers: Headers) -> bool:
        """Whether a response holds words of an article that was forgotten, as a list may."""
        forgotten = forgotten_articles(self._crawler)
        if not forgotten or not body:
            return False
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
        content_type = ",".join(v for name, v in fields if name.lower() == "content-type")
        text = payload_text(body, fields, content_type)
        return bool(forgotten.standing_in(text_of_markup(text)))

    async def flush(self) -> list[Capture]:
        """The captures since the last call, when all of them would survive a power cut.

        Raises CaptureError.
        """
        captures, self._unflushed = self._unflushed, []
        if captures and self._files is not None:
            try:
                await self._thread.run(self._files.sync)
            except OSError as error:
                raise self._explained(error) from error
        return captures

    async def close(self) -> None:
        """Close the files; the crawl is over."""
        if self._files is not None:
            try:
                await self._thread.run(self._files.close)
            except OSError as error:
                self._give_up(self._explained(error))
        self._thread.shutdown()

    async def _write(
        self, exchange: Exchange, capture: Capture, unmodified: Original | None
    ) -> None:
        await self._in_thread(lambda files: files.write(exchange, unmodified, capture))

    async def _in_thread(self, write: Callable[[RunFiles], T]) -> T:
        """Have something written to the run's files. Raises NotRecorded."""
        if self._failed:
            raise NotRecorded(str(self._failed))
        if self._files is None:
            self._files = self._begin()
        try:
            return await self._thread.run(write, self._files)
        except OSError as error:
            self._give_up(self._explained(error))
            raise NotRecorded(str(self._failed)) from error

    def _begin(self) -> RunFiles:
        settings, name = self._crawler.settings, self._crawler.spidercls.name
        run_id = self._crawler.stats.get_value("archive/run_id")
        info = {
            "software": f"clusterarchiv/{__version__}",
            "isPartOf": name,
            "description": f"run {run_id} of {name} from {self._source}",
            # The same in fields of their own, for `scrapy doctor`.
            "run": str(run_id or ""),
            "spider": name,
            "source": self._source,
            "http-header-user-agent": str(settings["USER_AGENT"]),
            "robots": "obeyed" if settings.getbool("ROBOTSTXT_OBEY") else "ignored",
        }
        writer = CaptureWriter(self._folder, name, info, settings.getint("WARC_MAX_BYTES"))
        return RunFiles(writer, settings["ARCHIVE_PATH"])

    def _explained(self, error: OSError) -> CaptureError:
        if error.errno in (errno.EEXIST, errno.ENOTDIR):  # also of a link to nowhere
            reason, cure = "it is no folder", "move it away"
        else:
            reason = error.strerror or str(error)
            cure = _CURES.get(error.errno or 0, "see what is wrong there")
        return CaptureError(
            f"Captures cannot be written to {self._folder}: {reason}. What was stored before is "
            f"safe; {cure} or name another folder with -s WARC_DIR=DIR."
        )

    def _give_up(self, error: CaptureError) -> None:
        """Say once what happened, and close the spider: what it fetches cannot be proved."""
        if self._failed:
            return
        self._failed = error
        report_fatal(self._crawler, error)
        end_crawl(self._crawler, FAILED)


def _note_place(capture: Capture, written: Written) -> None:
    # Relative to the folder, so that archive and captures can move together.
    capture.warc_file = written.path.name
    capture.warc_offset = written.offset
    capture.warc_length = written.length
    capture.digest = written.digest


def _exchange(
    request: Request, response: Response, capture: Capture, truncated: str | None = None
) -> Exchange:
    is_replay = ARCHIVED in request.meta or PAGE in request.meta
    return Exchange(
        url=response.url,
        at=capture.captured_at or capture.fetched_at,
        replayed=Replayed(request.url, capture.fetched_at) if is_replay else None,
        status=response.status,
        reason=_reason(response.status),
        response_headers=raw_fields(response.headers),
        payload=response.body,
        # The download handler adds it; without it a request names no site.
        request_headers=[
            (b"Host", urlsplit(request.url).netloc.encode()),
            *raw_fields(request.headers),
        ],
        method=request.method,
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=truncated,
    )


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


# -- The WARC files of one run ---------------------------------------------------------------------

_LOCATION = "location"
_REMEMBERED = 10_000
"""Number of this run's payloads held in memory; older ones are in the archive by then."""


class RunFiles:
    """Writes one run's responses; a payload stored before is only referred to.

    A file is begun by the first answer that says something new. What only repeats before that
    waits for it; if none has come when the rows are to be written (``sync``), it has no record:
    its row in ``captures`` tells when that was, and by its digest where the payload stands. So a
    night without news leaves no file.
    To be used from one thread only.

    Args:
        writer: where to.
        archive_path: the archive whose captures say which payloads are stored already.
    """

    def __init__(self, writer: CaptureWriter, archive_path: str | Path) -> None:
        self._writer = writer
        self._archive_path = archive_path
        self._archive: Archive | None = None
        self._recent: OrderedDict[str, Original] = OrderedDict()
        self._waiting: list[tuple[Exchange, Original | None, Capture]] = []

    def write(self, exchange: Exchange, unmodified: Original | None, capture: Capture) -> None:
        """Append a response, and note its place and digest in ``capture``, if it gets a record.

        ``unmodified`` is what a 304, or a web archive, says is still there. Raises OSError when the
        disk is full or not writable.
        """
        if not self._writer.has_begun and self._says_nothing_new(exchange, unmodified):
            capture.digest = capture.digest or payload_digest(exchange.payload)
            self._waiting.append((exchange, unmodified, capture))
            return
        waiting, self._waiting = self._waiting, []
        for each in (*waiting, (exchange, unmodified, capture)):
            self._append(*each)

    def _append(self, exchange: Exchange, unmodified: Original | None, capture: Capture) -> None:
        if unmodified is not None:
            digest = unmodified.digest or ""
            is_304 = exchange.status == HTTPStatus.NOT_MODIFIED
            known = self._recent.get(digest) if is_304 else self._stored(digest)
            same = replace(known, digest=unmodified.digest) if known else unmodified
            _note_place(capture, self._writer.write(exchange, same))
            return
        digest = payload_digest(exchange.payload)
        # Bytes that were cut are no original of anything, even if the same ones come again.
        refers = exchange.payload and exchange.truncated is None
        original = self._stored(digest) if refers else None
        _note_place(capture, self._writer.write(exchange, original))
        if original is None and exchange.truncated is None:
            self._recent[digest] = Original(exchange.url, exchange.at)
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)

    def _says_nothing_new(self, exchange: Exchange, unmodified: Original | None) -> bool:
        """Whether a response has a record already: URL, status, payload, and where it leads to.

        Of a page that is not there, as at the last look, the words beside the status do not count.
        One that was cut is evidence of that moment.
        """
        if exchange.truncated is not None or exchange.replayed is not None:
            return False
        if unmodified is not None:
            return exchange.status == HTTPStatus.NOT_MODIFIED
        digest = payload_digest(exchange.payload)
        place = self._crawl_state().same_answer(exchange.url, exchange.status, digest)
        if place is None and exchange.status in GONE:  # the page beside it bears a session's id
            return self._crawl_state().was_missing(exchange.url, exchange.status)
        if place is None or exchange.status not in REDIRECTS:
            return place is not None
        try:
            record = record_at(str(self._writer.folder / place.warc_file), place.warc_offset)
        except (OSError, NotAWarcFileError):
            return False  # `scrapy doctor` tells that it is lost; here is another one
        if isinstance(record, Damage):
            return False
        leads = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in exchange.response_headers
        ]
        return field_values(leads, _LOCATION) == field_values(record.http, _LOCATION)

    def write_text(self, page: CapturedPage) -> Written:
        """Append a text. Raises OSError when the disk is full or not writable."""
        capture = page.capture
        return self._writer.write_resource(
            Resource(
                url=page.url,
                at=capture.captured_at or capture.fetched_at,
                read=capture.fetched_at,
                content_type=page.header("Content-Type") or "",
                payload=page.body,
            )
        )

    def text_kept(self, page: CapturedPage) -> KeptText | None:
        """The same text at the same URL, and of the same time if it has one, by an earlier run."""
        return self._crawl_state().kept_text(page.capture)

    def _crawl_state(self) -> CrawlState:
        if self._archive is None:
            self._archive = Archive(self._archive_path)
        return self._archive.crawl_state

    def _stored(self, digest: str) -> Original | None:
        """Where the payload stands already: in this run, or by the archive in an earlier one."""
        if digest in self._recent:
            return self._recent[digest]
        place = self._crawl_state().payload_location(digest)
        return Original(place.url, place.captured_at) if place else None

    def sync(self) -> None:
        """Return when everything written so far would survive a power cut."""
        self._waiting.clear()
        self._writer.sync()

    def close(self) -> None:
        """Sync and close."""
        try:
            self._writer.close()
        finally:
            if self._archive is not None:
                self._archive.close()
