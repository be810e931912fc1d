"""The captures of an archive that are extracted again, article by article."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from crawler.archive.payload_location import PAYLOAD_CAPTURE
from crawler.items import GONE, LIVE_SOURCES
from crawler.webarchives.warc.captured_page import record_path

NOT_MODIFIED = 304


class RecordLocation(NamedTuple):
    """Where a record stands: a WARC file or WACZ package, and the byte it begins at."""

    path: str
    offset: int


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A row of ``captures``; times as they stand there.

    ``place`` is None for what never was in a WARC file (text exports). ``original`` is where the
    payload stands if this capture's record should turn out to repeat an earlier one. ``repeats``:
    it has no record of its own, since it said again what another one holds, which is ``place``.
    ``portal`` is the spider of its run, else the portal of its article.
    """

    id: int
    run_id: int | None
    url: str
    fetched_at: str
    captured_at: str
    status: int | None
    digest: str | None
    portal: str | None
    place: RecordLocation | None
    original: RecordLocation | None
    proven: bool
    """Whether an article has been read from it before; else it may show an error page."""
    clock_at: str | None = None
    """What a clock said that was wrong: the time the record bears."""
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Sightings:
    """The captures an article was read from, the oldest first.

    ``article_id`` is None where the archive has lost the article; then ``url`` is the captures'.
    """

    article_id: int | None
    url: str
    captures: tuple[StoredCapture, ...]


_CAPTURES = f"""
    SELECT c.id, c.run_id, c.url, c.fetched_at, c.captured_at, c.status, c.digest,
        coalesce(r.spider, a.portal), c.warc_file, c.warc_offset, c.source,
        o.warc_file, o.warc_offset, o.source, c.content_hash IS NOT NULL, c.clock_at,
        c.source, c.article_id, a.url
    FROM captures AS c
    LEFT JOIN articles AS a ON a.id = c.article_id
    LEFT JOIN runs AS r ON r.id = c.run_id
    LEFT JOIN captures AS o ON o.id = {PAYLOAD_CAPTURE}
"""  # noqa: S608
_OF_PORTALS = """
    (:portals IS NULL
     OR coalesce(a.portal, r.spider) IN (SELECT value FROM json_each(:portals)))
"""
_SIGHTINGS = f"""
    {_CAPTURES}
    WHERE (c.content_hash IS NOT NULL OR c.id IN (SELECT value FROM json_each(:found)))
    AND {_OF_PORTALS}
    ORDER BY a.id IS NULL, a.id, CASE WHEN a.id IS NULL THEN c.url END, c.captured_at, c.id
"""  # noqa: S608
_MISSING = f"""
    {_CAPTURES}
    WHERE c.status IN (SELECT value FROM json_each(:gone)) AND {_OF_PORTALS}
    ORDER BY c.captured_at, c.id
"""  # noqa: S608


class StoredCaptures:
    """The captures of an archive, or of some of its portals.

    Args:
        db: the archive's connection; only read.
        folder: where captures of live crawls are kept (``WARC_DIR``).
        portals: names of portals; None for all.
        found: ids of captures that are articles' though the archive does not say so (any more).
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        folder: str | Path,
        portals: Collection[str] | None = None,
        found: Collection[int] = (),
    ) -> None:
        self._db = db
        self._folder = Path(folder)
        self._values = {
            "portals": None if portals is None else json.dumps(sorted(portals)),
            "found": json.dumps(sorted(found)),
            "gone": json.dumps(GONE),
        }

    def count(self) -> int:
        """How many captures there are to extract from."""
        (number,) = self._db.execute(
            f"SELECT count(*) FROM ({_SIGHTINGS})",  # noqa: S608
            self._values,
        ).fetchone()
        return int(number)

    def sightings(self) -> Iterator[Sightings]:
        """All captures that articles were read from; at last those of lost articles, by URL."""
        rows = self._db.execute(_SIGHTINGS, self._values)
        for (article_id, url), group in groupby(rows, key=_article):
            captures = tuple(self._capture(row) for row in group)
            yield Sightings(article_id, url, captures)

    def missing(self) -> Iterator[tuple[StoredCapture, int | None, str | None]]:
        """Answers that a page is no more, the oldest first, with id and URL of the article."""
        for row in self._db.execute(_MISSING, self._values):
            yield self._capture(row), row[-2], row[-1]

    def _capture(self, row: tuple[Any, ...]) -> StoredCapture:
        own, original = self._place(*row[8:11]), self._place(*row[11:14])
        row_id, run_id, url, fetched_at, captured_at, status, digest, portal = row[:8]
        repeats = own is None and row[16] in LIVE_SOURCES and status != NOT_MODIFIED
        return StoredCapture(
            row_id, run_id, url, fetched_at, captured_at, status, digest, portal,
            original if repeats else own, original, bool(row[14]), row[15],
            repeats and original is not None,
        )  # fmt: skip

    def _place(self, warc_file: object, offset: object, source: object) -> RecordLocation | None:
        if not isinstance(warc_file, str) or not isinstance(offset, int):
            return None
        return RecordLocation(str(record_path(self._folder, warc_file, str(source))), offset)


def _article(row: tuple[Any, ...]) -> tuple[int | None, str]:
    """The article of a row and its URL; without one, the capture's own URL."""
    *_, article_id, url = row
    return (None, row[2]) if url is None else (article_id, url)
