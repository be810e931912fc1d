"""``forget``: an article and all its evidence removed, in one transaction and what follows from it.

The tombstone, the rows and the places of all other records change in one transaction, for which the
files are written beforehand (``crawler.maintenance.captures.rewriting``). Before it nothing has
happened. Behind it the old files are removed and the database is written anew, so that nothing is
left in its free pages and its log; until that is done, ``forgotten.erased_at`` is NULL, and
whatever command next takes the archive's lock does it (``finish``).
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.archive.database import insert, now, utc_text
from crawler.archive.forgotten import (
    URL,
    Forgotten,
    address,
    key_of,
    new_salt,
    rows_of_article,
)
from crawler.archive.revisions import contents_of, read_partial_contents
from crawler.items import Article
from crawler.maintenance.captures.rewriting import Plan, remove_superseded, rewrite, unused_name
from crawler.maintenance.forgetting.records import Names, Traces, files_of, find_traces
from crawler.maintenance.forgetting.tables import erase_rows, shared_rows

_WRITTEN_ANEW = re.compile(r"-[0-9a-f]{8}$")

Advance = Callable[[int], None]
"""Told how many files of captures have been read."""


@dataclass(slots=True)
class ErasureReport:
    """What was forgotten."""

    article_id: int | None = None
    """None if no article had this URL."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows that were removed or emptied, by table."""
    records: int = 0
    """Records that were left out of captures, requests included."""
    files: int = 0
    """Files of captures that were written anew."""
    other_pages: int = 0
    """Captures of other pages, lists mostly, whose records held words of it and went with it."""
    foreign: list[str] = field(default_factory=list)
    """Files of captures that are not ours, in which it still stands."""
    copies: list[str] = field(default_factory=list)
    """URLs of other articles in which a good part of its text stands."""


def forget(
    archive: Archive,
    folder: Path,
    url: str,
    article: Article | None,
    article_id: int | None,
    reason: str,
    *,
    keep_metadata: bool = False,
    advance: Advance = lambda number: None,
) -> ErasureReport:
    """Remove an article with all that captures and tables have of it, and note its tombstone.

    Args:
        archive: the caller holds its lock.
        folder: WARC_DIR.
        url: by which it was asked for.
        article: what is stored there, None if nothing is; then what comes will not be stored.
        article_id: its number.
        reason: why, for the books.
        keep_metadata: keep title, URL, date and citation.
        advance: told how many files were read.

    Raises ArchiveError, OSError. Whatever is raised before the transaction leaves all as it was.
    """
    db = archive.db.conn
    rows: dict[str, str] = {}
    urls = {url}
    if article is not None and article_id is not None:
        urls |= _urls_of(db, article_id)
        rows = _rows_of(db, article_id, keep_title=keep_metadata)
    report = ErasureReport(article_id)
    shared = _standing_elsewhere(db, rows, article_id)
    rows = {row: kind for row, kind in rows.items() if row not in shared}
    report.copies = _copies(db, rows, shared)
    salt = _salt(db)
    keys = [(URL, key_of(salt, address(each))) for each in sorted(urls)]
    keys += [(kind, key_of(salt, row)) for row, kind in rows.items()]
    tombstone: dict[str, object] = {
        "uuid": uuid.uuid4().hex,
        "article_id": article_id,
        "portal": article.portal if article else None,
        "forgotten_at": utc_text(now()),
        "reason": reason,
        "salt": salt,
    }
    if keep_metadata and article is not None:
        tombstone |= _metadata(db, article)

    with archive.transaction():  # seen by nobody: it is taken back at once
        db.execute("SAVEPOINT looking")
        number = _bury(db, tombstone, keys)
        forgotten = Forgotten(db)
        db.execute("ROLLBACK TO looking")
        db.execute("RELEASE looking")
    articles = [article_id] if article_id is not None else []
    names = None
    if article is not None and not keep_metadata:
        title = article.title or ""
        is_own = db.execute("SELECT count(*) < 2 FROM articles WHERE title = ?", (title,))
        names = Names.of([title] if is_own.fetchone()[0] else [], urls)
    traces = find_traces(db, folder, forgotten, articles, {number}, names, advance)

    def erase() -> None:
        _bury(db, tombstone, keys, number)
        report.rows = dict(erase_rows(db, forgotten, articles, traces))

    _rewrite(archive, folder, traces, erase, report)
    archive.forgotten.reload()
    _seal(archive, [number])
    return report


def finish(archive: Archive, folder: Path) -> int:
    """Do what is left to do of what was forgotten; how many articles were found again.

    Those that another archive or a restored file has brought are removed. Safe to run at any time.
    Raises ArchiveError, OSError.
    """
    remove_superseded(archive, folder)
    db = archive.db.conn
    undone = [row[0] for row in db.execute("SELECT id FROM forgotten WHERE erased_at IS NULL")]
    if not undone:
        return 0
    again = erase_again(archive, folder, undone)
    _seal(archive, undone)
    return again


def forget_again(archive: Archive, folder: Path) -> int:
    """Remove whatever has come back of all that was ever forgotten; how many articles.

    A backup from before may have brought it, or a file that was put back.
    """
    with archive.transaction():
        archive.db.conn.execute("UPDATE forgotten SET erased_at = NULL")
    return finish(archive, folder)


def erase_again(archive: Archive, folder: Path, wanted: Iterable[int]) -> int:
    """Remove what has come back of forgotten articles, by their tombstones; how many articles."""
    db, forgotten = archive.db.conn, archive.forgotten
    forgotten.reload()
    numbers = set(wanted)
    articles = sorted(
        {
            article_id
            for article_id, url in db.execute(
                "SELECT id, url FROM articles UNION ALL SELECT article_id, url FROM url_aliases"
            )
            if forgotten.by_url(url) in numbers
        }
    )
    traces = find_traces(db, folder, forgotten, articles, numbers)
    report = ErasureReport()

    def erase() -> None:
        report.rows = dict(erase_rows(db, forgotten, articles, traces))

    _rewrite(archive, folder, traces, erase, report)
    return len(articles)


def tombstone_of(db: sqlite3.Connection, number: int) -> tuple[str, str]:
    """When an article was forgotten, and why."""
    found: tuple[str, str] = db.execute(
        "SELECT forgotten_at, reason FROM forgotten WHERE id = ?", (number,)
    ).fetchone()
    return found


def _rewrite(
    archive: Archive, folder: Path, traces: Traces, erase: Callable[[], None], report: ErasureReport
) -> None:
    plans = []
    for path in files_of(folder):
        if offsets := traces.dropped.get(path.name):
            stem = _WRITTEN_ANEW.sub("", path.name.partition(".warc")[0])
            name = unused_name(stem)
            plans.append(Plan(name, [path.name], {path.name: offsets}, keeps_damage=False))
    db = archive.db.conn
    db.execute("PRAGMA secure_delete = ON")
    done = rewrite(archive, folder, plans, erase)
    report.records, report.files = done.records, done.files
    report.other_pages = len(traces.bare)
    report.foreign = sorted(traces.foreign)


def _bury(
    db: sqlite3.Connection,
    tombstone: dict[str, object],
    keys: list[tuple[str, str]],
    number: int | None = None,
) -> int:
    values = tombstone if number is None else {"id": number, **tombstone}
    number = insert(db, "forgotten", values)
    db.executemany(
        "INSERT OR IGNORE INTO forgotten_keys (forgotten_id, kind, key) VALUES (?, ?, ?)",
        [(number, *key) for key in keys],
    )
    return number


def _salt(db: sqlite3.Connection) -> str:
    """One salt an archive, so that a URL is hashed once, whatever was forgotten."""
    row = db.execute("SELECT salt FROM forgotten ORDER BY id LIMIT 1").fetchone()
    return row[0] if row else new_salt()


def _urls_of(db: sqlite3.Connection, article_id: int) -> set[str]:
    rows = db.execute(
        "SELECT url FROM articles WHERE id = :id UNION SELECT url FROM url_aliases "
        "WHERE article_id = :id UNION SELECT url FROM captures WHERE article_id = :id",
        {"id": article_id},
    )
    return {row[0] for row in rows}


def _rows_of(db: sqlite3.Connection, article_id: int, *, keep_title: bool) -> dict[str, str]:
    """Rows of words out of all versions of an article."""
    contents = [*contents_of(db, article_id).values()]
    contents += read_partial_contents(db, article_id).values()
    names = ("subtitle", "lead") if keep_title else ("title", "subtitle", "lead")
    head = [content[name] for content in contents for name in names if content.get(name)]
    body = [content["body"] for content in contents if content.get("body")]
    body += [
        image["caption"]
        for content in contents
        for image in content.get("images", ())
        if image.get("caption")
    ]
    return rows_of_article(dict.fromkeys(head), dict.fromkeys(body))


def _standing_elsewhere(
    db: sqlite3.Connection, rows: Iterable[str], article_id: int | None
) -> dict[str, list[int]]:
    """Rows of words that other articles have, too, as boilerplate or as copies, and these."""
    found = shared_rows(db, rows)
    others = {row: [one for one in ids if one != article_id] for row, ids in found.items()}
    return {row: ids for row, ids in others.items() if ids}


def _copies(
    db: sqlite3.Connection, rows: dict[str, str], shared: dict[str, list[int]]
) -> list[str]:
    """The URLs of articles that have a quarter of the text, or more."""
    counts = Counter(article_id for ids in shared.values() for article_id in ids)
    least = (len(rows) + len(shared)) / 4
    return [
        db.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        for article_id, count in counts.most_common()
        if count >= max(least, 1)
    ]


def _metadata(db: sqlite3.Connection, article: Article) -> dict[str, str | None]:
    """What is kept of an article that may still be cited."""
    title = article.title or ""
    row = db.execute("SELECT title FROM portals WHERE name = ?", (article.portal,)).fetchone()
    date = article.published_on or article.published_edtf
    parts = [f"„{title}“", row[0] if row and row[0] else article.portal, date, article.url]
    return {
        "title": article.title,
        "url": article.url,
        "published_on": date,
        "citation": ", ".join(part for part in parts if part),
    }


def _seal(archive: Archive, numbers: Iterable[int]) -> None:
    """See to it that nothing is left of removed rows, and note that it is so.

    The log is emptied first: that takes a moment, and with it what was deleted is overwritten in
    the file. What is left in free pages and in the gaps of others goes when it is written anew.
    """
    db = archive.db.conn
    _empty_log(archive)
    _write_anew(archive)
    with archive.transaction():
        db.executemany(
            "UPDATE forgotten SET erased_at = ? WHERE id = ?",
            [(utc_text(now()), number) for number in numbers],
        )
    _empty_log(archive)


def _write_anew(archive: Archive) -> None:
    db = archive.db.conn
    try:
        db.execute("VACUUM")
    except sqlite3.Error as error:
        raise ArchiveError(
            f"{archive.path}: the rows are gone, but the file could not be written anew ({error}): "
            "words may stand in its free pages until `scrapy doctor --mend` has run; make room as "
            "big as the archive."
        ) from error
    _empty_log(archive)


def _empty_log(archive: Archive) -> None:
    busy, *_ = archive.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ArchiveError(
            f"{archive.path}: the rows are gone, but somebody reads the archive and keeps "
            f"{archive.path.name}-wal from being emptied: stop `scrapy serve`, and run "
            "`scrapy doctor --mend`."
        )
