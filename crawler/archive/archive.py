"""``Archive``: open the file, store articles, find them again."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import sqlite_utils

from crawler.archive import aliases, health_rows, listings, recent_edits, runs
from crawler.archive.captures import capture_id, insert_capture
from crawler.archive.clocks import Clock
from crawler.archive.crawl_state import CrawlState, note_lists_read
from crawler.archive.database import alone, open_database, transaction
from crawler.archive.dating.listed import ListedDate, ListedUrls, note_listed, note_listed_dates
from crawler.archive.dating.placing import date_pending
from crawler.archive.errors import ItemError, NotWritten, explain
from crawler.archive.forgotten import FORGOTTEN, Forgotten
from crawler.archive.gone import note_missing
from crawler.archive.listings import ListedRow
from crawler.archive.moves import Move, note_move
from crawler.archive.quarantine import Quarantine
from crawler.archive.rows import read_articles
from crawler.archive.runs import Portal
from crawler.archive.search_words import add_words
from crawler.archive.store import (
    Outcome,
    note_seen,
    see_unmodified,
    store_article,
    store_or_hold,
    unstorable,
)
from crawler.archive.stories.placing import AT_ONCE, pending, place, place_pending
from crawler.books import Line
from crawler.items import Alias, Article, Capture
from crawler.urls import canonical_url, same_site

_T = TypeVar("_T")
_Item = TypeVar("_Item")

_CHUNK = 500
"""Articles read at a time when all are asked for."""

_WITH_NEW_WORDS = (Outcome.NEW, Outcome.CHANGED)


def _texts(article: Article) -> list[str | None]:
    """What an article is found by."""
    return [article.title, article.lead, article.body]


class Archive:
    """An archive file, made and migrated when opened; a context manager that closes it.

    One object belongs to one thread, and one writer at a time is at work on a file; readers are
    never in its way. Every method that writes is one transaction, synced when it returns.
    All methods raise ArchiveError, whose message is for people, when the file lets them down. What
    one item raises while it is written costs that item alone: it stands in ``rejects`` and in
    ``not_written``, and the others of its batch are stored.

    Args:
        path: the file.
        stories: whether ``store`` places articles in their stories, or has them wait for a run that
            does, or for the archive they are merged into.
        judges: whether ``store`` holds back what can be no edit of what is stored there. Crawls do;
            what a person has decided on is stored.
    """

    def __init__(self, path: str | Path, *, stories: bool = True, judges: bool = False) -> None:
        self.path = Path(path)
        self._stories = stories
        self._judges = judges
        self.db: sqlite_utils.Database = open_database(self.path)
        """The open database, for queries."""
        self._connection: sqlite3.Connection = self.db.conn
        # Temporary, so it follows the transaction and takes no memory in long runs.
        self._connection.execute(
            "CREATE TEMP TABLE seen_in_run (run_id INTEGER, article_id INTEGER, "
            "PRIMARY KEY (run_id, article_id)) WITHOUT ROWID"
        )
        self.not_written: list[NotWritten] = []
        """Items that could not be written so far; who reads them may clear the list."""
        self._unplaced: set[int] = set()
        self._portals: dict[int, str] = {}
        self._clocks: dict[int, Clock] = {}
        try:
            self.forgotten = Forgotten(self._connection)
        except sqlite3.Error as error:  # a damaged file opens; the first to read it finds out
            self.close()
            raise explain(error, self.path) from error
        """What was forgotten on request, and is not stored again."""
        self.crawl_state = CrawlState(self._connection)
        """What earlier runs saw and when."""
        self.quarantine = Quarantine(self, self._connection)
        """What runs hold back, and what their health checks found."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; committed work is safe with or without it."""
        self.db.close()

    # -- writing ----------------------------------------------------------------------------------

    def transaction(self) -> AbstractContextManager[None]:
        """Make all writing calls of a ``with`` block one transaction: all is stored, or nothing."""
        return transaction(self._connection, self.path)

    def begin_run(self, spider: str, source: str, portal: Portal) -> int:
        """Note that a run starts; its id goes to ``store`` and ``reject``."""
        with self.transaction():
            runs.upsert_portal(self._connection, portal)
            health_rows.discard_unjudged(self._connection, spider)
            recent_edits.forget_older(self._connection, spider)
            run_id = runs.insert_run(self._connection, spider, source)
        self._portals[run_id] = portal.name
        self._clocks[run_id] = Clock(self._connection, run_id)
        return run_id

    def keep_order(self, run_id: int) -> None:
        """Have what an earlier run held back come behind what the runs before that one saw."""
        self._clocks.setdefault(run_id, Clock(self._connection, run_id))

    def clock_trouble(self, run_id: int) -> str | None:
        """Why a run begun here cannot go by its clock alone, in a sentence; None if it can."""
        return self._clocks[run_id].trouble if run_id in self._clocks else None

    def _in_order(self, capture: Capture, urls: Iterable[str], run_id: int) -> Capture:
        """A capture of a run begun here, later than what earlier runs saw of its article."""
        clock = self._clocks.get(run_id)
        return capture if clock is None else clock.in_order(capture, urls)

    def _article_in_order(self, article: Article, run_id: int) -> Article:
        if article.capture is None:
            return article
        urls = (article.url, *(alias.url for alias in article.aliases))
        capture = self._in_order(article.capture, urls, run_id)
        if capture is article.capture:
            return article
        return replace(article, capture=capture, captured_at=capture.captured_at)

    def store(self, sightings: Iterable[Article], run_id: int) -> list[Outcome]:
        """Store a batch of sightings in one transaction; one outcome each, in their order.

        A sighting is an article as it stood at ``captured_at`` (None: just now). Any order of
        sightings, over any number of runs, ends in the same articles and revisions.
        """
        articles = [*sightings]
        with self.transaction():
            known = len(self.not_written)
            try:
                with alone(self._connection):
                    outcomes = self._store_together(articles, run_id)
            except ItemError:  # whose fault it is will be seen
                del self.not_written[known:]
                outcomes = [self._store_alone(article, run_id) for article in articles]
            if self._stories:
                self._place(len(outcomes) + AT_ONCE)
        return outcomes

    def _is_forgotten(self, url: str | None) -> bool:
        return self.forgotten.by_url(url) is not None

    def _store_together(self, articles: Iterable[Article], run_id: int) -> list[Outcome]:
        """Store articles at once: a way back for each would cost more than many statements."""
        outcomes: list[Outcome] = []
        texts: list[str | None] = []
        for article in articles:
            if (reason := unstorable(article)) and not self.forgotten.tells_of(article):
                self._refuse(run_id, article.url, reason, article.capture)
                outcomes.append(Outcome.REJECTED)
                continue
            outcomes.append(self._store(article, run_id))
            if outcomes[-1] in _WITH_NEW_WORDS:
                texts += _texts(article)
        add_words(self._connection, texts)  # together: most are in many articles
        return outcomes

    def _store_alone(self, article: Article, run_id: int) -> Outcome:
        """Store one article with its words, or reject it."""

        def store() -> Outcome:
            outcome = self._store(article, run_id)
            if outcome in _WITH_NEW_WORDS:
                add_words(self._connection, _texts(article))
            return outcome

        return self.write_item(store, run_id, article.url, article.capture) or Outcome.REJECTED

    def _store(self, article: Article, run_id: int) -> Outcome:
        if self.forgotten.tells_of(article):
            return Outcome.FORGOTTEN
        filed = article if article.portal else replace(article, portal=self._portals.get(run_id))
        filed = self._article_in_order(filed, run_id)
        write = store_or_hold if self._judges else store_article
        return write(self._connection, filed, run_id)

    def _place(self, limit: int) -> None:
        """Place what waits in its stories; what cannot be placed waits on and is told once."""
        try:
            with alone(self._connection):
                place_pending(self._connection, limit, but=self._unplaced)
        except ItemError:
            for article_id, url in self._waiting(limit):
                try:
                    with alone(self._connection):
                        place(self._connection, {article_id})
                except ItemError as error:
                    self._unplaced.add(article_id)
                    reason = f"it is stored, but in no story ({error})"
                    self.not_written.append(NotWritten(url, reason))

    def _waiting(self, limit: int) -> list[tuple[int, str | None]]:
        """What waits to be placed; none if that cannot be read, which is told."""
        try:
            with alone(self._connection):
                return pending(self._connection, limit, but=self._unplaced)
        except ItemError as error:
            reason = f"articles are in no story, for which ones wait cannot be read ({error})"
            self.not_written.append(NotWritten(None, reason))
            return []

    def write_item(
        self,
        write: Callable[[], _T],
        run_id: int | None,
        url: str | None,
        capture: Capture | None = None,
    ) -> _T | None:
        """Write one item of a batch and return what ``write`` does.

        If that fails the item is rejected, nothing is left of it, and None returned.
        """
        try:
            with alone(self._connection):
                written = write()
        except ItemError as error:
            self._refuse(run_id, url, str(error), capture)
            return None
        return written

    def _write_items(
        self,
        items: Iterable[_Item],
        write: Callable[[_Item], _T],
        run_id: int | None,
        about: Callable[[_Item], tuple[str, Capture | None]],
    ) -> list[_T | None]:
        """Write items of a batch together, or where one of them fails, each as ``write_item``.

        ``about`` tells the URL and the capture of one that is rejected.
        """
        listed = [*items]
        try:
            with alone(self._connection):
                return [write(item) for item in listed]
        except ItemError:
            return [self.write_item(partial(write, item), run_id, *about(item)) for item in listed]

    def _refuse(
        self, run_id: int | None, url: str | None, why: str, capture: Capture | None
    ) -> None:
        """Tell of an item that is not written, and reject it."""
        url = url or None
        self.not_written.append(NotWritten(url, why))
        self._note_reject(run_id, url, "archive", why, capture)

    def _note_reject(
        self,
        run_id: int | None,
        url: str | None,
        stage: str,
        reason: str,
        capture: Capture | None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Write a reject, if need be without the capture whose values no column takes."""
        if self._is_forgotten(url):
            url, capture, reason = None, None, FORGOTTEN
        for evidence in (capture, None):
            try:
                with alone(self._connection):
                    row = capture_id(self._connection, evidence) if evidence else None
                    runs.insert_reject(
                        self._connection, run_id, url, stage, reason, row, captured_at
                    )
            except ItemError as error:
                trouble = error
            else:
                return
        self.not_written.append(NotWritten(url, f"{reason}; the reject was not written: {trouble}"))

    def add_aliases(
        self, found: Iterable[tuple[str, Alias]], run_id: int | None = None
    ) -> list[tuple[str, Alias]]:
        """Add further URLs of articles, as pairs of any URL of the article and the alias.

        Returns those whose article is not stored (yet); URLs that are known stay as they are.
        """

        def add(named: tuple[str, Alias]) -> bool:
            """Whether the article is known."""
            url, alias = named
            if self._is_forgotten(url) or self._is_forgotten(alias.url):
                return True  # and no alias of anything
            ids = aliases.article_ids(self._connection, (url, alias.url))
            if url in ids and alias.url not in ids:
                aliases.add_aliases(self._connection, ids[url], url, [alias])
            return url in ids

        pairs = [*found]
        with self.transaction():
            are_known = self._write_items(pairs, add, run_id, lambda pair: (pair[1].url, None))
        return [pair for pair, is_known in zip(pairs, are_known, strict=True) if is_known is False]

    def add_captures(self, captures: Iterable[Capture], run_id: int) -> None:
        """Write captures just taken. Articles stored afterwards find theirs among them."""

        def insert(capture: Capture) -> None:
            insert_capture(self._connection, capture, run_id)

        # The article of one that is left out here is counted as forgotten.
        kept = [capture for capture in captures if not self._is_forgotten(capture.url)]
        with self.transaction():
            self._write_items(kept, insert, run_id, lambda capture: (capture.url, None))

    def see_unmodified(self, captures: Iterable[Capture], run_id: int) -> list[Outcome]:
        """Note articles that a server said are as they were (304); one outcome each."""

        def see(capture: Capture) -> Outcome:
            if self._is_forgotten(capture.url):
                return Outcome.FORGOTTEN
            capture = self._in_order(capture, [capture.url], run_id)
            article_id = see_unmodified(self._connection, capture, run_id)
            first = article_id and note_seen(self._connection, run_id, article_id)
            return Outcome.UNCHANGED if first else Outcome.DUPLICATE

        with self.transaction():
            outcomes = self._write_items(
                captures, see, run_id, lambda capture: (capture.url, capture)
            )
        return [outcome or Outcome.REJECTED for outcome in outcomes]

    def note_missing(self, capture: Capture, urls: Iterable[str], run_id: int) -> bool:
        """Note that an article's page was not there (404, 410); False if it is no article's.

        What follows from it for ``gone_at`` says ``crawler/archive/gone.py``.
        """
        known_as = [*urls]
        if any(map(self._is_forgotten, (capture.url, *known_as))):
            return True  # whose it was is nobody's business any more
        capture = self._in_order(capture, known_as, run_id)
        note = partial(note_missing, self._connection, capture, known_as, run_id)
        with self.transaction():
            is_known = self.write_item(note, run_id, capture.url, capture)
        return is_known is not False  # None could not be written, which is told as such

    def note_moves(
        self, found: Iterable[Move], run_id: int | None = None, *, is_last: bool = False
    ) -> list[Move]:
        """Take in where URLs of articles lead; returns what nothing is stored to judge by (yet).

        ``is_last``: nothing more will be stored in this run. Of a chain of redirects each step may
        come before the one it leads to.
        """
        waiting = [
            move
            for move in found
            if not (self._is_forgotten(move.url) or self._is_forgotten(move.target))
        ]
        with self.transaction():
            for last in (False, True)[: 1 + is_last]:
                before = None
                while before != len(waiting):
                    before = len(waiting)
                    waiting = [
                        move
                        for move in waiting
                        if self.write_item(
                            partial(note_move, self._connection, *move, is_last=last),
                            run_id,
                            move.url,
                        )
                        is False
                    ]
        return waiting

    def note_lists_read(self, portal: str, read: Mapping[str, bool]) -> None:
        """Note that all articles of these lists are stored; True: of all their pages."""
        with self.transaction():
            note_lists_read(self._connection, portal, read)

    def note_listed(
        self, portal: str, lists: Iterable[ListedUrls], dates: Iterable[ListedDate] = ()
    ) -> None:
        """Keep what stood on lists, and the dates that stood beside it, as evidence of dates."""
        if self.forgotten:
            lists = [
                replace(one, urls=[url for url in one.urls if not self._is_forgotten(url)])
                for one in lists
            ]
            dates = [date for date in dates if not self._is_forgotten(date.url)]
        with self.transaction():
            note_listed(self._connection, portal, lists)
            note_listed_dates(self._connection, portal, dates)

    def date_articles(self) -> int:
        """Work out when articles were published that something new is known of; how many."""
        with self.transaction():
            return date_pending(self._connection)

    def add_listed(
        self, portal: str, source: str, rows: Iterable[ListedRow], asked: str | None = None
    ) -> None:
        """Keep what an index lists; ``asked`` was asked for and is now listed whole."""
        if self.forgotten:
            rows = [row for row in rows if not self._is_forgotten(row.url)]
        with self.transaction():
            listings.add_listed(self._connection, portal, source, rows)
            if asked:
                note_lists_read(self._connection, portal, {asked: True})

    def correct_listed(
        self, portal: str, source: str, rows: Iterable[tuple[ListedRow, ListedRow | None]]
    ) -> None:
        """Write what captures turned out to be: each as it was listed, and as it is.

        What is no capture of its own is None.
        """
        with self.transaction():
            for listed, found in rows:
                listings.correct_listed(self._connection, portal, source, listed, found)

    def reject(
        self,
        run_id: int,
        url: str | None,
        stage: str,
        reason: str,
        capture: Capture | None = None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Note a page that looked like an article and could not be stored, and why.

        ``captured_at`` says which capture of a web archive it was, if one could not be had.
        """
        with self.transaction():
            self._note_reject(run_id, url, stage, reason, capture, captured_at)

    def write_outcomes(self, run_id: int, lines: Iterable[Line]) -> None:
        """Write the books of a run."""
        if self.forgotten:
            lines = [
                replace(line, example=None) if self._is_forgotten(line.example) else line
                for line in lines
            ]
        with self.transaction():
            runs.insert_outcomes(self._connection, run_id, lines)

    def finish_run(self, run_id: int, finish_reason: str, counts: Mapping[str, float]) -> None:
        """Note how a run ended; ``counts`` is keyed by the columns of ``runs``."""
        with self.transaction():
            runs.close_run(self._connection, run_id, finish_reason, counts)
            if self._stories:
                date_pending(self._connection)

    # -- reading ----------------------------------------------------------------------------------

    def find(self, url: str) -> Article | None:
        """The article with this URL: canonical, alias, or a form of either (``?nn=123``)."""
        article_id = self.number_of(url)
        return None if article_id is None else self.article(article_id)

    def number_of(self, url: str) -> int | None:
        """The id of the article that ``find`` finds."""
        forms = [url, canonical_url(url).url, *self._at_home(url)]
        ids = self.known(forms)
        return next((ids[form] for form in forms if form in ids), None)

    def _at_home(self, url: str) -> list[str]:
        """The canonical form of ``url`` on each portal it belongs to (which decides on http)."""
        homes = self._connection.execute("SELECT home_url FROM portals").fetchall()
        return [
            canonical_url(url, home_url=home).url
            for (home,) in homes
            if home and same_site(url, home)
        ]

    def article(self, article_id: int) -> Article | None:
        """The article with this id, lists and aliases included."""
        return read_articles(self._connection, [article_id]).get(article_id)

    def known(self, urls: Iterable[str]) -> dict[str, int]:
        """Those of ``urls`` that belong to stored articles, with the articles' ids."""
        return aliases.article_ids(self._connection, urls)

    def articles(self, portal: str | None = None) -> Iterator[tuple[int, Article]]:
        """All articles (of one portal) with their ids, in the order of ids, a few at a time."""
        last = 0
        while ids := [
            row[0]
            for row in self._connection.execute(
                "SELECT id FROM articles WHERE id > ? AND coalesce(portal = ?, 1) "
                "ORDER BY id LIMIT ?",
                (last, portal, _CHUNK),
            )
        ]:
            yield from read_articles(self._connection, ids).items()
            last = ids[-1]
