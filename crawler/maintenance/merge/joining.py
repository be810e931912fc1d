"""One archive taken into another, in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain
from pathlib import Path

from crawler.archive import Archive, NotAnArchiveError
from crawler.archive.dating.placing import date_pending
from crawler.archive.forgotten import Forgotten
from crawler.archive.search_words import add_words
from crawler.archive.stories import place_pending
from crawler.archive.stories.placing import place
from crawler.archive.stories.signed import remember_signed
from crawler.maintenance.captures.rewriting import OWN
from crawler.maintenance.forgetting.erasing import finish
from crawler.maintenance.forgetting.records import told_in
from crawler.maintenance.merge.crawl_tables import (
    forget_rows,
    remember_rows,
    take_evidence,
    take_forgotten,
)
from crawler.maintenance.merge.take_articles import take_articles
from crawler.maintenance.merge.warc_files import bring_files, drop_needless

_AT_ONCE = 500
"""Articles that are looked into at a time."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What another archive brought, in rows that were not there before."""

    articles: int
    told: int
    """Articles that were there and were told something: a sighting, a URL."""
    captures: int
    runs: int
    lost_files: list[str] = field(default_factory=list)
    """WARC files the captures stand in that are not there."""
    lost_contents: int = 0
    """Captures whose content the other archive cannot tell any more: it is damaged."""
    not_written: list[str] = field(default_factory=list)
    """Articles that could not be written, and why; all others were."""
    forgotten: int = 0
    """Articles of either archive that were forgotten on request in one of them."""


def merge_archive(archive: Archive, folder: Path, other: Path, other_folder: Path) -> Merged:
    """Take all that ``other`` knows into ``archive``: articles, histories, captures, files.

    ``folder`` and ``other_folder`` are where the captures of each are kept (``WARC_DIR``). All of
    it is stored, or nothing; what was there already is told once; the other archive stays as it is,
    but for being brought up to this version's tables. The caller holds the locks of both.

    Raises ArchiveError: ``other`` is no archive, is of a newer version, or cannot be read.
    """
    require_shard(other)
    db = archive.db.conn
    with Archive(other) as shard, _attached(db, other):
        there = {path.name for path in folder.glob("*")}
        lost_files = bring_files(shard.db.conn, other_folder, folder)
        before = _articles(db)
        with archive.transaction():
            take_forgotten(db)
            archive.forgotten.reload()
            take_evidence(db)
            taken = take_articles(db, shard.db.conn, archive.forgotten)
            _derive(db, taken.touched, archive.forgotten)
            if _has_brought_back(db, archive.forgotten, folder) or taken.forgotten:
                db.execute("UPDATE forgotten SET erased_at = NULL")
        drop_needless(db, shard.db.conn, folder, there)
        captures, runs = (
            db.execute(
                f"SELECT count(*) FROM temp.merged_{table} AS t JOIN main.{table} AS m "  # noqa: S608
                "ON m.id = t.id WHERE t.is_new"
            ).fetchone()[0]
            for table in ("captures", "runs")
        )
        new = sum(article_id > before for article_id in set(taken.touched))
        told = len(set(taken.touched)) - new
    # Behind the other archive's lock on this one: what was forgotten goes out of its files, too.
    forgotten = taken.forgotten + finish(archive, folder)
    not_written = [str(item) for item in taken.not_written]
    return Merged(new, told, captures, runs, lost_files, taken.lost, not_written, forgotten)


def require_shard(path: Path) -> None:
    """Raise NotAnArchiveError if there is nothing at ``path``: opening would make an archive."""
    if not path.exists():
        raise NotAnArchiveError(f"{path} does not exist: there is nothing to merge.")
    if path.is_file() and path.stat().st_size == 0:
        raise NotAnArchiveError(f"{path} is empty: it is no archive of Clusterarchiv.")


@contextmanager
def _attached(db: sqlite3.Connection, other: Path) -> Iterator[None]:
    """Have the other archive at hand as ``other`` beside ``main`` for the block."""
    db.execute("ATTACH DATABASE ? AS other", (str(other),))
    try:
        remember_rows(db)
        try:
            yield
        finally:
            forget_rows(db)
    finally:
        db.execute("DETACH DATABASE other")


def _derive(db: sqlite3.Connection, touched: list[int], forgotten: Forgotten) -> None:
    """What a run does behind every batch or at its end: words for the search, stories, dates."""
    # The other archive has looked into its words; they may be those of what was forgotten here.
    if touched and not forgotten:
        db.execute(
            "INSERT OR IGNORE INTO main.search_words (key, relation, word) "
            "SELECT key, relation, word FROM other.search_words"
        )
    for start in range(0, len(touched), _AT_ONCE):
        ids = json.dumps(touched[start : start + _AT_ONCE])
        texts = db.execute(
            "SELECT title, lead, body FROM main.articles "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
        add_words(db, chain.from_iterable(texts))
        waiting = db.execute(
            "SELECT article_id FROM main.story_pending "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
        if placed := {article_id for (article_id,) in waiting}:
            remember_signed(db, placed)
            place(db, placed)
    place_pending(db)
    date_pending(db)


def _has_brought_back(db: sqlite3.Connection, forgotten: Forgotten, folder: Path) -> bool:
    """Whether the other archive brought anything of what was forgotten; its captures are dropped.

    Their files may not be needed then.
    """
    if not forgotten:
        return False
    rows = db.execute(
        "SELECT c.id, c.url FROM temp.merged_captures AS t JOIN main.captures AS c ON c.id = t.id "
        "WHERE t.is_new"
    ).fetchall()
    dropped = [(row_id,) for row_id, url in rows if forgotten.by_url(url) is not None]
    db.executemany("DELETE FROM main.captures WHERE id = ?", dropped)
    named = db.execute(" UNION ".join(f"SELECT url FROM other.{name}" for name in _NAMING))  # noqa: S608
    if dropped or any(forgotten.by_url(url) is not None for (url,) in named):
        return True
    sql = (
        "SELECT DISTINCT c.warc_file FROM temp.merged_captures AS t "  # noqa: S608
        f"JOIN main.captures AS c ON c.id = t.id WHERE t.is_new AND {OWN}"
    )
    files = {folder / name for (name,) in db.execute(sql) if name is not None}
    return any(path.is_file() and any(told_in(path, forgotten)) for path in sorted(files))


_NAMING = ("rejects", "quarantine", "recent_edits", "listed_captures", "listed_dates")
"""Tables that name URLs of which nothing may be stored."""


def _articles(db: sqlite3.Connection) -> int:
    """The highest id an article has had."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'").fetchone()
    return int(row[0]) if row else 0


class Way(Enum):
    """What happens to the rows of a table when two archives are joined."""

    EVIDENCE = "rows of both, each once"
    """Told apart by what they are, not by their ids: see ``crawl_tables``."""
    HISTORY = "worked out again from the captures of both"
    """The articles and all that hangs on them: see ``crawler.archive.import_article``."""
    DERIVED = "follows from the articles; kept by triggers or by whoever stores them"
    OWN = "each archive's own business; not merged"


WAYS: dict[str, Way] = {
    "portals": Way.EVIDENCE,
    "runs": Way.EVIDENCE,
    "captures": Way.EVIDENCE,
    "rejects": Way.EVIDENCE,
    "lists": Way.EVIDENCE,
    "listed_captures": Way.EVIDENCE,
    "health_measures": Way.EVIDENCE,
    "run_outcomes": Way.EVIDENCE,
    "quarantine": Way.EVIDENCE,
    "recent_edits": Way.EVIDENCE,
    "articles": Way.HISTORY,
    "url_aliases": Way.HISTORY,
    "revisions": Way.HISTORY,
    "partial_contents": Way.HISTORY,
    "breadcrumbs": Way.HISTORY,
    "links": Way.HISTORY,
    "images": Way.HISTORY,
    "dates": Way.HISTORY,
    "further_reading": Way.HISTORY,
    "sources": Way.HISTORY,
    "article_sources": Way.HISTORY,
    "editors": Way.HISTORY,
    "article_editors": Way.HISTORY,
    "places": Way.HISTORY,
    "article_places": Way.HISTORY,
    "topics": Way.HISTORY,
    "article_topics": Way.HISTORY,
    "list_snapshots": Way.EVIDENCE,
    "listed_dates": Way.EVIDENCE,
    "dating_evidence": Way.DERIVED,
    "dating_pending": Way.DERIVED,
    "story_overrides": Way.EVIDENCE,
    "stories": Way.DERIVED,
    "story_members": Way.DERIVED,
    "story_links": Way.DERIVED,
    "story_fingerprints": Way.DERIVED,
    "story_signatures": Way.DERIVED,
    "story_boilerplate": Way.DERIVED,
    "story_pending": Way.DERIVED,
    "articles_fts": Way.DERIVED,
    "search_words": Way.DERIVED,
    "deadlines": Way.DERIVED,
    "watches": Way.OWN,
    "watch_articles": Way.OWN,
    "watch_events": Way.OWN,
    "watch_notices": Way.OWN,
    "forgotten": Way.EVIDENCE,
    "forgotten_keys": Way.EVIDENCE,
    "superseded_files": Way.OWN,
    "_sqlite_migrations": Way.OWN,
}
"""Table → way. Tables of SQLite and FTS5 themselves are not told."""
