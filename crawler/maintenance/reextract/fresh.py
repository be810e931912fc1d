"""A fresh archive beside the old one, filled from captures by the code that stores crawls."""
# Table and column names in the SQL come from the constants below and from SQLite itself.
# ruff: noqa: S608

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive import Archive, Outcome
from crawler.archive.captures import sightings_of
from crawler.archive.content import NAME_LISTS, ROW_TYPES
from crawler.archive.database import alone, now, update, utc_text
from crawler.archive.errors import ItemError
from crawler.archive.forgotten import Forgotten
from crawler.archive.moves import join, moved_urls
from crawler.archive.partial import is_partial
from crawler.archive.payload_location import PAYLOAD_CAPTURE
from crawler.archive.revisions import contents_of, rebuild
from crawler.archive.store import BREAKS_OFF, breaks_off, store_article, store_or_hold
from crawler.books import FORGOTTEN
from crawler.items import READING, Article
from crawler.maintenance.reextract.extraction import Extracted, Unreadable, as_capture
from crawler.maintenance.reextract.stored_captures import Sightings, StoredCapture
from pipelines.soft404 import error_page

if TYPE_CHECKING:
    from crawler.archive.runs import Portal

NAMES = ("sources", "editors", "places", "topics")
"""Tables of names that articles share."""
BY_ARTICLE = (
    "url_aliases",
    "breadcrumbs",
    *(name if name not in NAMES else f"article_{name}" for name in (*ROW_TYPES, *NAME_LISTS)),
    "revisions",
    "partial_contents",
)
"""Tables whose rows belong to one article and follow from its captures."""
_OLD = "old_archive"
# What a live portal said again has no record of its own, and can be read all the same.
_IS_REPEATED = f"(coalesce(source, '') IN ('live', 'demo') AND {PAYLOAD_CAPTURE} IS NOT NULL)"
_TEXTS = f"""
    SELECT id, content_hash, is_canonical, is_filed FROM captures AS c
    WHERE article_id = ? AND content_hash IS NOT NULL AND warc_file IS NULL AND status IS NOT 304
    AND NOT {_IS_REPEATED}
"""
_OTHERS = f"""
    SELECT id FROM captures AS c
    WHERE article_id = ? AND content_hash IS NOT NULL
    AND (warc_file IS NOT NULL OR status IS NOT 304 AND {_IS_REPEATED})
"""


@contextmanager
def fresh_archive(old: Path, rebuilt: Collection[int]) -> Iterator[Fresh]:
    """A fresh archive for the articles ``rebuilt``; removed at the end of the block.

    All others stand in it as they are in the old one, so that a capture which shows two articles
    to be one finds both. The caller holds the lock on the old archive.
    """
    prefix = f".{old.name}-"
    for left_by_a_kill in old.parent.glob(f"{prefix}*"):
        shutil.rmtree(left_by_a_kill, ignore_errors=True)
    # Beside the old one: where that has room, a second one will have, which /tmp may not.
    with (
        tempfile.TemporaryDirectory(prefix=prefix, dir=old.parent) as folder,
        Archive(Path(folder) / "fresh.db") as archive,
    ):
        _copy(archive.db.conn, old, rebuilt)
        archive.forgotten.reload()
        yield Fresh(archive, archive.forgotten)


class Fresh:
    """The fresh archive while it is being filled."""

    def __init__(self, archive: Archive, forgotten: Forgotten) -> None:
        self.archive = archive
        self._forgotten = forgotten
        self.path = archive.path
        self.unreadable: list[Unreadable] = []
        """Captures that gave nothing; those of articles the old archive holds spoil the article."""
        self.undated: list[str] = []
        """URLs of captures whose record does not say when; others show their article."""
        self.refused: set[int] = set()
        """Articles of the old archive that cannot be rebuilt because of them."""
        # For captures whose run the old archive has forgotten.
        self._run_id: int = archive.db.conn.execute(
            "INSERT INTO runs (spider, source, started_at) VALUES ('', '', ?) RETURNING id",
            (utc_text(now()),),
        ).fetchone()[0]

        self._site_names: set[str] = set()
        self._unmodified: list[StoredCapture] = []

    def describe(self, portals: Iterable[Portal]) -> None:
        """Write down what is known of the portals."""
        for portal in portals:
            self.archive.begin_run(portal.name, "", portal)
            self._site_names.add((portal.title or portal.name).casefold())

    def add(self, groups: Iterable[tuple[Sightings, list[Extracted]]]) -> None:
        """Store what the captures of some articles gave, in one transaction."""
        with self.archive.transaction():
            for sightings, readings in groups:
                self._add(sightings, readings)

    def _add(self, sightings: Sightings, readings: list[Extracted]) -> None:
        failed = [
            reading
            for reading in readings
            if isinstance(reading, Unreadable) and not self._is_kept(sightings, reading)
        ]
        is_dated = any(isinstance(one, Article) and _says_when(one) for one in readings)
        if not (failed and sightings.article_id is not None):
            for capture, reading in zip(sightings.captures, readings, strict=True):
                if reading is None:
                    self._unmodified.append(capture)
                elif isinstance(reading, Article):
                    if is_dated and not _says_when(reading):
                        self.undated.append(capture.url)
                    elif reason := self._store(capture, reading):
                        failed.append(Unreadable(capture, reason, lost=capture.proven))
        self.unreadable += failed
        if failed and sightings.article_id is not None:
            self.refused.add(sightings.article_id)

    @staticmethod
    def _is_kept(sightings: Sightings, reading: Unreadable) -> bool:
        """Whether what a capture without a record shows is taken over as the archive has it."""
        return reading.capture.place is None and sightings.article_id is not None

    def _store(self, capture: StoredCapture, article: Article) -> str | None:
        """Store what a capture gave; why not, if that cannot be done."""
        if self._forgotten.tells_of(article):
            return FORGOTTEN
        shown = article.capture
        is_text = shown is not None and is_partial(shown.content_type)  # which need no title
        if not (capture.proven or is_text) and (sign := error_page(article, self._site_names)):
            return sign.reason
        if shown is not None and shown.open_ended and breaks_off(article, self._stored(article)):
            shown.incomplete = BREAKS_OFF
        db, run_id = self.archive.db.conn, capture.run_id or self._run_id
        self._date(capture, article)
        # What an article was read from has been decided on.
        store = store_article if capture.proven else store_or_hold
        try:
            # Nobody searches here, no stories are told: both follow when articles are taken over.
            with alone(db):
                outcome = store(db, article, run_id)
        except ItemError as error:
            return f"today's layouts find no article on it ({error})"
        return "it can be no edit of the article stored there" if outcome is Outcome.HELD else None

    def _date(self, capture: StoredCapture, article: Article) -> None:
        """Have the capture stand at the time its record says; if that says none, where it stood.

        Where it stood, too, if the clock was wrong by which the record is dated, or if it has no
        record of its own.
        """
        assert article.capture is not None
        if capture.repeats:
            return
        if article.capture.dated_by == READING:
            article.capture.captured_at = dt.datetime.fromisoformat(capture.captured_at)
            return
        assert article.captured_at is not None
        captured_at = utc_text(article.captured_at)
        if capture.clock_at == captured_at:
            article.capture.clock_at = article.captured_at
            article.captured_at = dt.datetime.fromisoformat(capture.captured_at)
            article.capture.captured_at = article.captured_at
            return
        article.capture.captured_at = article.captured_at
        article.capture.clock_at = None
        if (captured_at, None) != (capture.captured_at, capture.clock_at):
            values = {"captured_at": captured_at, "clock_at": None}
            update(self.archive.db.conn, "captures", capture.id, values)

    def keep_texts(self, old: sqlite3.Connection, rebuilt: Iterable[int]) -> None:
        """Take over what captures without a record show of articles that are read again.

        Saved pages, and text exports of earlier versions, are in no WARC file; what was read from
        them stays what it was.
        """
        db = self.archive.db.conn
        with self.archive.transaction():
            for article_id in rebuilt:
                rows = old.execute(_TEXTS, (article_id,)).fetchall()
                if not rows:
                    continue
                (here,) = db.execute(
                    "SELECT min(article_id) FROM captures WHERE id IN "
                    "(SELECT value FROM json_each(?))",
                    (json.dumps([row[0] for row in old.execute(_OTHERS, (article_id,))]),),
                ).fetchone()
                contents = contents_of(old, article_id)
                for capture_id, digest, is_canonical, is_filed in rows:
                    shown = {"content_hash": digest, "is_canonical": is_canonical}
                    values = {"article_id": here, "is_filed": is_filed, **shown}
                    update(db, "captures", capture_id, values)
                rebuild(db, here, {row[1]: contents[row[1]] for row in rows})

    def work_out(self, kept: Iterable[int]) -> None:
        """Work the history of articles that are not read again out by today's rules."""
        db = self.archive.db.conn
        with self.archive.transaction():
            for article_id in kept:
                shown = {sighting.content_hash for sighting in sightings_of(db, article_id)}
                if shown and shown <= contents_of(db, article_id).keys():
                    rebuild(db, article_id, {})

    def _stored(self, article: Article) -> Article | None:
        ids = self.archive.known([article.url, *(alias.url for alias in article.aliases)])
        return self.archive.article(min(ids.values())) if ids else None

    def finish(self) -> None:
        """Note "not modified" answers, now that all pages are there that they may be about."""
        with self.archive.transaction():
            for capture in sorted(self._unmodified, key=lambda c: (c.captured_at, c.id)):
                run_id = capture.run_id or self._run_id
                self.archive.see_unmodified([as_capture(capture)], run_id)

    def join_moved(self, old: sqlite3.Connection) -> None:
        """Join the articles of which the old archive says that one has become the other."""
        with self.archive.transaction():
            db = self.archive.db.conn
            for url, own_url, rule in moved_urls(old):
                ids = self.archive.known([url, own_url])
                if len(set(ids.values())) == 2:
                    join(db, ids[url], ids[own_url], rule)

    def note_missing(self, missing: Iterable[tuple[StoredCapture, Iterable[str]]]) -> None:
        """Note answers that a page is no more, each with the URLs its article may have."""
        with self.archive.transaction():
            for capture, urls in missing:
                run_id = capture.run_id or self._run_id
                self.archive.note_missing(as_capture(capture), urls, run_id)


def _says_when(article: Article) -> bool:
    """Whether the record an article was read from says when it was captured, or that none can."""
    capture = article.capture
    return capture is not None and (capture.captured_at is not None or capture.dated_by == READING)


def _copy(db: sqlite3.Connection, old: Path, rebuilt: Collection[int]) -> None:
    """Take over from the old archive what is not rebuilt, and what it knows of captures."""
    # A crash costs only this file, nobody reads it in the meantime, and who searches, searches the
    # old one. Without a log each page is written once: 0.8 of the time.
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA journal_mode = MEMORY")
    for (trigger,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute("PRAGMA foreign_keys = OFF")  # the old one's loose ends are not ours to judge
    db.execute(f"ATTACH DATABASE ? AS {_OLD}", (str(old),))
    db.execute("CREATE TEMP TABLE rebuilt (id INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO rebuilt VALUES (?)", ((article_id,) for article_id in rebuilt))
    for table in ("portals", "runs", "captures", "forgotten", "forgotten_keys", *NAMES):
        db.execute(f"INSERT INTO {table} SELECT * FROM {_OLD}.{table}")
    kept = f"IN (SELECT id FROM {_OLD}.articles WHERE id NOT IN temp.rebuilt)"
    db.execute(f"INSERT INTO articles SELECT * FROM {_OLD}.articles WHERE id {kept}")
    for table in BY_ARTICLE:
        db.execute(f"INSERT INTO {table} SELECT * FROM {_OLD}.{table} WHERE article_id {kept}")
    db.execute(
        "UPDATE captures SET article_id = NULL, content_hash = NULL, is_canonical = NULL, "
        "is_filed = NULL "
        "WHERE article_id IS NULL OR article_id NOT IN (SELECT id FROM articles)"
    )
    # Articles made here must not bear a number that names another one in the old archive.
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'articles'")
    db.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'articles', max("
        f"coalesce((SELECT max(seq) FROM {_OLD}.sqlite_sequence WHERE name = 'articles'), 0), "
        f"coalesce((SELECT max(article_id) FROM {_OLD}.captures), 0))"
    )
    db.execute("DROP TABLE rebuilt")
    db.execute(f"DETACH DATABASE {_OLD}")
    db.execute("PRAGMA foreign_keys = ON")
