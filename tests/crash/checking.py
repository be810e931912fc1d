"""What must hold of an archive and its captures, whatever happened to the machine."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from crawler.archive import Archive


def problems(archive: Archive, captures: Path) -> list[str]:
    """All that is wrong with an open archive and its folder of captures; empty if all is well."""
    db = archive.db.conn
    try:
        return [*_of_database(db), *_of_articles(db), *_of_captures(db, captures)]
    except sqlite3.Error as error:
        return [str(error)]


def _of_database(db: sqlite3.Connection) -> Iterator[str]:
    for (said,) in db.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield said
    for table, *_ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table} refers to a row that is not there"
    # With rank 1 the index is compared with the table it was made from.
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def _of_articles(db: sqlite3.Connection) -> Iterator[str]:
    for title, count in db.execute(
        "SELECT title, count(*) FROM articles GROUP BY portal, title, body HAVING count(*) > 1"
    ):
        yield f"{title!r} is there {count} times"
    for (url,) in db.execute(
        "SELECT url FROM articles AS a WHERE NOT EXISTS "
        "(SELECT 1 FROM captures WHERE article_id = a.id AND content_hash = a.content_hash)"
    ):
        yield f"{url} has no capture that shows it"


def _of_captures(db: sqlite3.Connection, folder: Path) -> Iterator[str]:
    """Each record is one gzip member, whose check sum tells whether it is whole."""
    files: dict[str, bytes] = {}
    for url, name, offset, length in db.execute(
        "SELECT url, warc_file, warc_offset, warc_length FROM captures WHERE warc_file IS NOT NULL"
    ):
        if name not in files:
            path = folder / name
            files[name] = path.read_bytes() if path.exists() else b""
        try:
            record = gzip.decompress(files[name][offset : offset + length])
        except (OSError, EOFError, zlib.error) as error:
            yield f"{name} at {offset}: {error}"
            continue
        if f"\r\nWARC-Target-URI: {url}\r\n".encode() not in record:
            yield f"{name} at {offset} holds something else than {url}"
