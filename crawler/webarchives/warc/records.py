"""The records of one WARC file: all that can be read, and a report of what cannot.

FastWARC reads; what it leaves to us is what happens around damage. It stops at the first corrupt
member, and takes a torn tail for a clean end. Here reading goes on at the next record that can be
found, and every loss is yielded as Damage in its place.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from crawler.webarchives.rewriting import Replay, original_url, replay_at
from crawler.webarchives.warc.dates import capture_date, http_date
from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.truncation import Transfer
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError, warc_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Generator, Iterator

    from crawler.webarchives.warc.framing import Framing
    from crawler.webarchives.warc.warc_file import FileSlice, WarcFile

    Asks = Callable[[WarcRecord], bool]
    Tells = Callable[[WarcRecord], None]

PAYLOAD_MAX = 64 * 1024 * 1024
"""Bytes of a payload, as stored and as decoded; what is bigger is no page, or a bomb."""
HEADERS_MAX = 1024 * 1024
"""Bytes of a record's own head, and of the HTTP one in it. FastWARC's 32 kB are too few: servers
send 100 kB of cookies and policies, and what we record we have to read."""

_TARGET_LINE = re.compile(rb"^WARC-Target-URI: <?(https?://[^\s>]+)>?\r$", re.MULTILINE)
_TORN = "the file ends in the middle of the record"


@dataclass(slots=True)
class Record:
    """One record of kind response, revisit or resource, with its payload as stored.

    ``offset`` and ``length`` are None where the record cannot be read on its own: in a file that
    was compressed as a whole. ``http`` is empty for a resource, and for a revisit that repeats no
    headers. ``date`` is None where the record tells nothing that can be believed. Of a recorded
    replay, ``url`` and ``date`` are those of the page that was replayed (``replay``).
    """

    file: WarcFile
    offset: int | None
    length: int | None
    type: WarcRecordType
    url: str
    date: dt.datetime | None
    fields: HeaderMap
    status: int | None
    http: list[tuple[str, str]]
    payload: bytes
    transfer: Transfer
    replay: Replay | None = None


def target_of(record: WarcRecord) -> str:
    """The URL of the page in a record: its target URI, of a recorded replay the original's."""
    return original_url(target_uri(record))


def target_uri(record: WarcRecord) -> str:
    """The target URI of a record; wget 1.14 to 1.20 put it in angle brackets."""
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def target_in(head: bytes) -> str | None:
    """The target URI in the first bytes of a record; None if it cannot be read there."""
    line = _TARGET_LINE.search(head)
    return original_url(line[1].decode("utf-8", "replace")) if line else None


def read_records(
    file: WarcFile,
    wants: Asks,
    keeps: Asks = lambda record: True,
    passes: Tells = lambda record: None,
) -> Iterator[Record | Damage]:
    """The records of ``file`` that are wanted and kept, in order, and the damage between them.

    Args:
        file: what to read.
        wants: asked of every record, with only its WARC headers read. Damage to a record is passed
            over if these are whole and say that nobody wants it.
        keeps: asked of every wanted record, with its HTTP headers read too.
        passes: told of every record that is not wanted (its HTTP headers not read) or not kept.

    Raises OSError when the file cannot be opened, NotAWarcFileError when there is no record in it.
    """
    with file.open() as data:
        framing = framing_of(file, data)
        if framing is None:
            raise NotAWarcFileError("it holds no WARC record")
        yield from _Pass(file, data, framing, wants, keeps, passes).records()


def read_record(file: WarcFile, offset: int) -> Record | Damage:
    """The one record at ``offset``, or what is wrong with it. Raises OSError as ``open`` does."""
    with file.open() as data:
        framing = framing_of(file, data)
        if framing is None or not framing.starts_at(offset):
            return Damage(str(file), "no record begins here", offset=offset)
        whole = framing.record(offset, most=PAYLOAD_MAX + HEADERS_MAX)
    if whole is None:
        return Damage(str(file), "the record is torn or corrupt", offset=offset)
    unpacked, end = whole
    try:
        for raw in _iterate(io.BytesIO(unpacked)):
            parse_http(raw)
            record = _take(file, offset, raw)
            record.length = end - offset
            return record
    except _UnreadableError as error:
        return Damage(str(file), str(error), offset=offset)
    except OSError as error:
        return Damage(str(file), _reason(error), offset=offset)
    return Damage(str(file), "the record is torn or corrupt", offset=offset)


def record_at(path: str, offset: int) -> Record | Damage:
    """The one record at ``offset`` of a WARC file or WACZ package, or what is wrong with it.

    Raises OSError when the file cannot be opened, NotAWarcFileError when it holds no records.
    """
    for file in warc_files(Path(path)):
        if file.start <= offset < file.end:
            return read_record(file, offset)
    return Damage(path, "the file ends before this record", offset=offset)


class _UnreadableError(Exception):
    """The record is whole but not usable; the message says why."""


class _Pass:
    """Reads a file from damage to damage; each stretch starts a fresh FastWARC iterator."""

    def __init__(
        self,
        file: WarcFile,
        data: FileSlice,
        framing: Framing,
        wants: Asks,
        keeps: Asks,
        passes: Tells,
    ) -> None:
        self._file, self._data, self._framing = file, data, framing
        self._wants, self._keeps, self._passes = wants, keeps, passes
        # Where the record being read begins; None if it cannot be read on its own.
        self._at: int | None = None
        self._done = False
        # Read, but whether it is whole and how long it is shows only where the next one begins.
        self._held: Record | Damage | None = None

    def records(self) -> Iterator[Record | Damage]:
        """All records and all damage."""
        start: int | None = self._file.start
        while start is not None:
            self._at, self._done, self._held = start, False, None
            try:
                yield from self._stretch(start)
                reason = _TORN
            except OSError as error:
                reason = _reason(error)
            start = yield from self._go_on(start, reason)

    def _stretch(self, start: int) -> Iterator[Record | Damage]:
        self._data.seek(start)
        for raw in _iterate(self._data):
            begins = raw.stream_pos
            fresh = not self._done or begins != self._at
            alone = begins if fresh and self._framing.starts_at(begins) else None
            yield from self._release(alone)
            self._at, self._done = alone, False
            if not self._wants(raw):
                self._passes(raw)
            else:
                try:
                    parse_http(raw)
                    if self._keeps(raw):
                        self._held = _take(self._file, alone, raw)
                    else:
                        self._passes(raw)
                except _UnreadableError as error:
                    self._held = Damage(str(self._file), str(error), alone, url=target_of(raw))
            self._done = True

    def _release(self, end: int | None) -> Iterator[Record | Damage]:
        """What was held back, now that the record has turned out whole."""
        held, self._held = self._held, None
        if isinstance(held, Record):
            begin = held.offset
            held.offset = begin if end is not None else None
            held.length = end - begin if begin is not None and end is not None else None
        if held is not None:
            yield held

    def _go_on(self, start: int, reason: str) -> Generator[Record | Damage, None, int | None]:
        """Settle what a stretch left behind; returns where the next one starts."""
        if self._at is None:
            # Compressed as a whole: nothing behind the damage can be found, nor the damage itself.
            yield from self._release(None)
            if reason != _TORN:
                yield Damage(str(self._file), reason + "; the rest of the file is lost")
            return None
        end = self._framing.end(self._at)
        if end is not None and self._done:
            yield from self._release(end)
            return end if self._data.read_at(end, 4).strip(b"\r\n") else None
        if end is not None and self._at != start:
            # Whole, but FastWARC had read ahead into the damage behind it.
            return self._at
        yield from self._lost(self._at, reason)
        return self._framing.next(self._at + 1)

    def _lost(self, offset: int, reason: str) -> Iterator[Damage]:
        """The damage at ``offset``, unless it is legible that nobody wants the record."""
        head = self._framing.head(offset)
        if b"\n\r\n" in head:
            try:
                raw = next(iter(_iterate(io.BytesIO(head))))
                if _is_legible(raw) and not self._wants(raw):
                    return
            except (OSError, StopIteration):
                pass
        yield Damage(str(self._file), reason, offset, url=target_in(head))


def _is_legible(record: WarcRecord) -> bool:
    """Whether the headers of a damaged record look as if the damage had spared them."""
    if record.record_type & (WarcRecordType.warcinfo | WarcRecordType.request):
        return True
    known = record.record_type not in (WarcRecordType.unknown, WarcRecordType.no_type)
    return known and target_of(record).startswith(("http://", "https://"))


def _iterate(data: FileSlice | io.BytesIO) -> ArchiveIterator:
    """FastWARC from the reading position on. Its quirks mode would skip over damage in silence."""
    return ArchiveIterator(data, parse_http=False, max_header_len=HEADERS_MAX)


def parse_http(raw: WarcRecord) -> None:
    """Read the HTTP headers; those a crawler wrote with bare line feeds, too."""
    if raw.record_type != WarcRecordType.resource:
        raw.is_http = True  # Some programs leave the Content-Type of the record out.
        raw.parse_http(quirks_mode=True, max_header_len=HEADERS_MAX)


def _take(file: WarcFile, offset: int | None, raw: WarcRecord) -> Record:
    """The record with its payload. Raises OSError for damage, _UnreadableError for nonsense."""
    fields = raw.headers
    if fields.get("WARC-Segment-Number"):
        raise _UnreadableError("it is split over several records, which is not supported")
    expected = raw.content_length
    if expected > PAYLOAD_MAX:
        raise _UnreadableError(f"its payload is over {PAYLOAD_MAX // 1024**2} MB")
    payload = raw.reader.read(expected)
    if len(payload) < expected:
        raise OSError(_TORN)
    http = raw.http_headers
    answered = list(http.to_tuples()) if http is not None else []
    status = http.status_code if http is not None else None
    if raw.record_type == WarcRecordType.response and status is None:
        raise _UnreadableError("there is no HTTP answer in it")
    replay = replay_at(target_uri(raw))
    return Record(
        file=file,
        offset=offset,
        length=None,
        type=raw.record_type,
        url=replay.url if replay else target_uri(raw),
        date=_replayed_date(replay, answered) or capture_date(fields.get("WARC-Date"), answered),
        fields=fields,
        status=status,
        http=answered,
        payload=payload,
        transfer=Transfer(
            # Of a revisit it says that the payload is left out, as WARC 1.0 (6.7.2) demands.
            fields.get("WARC-Truncated") if raw.record_type != WarcRecordType.revisit else None,
            (http.status_line or "").partition(" ")[0] if http is not None else "",
        ),
        replay=replay,
    )


def _replayed_date(replay: Replay | None, http: list[tuple[str, str]]) -> dt.datetime | None:
    """When a replayed page was captured: the archive says it more exactly than some URLs."""
    if replay is None:
        return None
    memento = next((value for name, value in http if name.lower() == "memento-datetime"), "")
    return http_date(memento) or replay.moment


def _reason(error: OSError) -> str:
    return f"the record is corrupt ({str(error)[:80]})"
