"""An index of the responses read so far, to find the payload that a revisit record repeats."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

from crawler.webarchives.warc.dates import read_date
from crawler.webarchives.warc.payload import normal_digest

if TYPE_CHECKING:
    import datetime as dt

    from crawler.items import Capture
    from crawler.webarchives.warc.records import Record
    from crawler.webarchives.warc.warc_file import WarcFile


class Originals:
    """Remembers places, not payloads, and those outside memory: a private database on disk.

    SQLite keeps a nameless database in a temporary file of its own and deletes it on closing.
    """

    def __init__(self) -> None:
        self._files: list[WarcFile] = []
        self._places = sqlite3.connect("", isolation_level=None)
        self._places.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE places (key BLOB PRIMARY KEY, file INTEGER, offset INTEGER) WITHOUT ROWID"
        )

    def add(self, file: WarcFile, capture: Capture, declared: str | None) -> None:
        """Remember a response by its payload's digests and by its URL and date.

        ``declared`` is the digest its record has, which need not be made as ours are.
        """
        if capture.warc_offset is None or not capture.digest:
            return
        if not self._files or self._files[-1] is not file:
            self._files.append(file)
        keys = {capture.digest, normal_digest(declared) if declared else None}
        if capture.captured_at:
            keys.add(_visit(capture.url, capture.captured_at))
        self._places.executemany(
            "INSERT OR IGNORE INTO places VALUES (?, ?, ?)",
            [(_key(key), len(self._files) - 1, capture.warc_offset) for key in keys if key],
        )

    def find(self, revisit: Record) -> tuple[WarcFile, int] | None:
        """Where the response stands whose payload ``revisit`` repeats; None if not seen yet.

        WARC 1.1, section 6.7: the digest of the payload, or the URL and date referred to.
        """
        declared = revisit.fields.get("WARC-Payload-Digest")
        url = (revisit.fields.get("WARC-Refers-To-Target-URI") or revisit.url).strip("<> ")
        date = read_date(revisit.fields.get("WARC-Refers-To-Date") or "")
        visit = _visit(url, date) if date else None
        for key in (normal_digest(declared) if declared else None, visit):
            if key is None:
                continue
            row = self._places.execute(
                "SELECT file, offset FROM places WHERE key = ?", (_key(key),)
            ).fetchone()
            if row:
                return self._files[row[0]], row[1]
        return None

    def close(self) -> None:
        """Forget everything."""
        self._places.close()


def _visit(url: str, date: dt.datetime) -> str:
    """The key of a URL at a moment, to the second: not every program keeps fractions."""
    return f"{url} {date.isoformat()[:19]}"


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).digest()
