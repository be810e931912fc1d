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
        self._numbers: dict[WarcFile, int] = {}
        self._places = sqlite3.connect("", isolation_level=None)
        self._places.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE places (key BLOB PRIMARY KEY, file INTEGER, offset INTEGER) WITHOUT ROWID"
        )

    def add(
        self,
        file: WarcFile,
        capture: Capture,
        declared: str | None,
        record_id: str | None = None,
    ) -> None:
        """Remember a response by all that a revisit may refer to it by.

        ``declared`` is the digest its record has, which need not be made as ours are.
        """
        if capture.warc_offset is None or not capture.digest:
            return
        keys = {capture.digest, normal_digest(declared) if declared else None, record_id}
        if capture.captured_at:
            keys.add(_visit(capture.url, capture.captured_at))
        keys.update(_states(capture.url, capture.etag, capture.last_modified))
        self._remember(keys, file, capture.warc_offset)

    def add_revisit(self, revisit: Record, file: WarcFile, offset: int) -> None:
        """Remember that a revisit repeats the response at ``offset``: others may refer to it."""
        keys = {revisit.fields.get("WARC-Record-ID")}
        if revisit.date:
            keys.add(_visit(revisit.url, revisit.date))
        self._remember(keys, file, offset)

    def _remember(self, keys: set[str | None], file: WarcFile, offset: int) -> None:
        number = self._numbers.setdefault(file, len(self._files))
        if number == len(self._files):
            self._files.append(file)
        self._places.executemany(
            "INSERT OR IGNORE INTO places VALUES (?, ?, ?)",
            [(_key(key), number, offset) for key in keys if key],
        )

    def find(self, revisit: Record) -> tuple[WarcFile, int] | None:
        """Where the response stands whose payload ``revisit`` repeats; None if not seen yet.

        WARC 1.1, section 6.7: the digest of the payload, the record referred to, or the URL and
        date. A "not modified" that names none of them is of the response with its ETag or
        Last-Modified (RFC 9110, 15.4.5).
        """
        fields = revisit.fields
        declared = fields.get("WARC-Payload-Digest")
        url = (fields.get("WARC-Refers-To-Target-URI") or revisit.url).strip("<> ")
        date = read_date(fields.get("WARC-Refers-To-Date") or "")
        digest = normal_digest(declared) if declared else None
        keys = [digest, fields.get("WARC-Refers-To"), _visit(url, date) if date else None]
        if digest is None:
            keys += _states(url, *(_field(revisit, name) for name in ("etag", "last-modified")))
        for key in keys:
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


def _states(url: str, etag: str | None, last_modified: str | None) -> list[str]:
    """The keys of what stood at a URL, by what its server called it, the surest first."""
    return [
        f"{url} {name} {value}"
        for name, value in (("etag", etag), ("last-modified", last_modified))
        if value
    ]


def _field(revisit: Record, name: str) -> str | None:
    return next((value for key, value in revisit.http if key.lower() == name), None)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).digest()
