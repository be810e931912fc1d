"""The records of captures that hold something of a forgotten article."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.archive.forgotten import Forgotten, address, text_of_markup
from crawler.archive.search_words import words_of
from crawler.maintenance.captures.rewriting import OWN
from crawler.webarchives.warc.page_text import payload_text
from crawler.webarchives.warc.payload import payload_digest
from crawler.webarchives.warc.records import Record, read_records
from crawler.webarchives.warc.warc_file import (
    WARC_SUFFIXES,
    NotAWarcFileError,
    WarcFile,
)

_SAID = (
    WarcRecordType.response
    | WarcRecordType.revisit
    | WarcRecordType.resource
    | WarcRecordType.conversion
    | WarcRecordType.request
)
_NOTHING = payload_digest(b"")
_HALF = ".half"
_SHORT = 10
"""Letters of a title or path that may as well be another one's."""


@dataclass(slots=True)
class Traces:
    """What is to go from captures and from the table that tells of them."""

    dropped: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Name of a file of ours → where the records begin that are left out of it."""
    captures: set[int] = field(default_factory=set)
    """Ids of captures that are the articles' own."""
    bare: set[int] = field(default_factory=set)
    """Ids of captures of other pages whose records hold words of it: they lose their record."""
    foreign: set[str] = field(default_factory=set)
    """Files that are not ours, in which the articles' records stand."""


def find_traces(
    db: sqlite3.Connection,
    folder: Path,
    forgotten: Forgotten,
    articles: Collection[int] = (),
    wanted: Collection[int] | None = None,
    names: Names | None = None,
    advance: Callable[[int], None] = lambda number: None,
) -> Traces:
    """What is left of forgotten articles in captures.

    Args:
        db: the archive's connection.
        folder: WARC_DIR.
        forgotten: the tombstones.
        articles: ids of articles that are among them, as long as they stand in the archive.
        wanted: numbers of the tombstones that are looked for; None for all.
        names: by what else pages name an article, while it is known.
        advance: told how many files were read.
    """
    traces = Traces()
    places: dict[tuple[str, int], int] = {}
    digests: set[str] = set()
    rows = db.execute(
        "SELECT id, url, article_id, digest, content_hash IS NOT NULL, warc_file, warc_offset, "  # noqa: S608
        f"{OWN} FROM captures"
    ).fetchall()
    for row_id, url, article_id, digest, shows, file, offset, is_own in rows:
        if file is not None and is_own:
            places[file, offset] = row_id
        if article_id in articles or _is_wanted(forgotten.by_url(url), wanted):
            traces.captures.add(row_id)
            if shows and digest and digest != _NOTHING:
                digests.add(digest)
            if file is not None and is_own:
                traces.dropped[file].add(offset)
            elif file is not None:
                traces.foreign.add(file)
    for path in files_of(folder):
        for offset in _telling(path, forgotten, wanted, names):
            traces.dropped[path.name].add(offset)
        advance(1)
    by_id = {row[0]: row for row in rows}
    for name, offsets in traces.dropped.items():
        for offset in offsets:
            row_id = places.get((name, offset))
            if row_id is not None and row_id not in traces.captures:
                traces.bare.add(row_id)
                digest = by_id[row_id][3]
                if digest and digest != _NOTHING:
                    digests.add(digest)
    # Records that only refer to a payload which is left out.
    for row_id, _, _, digest, _, file, offset, is_own in rows:
        if digest in digests and row_id not in traces.captures:
            if file is not None and is_own:
                traces.dropped[file].add(offset)
                traces.bare.add(row_id)
            elif file is not None:
                traces.foreign.add(file)
    return traces


def files_of(folder: Path) -> list[Path]:
    """All files of captures in WARC_DIR, also those that nobody knows."""
    return sorted(
        path
        for path in folder.glob("*")
        if path.is_file() and path.name.removesuffix(_HALF).endswith(WARC_SUFFIXES)
    )


def _telling(
    path: Path, forgotten: Forgotten, wanted: Collection[int] | None, names: Names | None
) -> Iterator[int]:
    """Where the records begin that are about a forgotten article, or hold words of one."""
    for offset, found in told_in(path, forgotten, names):
        if wanted is None or not found or found & set(wanted):
            yield offset


def told_in(
    path: Path, forgotten: Forgotten, names: Names | None = None
) -> Iterator[tuple[int, set[int]]]:
    """The records of a file that tell of forgotten articles: where, and of which.

    Of none: of the one that has these ``names``.
    """
    if not path.stat().st_size:
        return
    file = WarcFile(path, 0, path.stat().st_size)
    try:
        for record in read_records(file, _says_something):
            if record.offset is None:
                continue
            found = {*_by_url(forgotten, (record.url or "",))}
            text = text_of_record(record) if isinstance(record, Record) else ""
            found |= forgotten.standing_in(text) if text else set()
            if found or (names is not None and names.are_in(text)):
                yield record.offset, found
    except NotAWarcFileError:  # a torn head with nothing behind it
        return


@dataclass(frozen=True, slots=True)
class Names:
    """What names an article on other pages though it is too short to be known again by.

    Lists have its title, of three words perhaps, and the path of its URL, which may say as much.
    """

    titles: Collection[str] = ()
    paths: Collection[str] = ()

    @classmethod
    def of(cls, titles: Iterable[str], urls: Iterable[str]) -> Names:
        """The names that are long enough to be its own."""
        spoken = {f" {' '.join(words_of(title))} " for title in titles}
        paths = {address(url).partition("/")[2] for url in urls}
        return cls(
            {title for title in spoken if len(title) > _SHORT and title.strip().count(" ")},
            {path for path in paths if len(path) > _SHORT},
        )

    def are_in(self, text: str) -> bool:
        """Whether a page has one of them."""
        if any(path in text for path in self.paths):
            return True
        return bool(self.titles) and any(
            title in f" {' '.join(words_of(text))} " for title in self.titles
        )


def _by_url(forgotten: Forgotten, urls: Iterable[str]) -> Iterator[int]:
    for url in urls:
        if (found := forgotten.by_url(url)) is not None:
            yield found


def text_of_record(record: Record) -> str:
    """All that a record says: what was sent, and the head of it."""
    head = "\n".join(f"{name}: {value}" for name, value in record.http)
    if record.type == WarcRecordType.request or not record.payload:
        return head
    content_type = next(
        (value for name, value in record.http if name.lower() == "content-type"),
        record.fields.get("Content-Type") or "",
    )
    text = payload_text(record.payload, record.http, content_type)
    return f"{head}\n{text_of_markup(text)}"


def _says_something(record: WarcRecord) -> bool:
    return bool(record.record_type & _SAID)


def _is_wanted(found: int | None, wanted: Collection[int] | None) -> bool:
    return found is not None and (wanted is None or found in wanted)
