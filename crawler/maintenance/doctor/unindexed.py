"""The table ``captures`` against the WARC files of live crawls: what stands in them and not in it.

A file says itself which run it belongs to, in its ``warcinfo`` record.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.archive import Archive
from crawler.archive.database import insert, utc_text
from crawler.items import READING, Capture
from crawler.maintenance.doctor.findings import Finding
from crawler.redaction import without_password
from crawler.webarchives.warc.captured_page import is_undated
from crawler.webarchives.warc.dates import read_date
from crawler.webarchives.warc.payload import normal_digest, payload_digest
from crawler.webarchives.warc.records import CAPTURE_RECORDS, Record, read_records
from crawler.webarchives.warc.warc_file import WARC_SUFFIXES, Damage, NotAWarcFileError, WarcFile

# As crawler.downloader.recorder wrote it before it had fields for run, spider and source.
_DESCRIPTION = re.compile(r"^description: run (\d+) of (\S+) from (.+?)\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unindexed:
    """A WARC file with answers that no row of ``captures`` points to, and the run it says."""

    path: Path
    captures: list[Capture]
    spider: str
    run_id: int | None
    """None if the archive has forgotten the run."""
    killed: bool
    """Whether the run did not come to its end."""
    undated: int = 0
    """Further answers that do not say when they were captured, and get no row for that."""


def unindexed_files(
    db: sqlite3.Connection, folder: Path, *, thorough: bool = False
) -> Iterator[Unindexed]:
    """The files in ``folder`` (WARC_DIR) with answers the archive does not know of.

    Only what stands behind the last known record is read, unless ``thorough``.
    """
    for path in sorted(folder.glob("*")):
        if path.name.endswith(WARC_SUFFIXES):
            known = dict(
                db.execute(
                    "SELECT warc_offset, warc_offset + warc_length FROM captures "
                    "WHERE warc_file = ? AND source NOT LIKE 'warc:%'",
                    (path.name,),
                )
            )
            start = 0 if thorough else max(known.values(), default=0)
            infos = _infos(path)
            captures: dict[int, list[Capture]] = {}
            undated: dict[int, int] = {}
            for record in _answers(WarcFile(path, start, path.stat().st_size)):
                if record.offset is None or record.offset in known:
                    continue
                at = max((begin for begin in infos if begin <= record.offset), default=0)
                found = captures.setdefault(at, [])
                if record.date is None:
                    undated[at] = undated.get(at, 0) + 1
                else:
                    found.append(_capture(record, record.date, path.name, infos[at][2]))
            for at, taken in captures.items():
                run_id, spider, _ = infos[at]
                row = db.execute(
                    "SELECT finished_at IS NULL FROM runs WHERE id = ? AND spider = ?",
                    (run_id, spider),
                ).fetchone()
                killed = bool(row and row[0])
                yield Unindexed(
                    path, taken, spider, run_id if row else None, killed, undated.get(at, 0)
                )


def check_index(db: sqlite3.Connection, folder: Path) -> Iterator[Finding]:
    """Answers that stand in WARC files and not in the table ``captures``.

    A run that was killed leaves some it had not stored yet: the next run asks for them again.
    """
    for found in unindexed_files(db, folder):
        if found.captures:
            what = "answer" if len(found.captures) == 1 else "answers"
            what += " of a killed run" if found.killed else " without a row in captures"
            yield Finding("captures", what, len(found.captures), str(found.path), note=found.killed)
        if found.undated:
            say = "answer that does not say" if found.undated == 1 else "answers that do not say"
            what = f"{say} when {'it was' if found.undated == 1 else 'they were'} captured"
            yield Finding("captures", what, found.undated, str(found.path), note=True)


def index_files(archive: Archive, folder: Path) -> list[int]:
    """Write the rows of ``captures`` that are missing; their ids, in the order of the files."""
    db = archive.db.conn
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()
    with archive.transaction():
        for found in unindexed_files(db, folder, thorough=True):
            if not found.captures:
                continue
            run_id = found.run_id
            if run_id is None:
                began = found.captures[0].fetched_at
                values = {"spider": found.spider, "source": found.captures[0].source}
                run_id = insert(db, "runs", {**values, "started_at": utc_text(began)})
            archive.add_captures(found.captures, run_id)
    return [row[0] for row in db.execute("SELECT id FROM captures WHERE id > ?", (last,))]


def _answers(file: WarcFile) -> Iterator[Record]:
    if file.start >= file.end:
        return
    try:
        for record in read_records(file, _is_answer):
            if not isinstance(record, Damage) and record.offset is not None:
                yield record
    except (OSError, NotAWarcFileError):  # a torn tail with nothing behind it
        return


def _is_answer(record: WarcRecord) -> bool:
    return bool(record.record_type & CAPTURE_RECORDS)


def _infos(path: Path) -> dict[int, tuple[int | None, str, str]]:
    """Run, spider and source a file says it is from, by where it begins to say so.

    A file that was packed out of several says it of each. If none says it, at 0, the name of the
    file tells the spider.
    """
    infos: dict[int, tuple[int | None, str, str]] = {0: (None, path.name.split("-")[0], "live")}
    with path.open("rb") as raw, suppress(OSError):  # of damage behind which nothing is told
        for record in ArchiveIterator(raw, record_types=WarcRecordType.warcinfo, parse_http=False):
            text = record.reader.read().decode(errors="replace")
            if (info := _info(text)) is not None:
                infos[record.stream_pos] = info
    return infos


def _info(text: str) -> tuple[int | None, str, str] | None:
    """Run, spider and source that a ``warcinfo`` record says its file is from."""
    fields = dict(line.partition(": ")[::2] for line in text.splitlines())
    if fields.keys() >= {"run", "spider", "source"}:
        run_id = int(fields["run"]) if fields["run"].isdecimal() else None
        return run_id, fields["spider"], without_password(fields["source"])
    found = _DESCRIPTION.search(text)
    return found and (int(found[1]), found[2], without_password(found[3]))


def _fetched_at(record: Record) -> dt.datetime | None:
    """When a web archive replayed this for us, as ``CaptureWriter`` notes it."""
    moment = read_date(record.fields.get("WARC-Creation-Date") or "")
    return moment.replace(microsecond=0) if moment else None


def _capture(record: Record, date: dt.datetime, name: str, source: str) -> Capture:
    fields = {key.lower(): value for key, value in reversed(record.http)}
    at = date.replace(microsecond=0)
    declared = normal_digest(record.fields.get("WARC-Payload-Digest") or "")
    return Capture(
        url=record.url,
        fetched_at=_fetched_at(record) or at,
        captured_at=at,
        status=record.status,
        content_type=fields.get("content-type") or _type_of_text(record),
        etag=fields.get("etag"),
        last_modified=fields.get("last-modified"),
        digest=declared or payload_digest(record.payload),
        warc_file=name,
        warc_offset=record.offset,
        warc_length=record.length,
        source=source,
        dated_by=READING if is_undated(record) else None,
    )


def _type_of_text(record: Record) -> str | None:
    is_text = record.type == WarcRecordType.resource
    return record.fields.get("Content-Type") if is_text else None
