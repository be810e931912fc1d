"""The last step: articles go into the archive, in batches, without holding up the crawl."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider, DropItem

from crawler.archive import Archive, ArchiveError, NotWritten, Outcome, Portal
from crawler.archive.moves import Move, proposal_note, proposals
from crawler.books import FORGOTTEN, EntryKind, EntryOutcome
from crawler.downloader.recorder import WITHOUT_RECORD, CaptureError, CaptureRecorder
from crawler.german.places import UNKNOWN
from crawler.items import Alias, Article, Capture
from crawler.monitoring.failures import end_crawl, failure_count, note_failure, report_fatal
from crawler.monitoring.health.watch import HealthWatch
from crawler.monitoring.run_books import books_of, canonical_in, enter, final_lines
from crawler.monitoring.signals import (
    article_missing,
    article_moved,
    article_unmodified,
    listed_seen,
    page_rejected,
    url_alias_seen,
)
from crawler.processes import BackgroundThread
from crawler.program import command
from crawler.terminal import plain
from pipelines.batch import Batch, Missing, Reject, Written

if TYPE_CHECKING:
    import datetime as dt
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.items import Listed


FAILED = "archive_failed"
"""Why a crawl ended whose archive could not be written; also the finish reason in ``runs``."""

_ENTERED = {
    Outcome.NEW: EntryOutcome.NEW,
    Outcome.CHANGED: EntryOutcome.CHANGED,
    Outcome.UNCHANGED: EntryOutcome.UNCHANGED,
    Outcome.DUPLICATE: EntryOutcome.UNCHANGED,
    Outcome.REJECTED: EntryOutcome.REJECTED,
    Outcome.INCOMPLETE: EntryOutcome.REJECTED,
    Outcome.ELSEWHERE: EntryOutcome.UNCHANGED,
    Outcome.HELD: EntryOutcome.HELD,
    Outcome.FORGOTTEN: EntryOutcome.NOT_WANTED,
}
"""What the books call it."""
_WHY = {
    Outcome.DUPLICATE: "seen before in this run",
    Outcome.REJECTED: "could not be written",
    Outcome.INCOMPLETE: "only a part of what is stored",
    Outcome.ELSEWHERE: "another article's URL led here",
    Outcome.FORGOTTEN: FORGOTTEN,
}
_STAT = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.UNCHANGED: "unchanged",
    Outcome.DUPLICATE: "duplicates",
    Outcome.REJECTED: "rejected",
    Outcome.INCOMPLETE: "rejected",
    Outcome.ELSEWHERE: "rejected",
    Outcome.HELD: "held",
    Outcome.FORGOTTEN: "forgotten",
}
# Columns of ``runs`` that Scrapy counts already.
_SCRAPY_STATS = {
    "requests": "downloader/request_count",
    "responses": "downloader/response_count",
    "not_modified": "downloader/response_status_count/304",
}


_PLACES_TOLD = 5
"""Number of names of unknown places that are told."""

logger = logging.getLogger(__name__)


class ArchivePipeline:
    """Collects what a crawl brings and writes it every ARCHIVE_BATCH articles or ARCHIVE_SECONDS.

    All SQLite work happens in one thread of its own, so the file has one writer and batches stay
    in order. Whoever brings the article that fills a batch waits until the batch before it is
    written: articles cannot pile up faster than the disk takes them.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._path: str = settings.get("ARCHIVE_PATH", "archive.db")
        self._batch = max(1, settings.getint("ARCHIVE_BATCH", 100))
        self._seconds = max(0.1, settings.getfloat("ARCHIVE_SECONDS", 5.0))
        self._stories = settings.getbool("STORIES_ENABLED", True)
        self._thread = BackgroundThread("archive")
        self._archive: Archive | None = None
        self._run_id = 0
        self._recorder: CaptureRecorder | None = None
        self._waiting = Batch()
        self._unknown_places: Counter[str] = Counter()
        self._failed = False
        self._closing = False
        self._timer: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a crawl, told by signals of what is no article."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.note_reject, page_rejected)
        crawler.signals.connect(pipeline.note_alias, url_alias_seen)
        crawler.signals.connect(pipeline.note_move, article_moved)
        crawler.signals.connect(pipeline.note_unmodified, article_unmodified)
        crawler.signals.connect(pipeline.note_missing, article_missing)
        crawler.signals.connect(pipeline.note_listed, listed_seen)
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    async def open_spider(self) -> None:
        """Open the archive and note that a run starts; CloseSpider if the archive is no good."""
        self._lock = asyncio.Lock()
        self._recorder = self._crawler.get_downloader_middleware(CaptureRecorder)
        self._started = time.monotonic()
        try:
            await self._thread.run(self._begin)
        except ArchiveError as error:
            self._give_up(error, lost=0)
            raise CloseSpider(FAILED) from None
        self._crawler.stats.set_value("archive/run_id", self._run_id)
        self._timer = asyncio.create_task(self._write_now_and_then())

    async def process_item(self, item: Article) -> Article:
        """Take an article; DropItem once the archive has failed and nothing is stored any more."""
        if self._failed:
            self._crawler.stats.inc_value("archive/not_stored")
            raise DropItem("the archive cannot be written")
        self._unknown_places.update(place.name for place in item.places if place.kind == UNKNOWN)
        self._waiting.articles.append(item)
        if item.signature is not None:
            self._waiting.signatures.append(item.signature)
            self._waiting.words.update(item.words or {})
            item.signature = item.words = None  # nothing of the article, for whoever exports items
        if len(self._waiting.articles) >= self._batch:
            await self._write(least=self._batch)
        return item

    def note_reject(
        self,
        url: str | None,
        stage: str,
        reason: str,
        capture: Capture | None = None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Take a page that looked like an article and could not be read."""
        self._crawler.stats.inc_value("archive/rejected")
        self._waiting.rejects.append(Reject(url, stage, reason, capture, captured_at))

    def note_alias(self, url: str, canonical: str, rule: str) -> None:
        """Take another URL of an article, which may be stored by now or later."""
        self._waiting.aliases.append((canonical, Alias(url, rule)))

    def note_move(self, url: str, target: str, rule: str) -> None:
        """Take the news where an article's URL leads; either may be stored by now or later."""
        self._waiting.moves.append(Move(url, target, rule))

    def note_unmodified(self, capture: Capture) -> None:
        """Take the news that an article is as it was."""
        self._waiting.unmodified.append(capture)

    def note_missing(self, capture: Capture, urls: tuple[str, ...], awaits: bool = False) -> None:
        """Take the news that a page is not there, which may be a stored article's."""
        self._waiting.missing.append(Missing(capture, urls, awaits))

    def note_listed(self, listed: Listed) -> None:
        """Take what a list or feed says of when its articles were published."""
        self._waiting.listed.append((self._crawler.spidercls.name, listed))

    async def close_spider(self) -> None:
        """Write what is left."""
        self._closing = True
        if self._timer is not None:
            async with self._lock:  # never in the middle of a batch
                self._timer.cancel()
        await self._write()

    async def spider_closed(self, reason: str) -> None:
        """Note how the run ended; close_spider, which comes before, is not told the reason."""
        try:
            await self._write()  # pages rejected while the pipelines closed
            await self._thread.run(self._finish, FAILED if self._failed else reason)
        except ArchiveError as error:
            self._give_up(error, lost=0)
        except Exception as error:
            note_failure(self._crawler, f"the run could not be closed: {error!r}")
            raise  # a mistake of ours: Scrapy logs it
        finally:
            self._thread.shutdown()

    # -- on the reactor's thread ------------------------------------------------------------------

    async def _write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            await self._write()

    async def _write(self, least: int = 0) -> None:
        """Write all that waits as one batch, after the batch that is being written.

        ``least``: leave it if fewer articles wait by then, because that batch took the others.
        """
        async with self._lock:
            if self._failed or len(self._waiting.articles) < least:
                return
            batch, self._waiting = self._waiting, Batch()
            try:
                if self._recorder is not None:
                    # On disk before anything refers to them, and those of this batch among them.
                    batch.captures = await self._recorder.flush()
                if batch.is_empty():
                    return
                written, not_written = await self._thread.run(self._store, batch)
            except (ArchiveError, CaptureError) as error:
                self._give_up(error, lost=len(batch.articles))
                return
            except Exception as error:  # a mistake of ours; no item's, which costs that item alone
                logger.exception("A batch could not be written")
                self._give_up(error, lost=len(batch.articles))
                return
            self._waiting.aliases += batch.aliases  # of articles yet to come
            self._waiting.missing += batch.missing
            self._waiting.moves += batch.moves
            for one in written:
                self._crawler.stats.inc_value(f"archive/{_STAT[one.outcome]}")
                self._enter(one)
            self._tell(not_written)

    def _enter(self, written: Written) -> None:
        """Enter the outcome of an item in the books of the run."""
        outcome, reason = _ENTERED[written.outcome], _WHY.get(written.outcome, "")
        if written.article is not None:
            article = written.article
            enter(self._crawler, article.url, outcome, reason, capture=article.capture)
        elif written.unmodified is not None:
            if outcome is EntryOutcome.UNCHANGED:
                outcome, reason = EntryOutcome.NOT_MODIFIED, ""
            url = canonical_in(self._crawler, written.unmodified.url)
            enter(self._crawler, url, outcome, reason)

    def _tell(self, not_written: list[NotWritten]) -> None:
        """Count what could not be written as failures; of those with one reason one is told."""
        for item in not_written:
            logger.warning("%s", item)
            note_failure(self._crawler, str(item), cause=item.reason)

    def _give_up(self, error: Exception, lost: int) -> None:
        """Say once what happened, and close the spider: what it fetches cannot be kept."""
        if self._failed:
            return
        self._failed = True
        report_fatal(self._crawler, error)
        self._crawler.stats.set_value("archive/failed", str(error))
        self._crawler.stats.inc_value("archive/not_stored", lost + len(self._waiting.articles))
        if self._timer is not None and not self._closing:
            end_crawl(self._crawler, FAILED)

    # -- on the archive's thread ------------------------------------------------------------------

    def _begin(self) -> None:
        spider = self._crawler.spider
        source = getattr(spider, "source", None)
        portal = Portal(
            name=self._crawler.spidercls.name,
            title=getattr(spider, "title", None),
            home_url=getattr(spider, "home_url", None),
            cms=getattr(spider, "cms", None),
            alive=getattr(spider, "alive", None),
        )
        self._archive = Archive(self._path, stories=self._stories, judges=True)
        origin = getattr(source, "name", None) or "live"
        self._run_id = self._archive.begin_run(portal.name, origin, portal)
        if trouble := self._archive.clock_trouble(self._run_id):
            self._crawler.stats.set_value("archive/notes", (trouble,))
        if watch := self._crawler.get_extension(HealthWatch):
            watch.begin(self._archive, origin)

    def _store(self, batch: Batch) -> tuple[list[Written], list[NotWritten]]:
        assert self._archive is not None
        self._archive.not_written.clear()
        written = batch.write(self._archive, self._run_id, is_last=self._closing)
        return written, [*self._archive.not_written]

    def _finish(self, reason: str) -> None:
        if self._archive is None:
            return
        stats, books = self._crawler.stats, books_of(self._crawler)
        if reason != FAILED and (watch := self._crawler.get_extension(HealthWatch)):
            self._archive.not_written.clear()
            concluded = watch.conclude(self._archive, self._run_id)
            for url in concluded.taken_back:
                books.settle(
                    EntryKind.ARTICLE, url, EntryOutcome.HELD, "a text of several", corrects=True
                )
            for url, outcome in concluded.released:
                stats.inc_value(f"archive/{_STAT[outcome]}")
                if outcome is not Outcome.REJECTED:  # which stays in quarantine
                    stats.inc_value("archive/held", -1)
                    books.settle(EntryKind.ARTICLE, url, _ENTERED[outcome])
            self._tell(self._archive.not_written)
        stats.set_value(
            "archive/waiting", self._archive.quarantine.waiting(self._crawler.spidercls.name)
        )
        self._note_proposals()
        if self._unknown_places:
            self._note(unknown_places_note(self._unknown_places))
        if pages := stats.get_value(WITHOUT_RECORD):
            self._note(
                f"{pages} answers hold words of what was forgotten on request, and got no record"
            )
        columns = {*_STAT.values()} - {_STAT[Outcome.FORGOTTEN]}
        counts = {name: stats.get_value(f"archive/{name}", 0) for name in columns}
        counts |= {name: stats.get_value(stat, 0) for name, stat in _SCRAPY_STATS.items()}
        for fault in books.close(None if reason == "finished" else reason):
            logger.error("%s", fault)
            note_failure(self._crawler, fault, cause="books")
        counts["errors"] = failure_count(self._crawler)
        counts["seconds"] = round(time.monotonic() - self._started, 1)
        stats.set_value("archive/seconds", counts["seconds"])
        try:
            if reason == "finished":
                read: dict[str, bool] = getattr(self._crawler.spider, "lists_read", dict)()
                self._archive.note_lists_read(self._crawler.spidercls.name, read)
            self._archive.write_outcomes(self._run_id, final_lines(self._crawler))
            self._archive.finish_run(self._run_id, reason, counts)
        finally:
            self._archive.close()

    def _note_proposals(self) -> None:
        """Have the run tell that articles may have moved, until a person has decided."""
        assert self._archive is not None
        found = proposals(self._archive.db.conn, self._crawler.spidercls.name)
        if sentence := proposal_note(found):
            self._note(sentence)

    def _note(self, sentence: str) -> None:
        """Have the run's summary say something that is no failure."""
        notes = self._crawler.stats.get_value("archive/notes", ())
        self._crawler.stats.set_value("archive/notes", (*notes, sentence))


def unknown_places_note(found: Counter[str]) -> str:
    """What a person is told of names of places that are in no vocabulary, the frequent ones first.

    They are mostly countries in a spelling that is missing, or a label's text that ran on.
    """
    names = [f"{plain(name)} ({count})" for name, count in found.most_common(_PLACES_TOLD)]
    more = f" and {len(found) - _PLACES_TOLD} more" if len(found) > _PLACES_TOLD else ""
    what = "name of a place is" if len(found) == 1 else "names of places are"
    return (
        f"{len(found)} {what} not known: {', '.join(names)}{more}; stored as `unknown`, until "
        f"crawler/german/place_names.py has it and `{command('reextract')}` has run"
    )
