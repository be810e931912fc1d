"""Mending: the index of captures, all articles and the search index made again."""

# Table and column names in the SQL come from SQLite itself.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.archive import Archive, Portal
from crawler.archive.clocks import set_right
from crawler.archive.stories import rebuild_stories
from crawler.maintenance.doctor.integrity import check_search, rebuild_search
from crawler.maintenance.doctor.story_tables import check_stories
from crawler.maintenance.doctor.unindexed import index_files
from crawler.maintenance.doctor.unread_pages import ReadFeed, article_captures, linked_urls
from crawler.maintenance.forgetting.erasing import forget_again
from crawler.maintenance.reextract import (
    PortalExtraction,
    ReextractionPlan,
    Report,
    StoredCaptures,
    reextract,
)
from crawler.maintenance.reextract.rebuild import Advance


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done: rows written to ``captures``, rows that referred to nothing, articles.

    ``dated``: captures that a wrong clock had dated. ``forgotten``: articles that had come back
    though they were forgotten on request.
    """

    indexed: int
    loose: int
    search: bool
    stories: bool
    report: Report
    dated: int = 0
    forgotten: int = 0


def mend(
    archive: Archive,
    folder: Path,
    spiders: Mapping[str, Any],
    read_feed: ReadFeed,
    *,
    jobs: int = 1,
    advance: Advance = lambda number: None,
) -> Mended:
    """Rebuild everything that follows from WARC files; safe to run on a sound archive.

    Args:
        archive: what to mend; the caller holds the lock on it.
        folder: where captures of live crawls are kept (``WARC_DIR``).
        spiders: a spider of each portal, by name.
        read_feed: reads feeds and sitemaps.
        jobs: how many processes read.
        advance: told how many captures have been read.
    """
    db = archive.db.conn
    forgotten = forget_again(archive, folder)
    with archive.transaction():
        dated = set_right(db)
    indexed = index_files(archive, folder)

    def add_links(fresh: Archive) -> None:
        fresh.add_aliases(linked_urls(fresh, folder, spiders, read_feed))

    plan = ReextractionPlan(
        StoredCaptures(db, folder, found=article_captures(db, spiders, indexed)),
        {name: PortalExtraction.of(s) for name, s in spiders.items()},
        jobs,
        tuple(
            Portal(name, s.title, s.home_url, s.cms, s.alive)
            for name, s in spiders.items()
            if _has_run(db, name)
        ),
        add_links,
    )
    report = reextract(archive, plan, advance=advance)
    with archive.transaction():
        loose = _drop_loose_ends(db)
    search = any(check_search(db))
    if search:
        with archive.transaction():
            rebuild_search(db)
    stories = any(check_stories(db))
    if stories:
        with archive.transaction():
            rebuild_stories(db)
    return Mended(len(indexed), loose, search, stories, report, dated, forgotten)


def _has_run(db: sqlite3.Connection, spider: str) -> bool:
    return db.execute("SELECT 1 FROM runs WHERE spider = ?", (spider,)).fetchone() is not None


def _drop_loose_ends(db: sqlite3.Connection) -> int:
    """Do what the tables say is to be done with rows whose parent is deleted; how many there were.

    Programs that delete with foreign keys switched off (the default in SQLite) leave them behind.
    """
    number = 0
    for (table,) in db.execute('SELECT DISTINCT "table" FROM pragma_foreign_key_check').fetchall():
        for _, _, parent, column, key, _, on_delete, _ in db.execute(
            f"PRAGMA foreign_key_list({table})"
        ).fetchall():
            loose = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {parent})"
            if on_delete == "SET NULL":
                mending = f"UPDATE {table} SET {column} = NULL WHERE {loose}"
            elif table != "articles":
                mending = f"DELETE FROM {table} WHERE {loose}"
            else:  # its portal is gone; the article is not to follow
                continue
            number += db.execute(mending).rowcount
    return number
