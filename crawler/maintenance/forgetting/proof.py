"""The proof that nothing is left of what was forgotten: in rows, free pages, log and captures.

Nobody keeps the words to look for: the tombstones know them again (``crawler.archive.forgotten``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from crawler.archive.forgotten import Forgotten
from crawler.maintenance.doctor.findings import Finding
from crawler.maintenance.forgetting.erasing import tombstone_of
from crawler.maintenance.forgetting.records import files_of, told_in
from crawler.maintenance.forgetting.tables import own_tables

_PIECE = 4 << 20
_OVERLAP = 4096
_CHECK = "forgotten"
_FORGET = "scrapy forget"


def check_forgotten(db: sqlite3.Connection, path: Path, folder: Path) -> Iterator[Finding]:
    """What is left of forgotten articles in the archive's file, its log, and its captures.

    Args:
        db: the archive's connection.
        path: its file.
        folder: WARC_DIR.
    """
    sql = "SELECT count(*), min(id) FROM forgotten WHERE erased_at IS NULL"
    undone = db.execute(sql).fetchone()
    superseded = db.execute("SELECT count(*), min(warc_file) FROM superseded_files").fetchone()
    if undone[0]:
        yield Finding(_CHECK, "articles forgotten, but not to the end", undone[0], str(undone[1]))
    if superseded[0]:
        yield Finding(_CHECK, "WARC files that were to be removed", *superseded)
    forgotten = Forgotten(db)
    if not forgotten:
        return
    explained: set[int] = set()
    yield from _in_tables(db, forgotten, explained)
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")):
        if file.is_file() and (found := _in_bytes(file, forgotten) - explained):
            what = "forgotten articles whose words stand in the database file or its log"
            yield Finding(_CHECK, what, len(found), f"{file}: {_named(db, min(found))}")
    for file in files_of(folder):
        told = [*told_in(file, forgotten)]
        if told:
            what = "records of captures that hold something of forgotten articles"
            yield Finding(_CHECK, what, len(told), f"{file}, byte {told[0][0]}")


def _in_tables(
    db: sqlite3.Connection, forgotten: Forgotten, explained: set[int]
) -> Iterator[Finding]:
    """Articles that are stored though they were forgotten; and others that have their words.

    These may quote, which is for a person to judge; ``explained`` gets the tombstones.
    """
    again = [
        url
        for (url,) in db.execute("SELECT url FROM articles UNION ALL SELECT url FROM url_aliases")
        if forgotten.by_url(url) is not None
    ]
    if again:
        yield Finding(_CHECK, "URLs of forgotten articles", len(again), again[0])
    quoting: set[int] = set()
    for table, key in (("articles", "id"), *((name, "article_id") for name in own_tables(db))):
        for article_id, *values in db.execute(f"SELECT {key}, * FROM {table}"):  # noqa: S608
            text = "\n".join(value for value in values if isinstance(value, str))
            if told := forgotten.standing_in(text):
                explained |= told
                quoting.add(article_id)
    if quoting:
        what = "articles that have words of forgotten ones"
        urls = tuple(
            db.execute("SELECT url FROM articles WHERE id = ?", (each,)).fetchone()[0]
            for each in sorted(quoting)
        )
        yield Finding(_CHECK, what, len(urls), urls[0], _FORGET, note=True, names=urls)


def _in_bytes(path: Path, forgotten: Forgotten) -> set[int]:
    """The tombstones of articles whose words stand in a file, wherever: in rows, or between them.

    SQLite stores texts as they are, long ones in pieces of a page; rows of words lie within.
    """
    found: set[int] = set()
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_PIECE):
            found |= forgotten.standing_in((before + piece).decode("utf-8", "ignore"))
            before = piece[-_OVERLAP:]
    return found


def _named(db: sqlite3.Connection, number: int) -> str:
    when, why = tombstone_of(db, number)
    return f"forgotten on {when[:10]} ({why})"
