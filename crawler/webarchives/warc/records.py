"""The records of one WARC file: all that can be read, and a report of what cannot.

FastWARC reads; what it leaves to us is what happens around damage and around what it does not know.
It stops at the first corrupt or empty member, takes a torn tail for a clean end, and knows only one
spelling of heads. Here such a record is found by its framing and read again, written as it should
have been (``heads``); reading goes on at the next one that can be found, and every loss is yielded
as Damage in its place.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from crawler.webarchives.rewriting import Replay, original_url, replay_at
from crawler.webarchives.warc.arc import PackedArc, PlainArc
from crawler.webarchives.warc.dates import capture_date, http_date
from crawler.webarchives.warc.framing import PlainFraming, Unpacked, framing_of
from crawler.webarchives.warc.heads import (
    as_text,
    read_head,
    standard_record,
    standard_response,
)
from crawler.webarchives.warc.heads import target_in as target_uri_in
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

_RECORD_MAX = PAYLOAD_MAX + HEADERS_MAX
_ARC_TORN = "the record is torn or corrupt"
_TORN = "the file ends in the middle of the record"
_MISREAD = "its head cannot be read"
_KINDS = {
    "warcinfo", "response", "resource", "request",
    "metadata", "revisit", "conversion", "continuation",
}  # fmt: skip
CAPTURE_RECORDS = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
"""Kinds of records that the recorder writes captures as."""
PAGE_RECORDS = CAPTURE_RECORDS | WarcRecordType.conversion
"""Kinds of records that pages stand in, whoever wrote them."""
TEXT_RECORDS = WarcRecordType.resource | WarcRecordType.conversion
"""Those of them without a head of HTTP."""


@dataclass(slots=True)
class Record:
    """One record of kind response, revisit, resource or conversion, with its payload as stored.

    ``offset`` and ``length`` are None where the record cannot be read on its own: in a file that
    was compressed as a whole. ``http`` is empty for a resource or conversion, and for a revisit
    that repeats no headers. ``date`` is None where the record tells nothing that can be believed.
    Of a recorded replay, ``url`` and ``date`` are those of the page that was replayed (``replay``).
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
    return as_text(record.headers.get_bytes(b"WARC-Target-URI") or b"").strip("<> \t\r\n")


def target_in(head: bytes) -> str | None:
    """``target_of`` by the first bytes of a record; None if it cannot be read there."""
    found = target_uri_in(head)
    return None if found is None else original_url(found)


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
            raise NotAWarcFileError("it holds no WARC or ARC record")
        last: Record | Damage | None = None
        if isinstance(framing, PlainArc | PackedArc):
            found = _arc_records(file, framing, wants, keeps, passes)
        else:
            found = _Pass(file, data, framing, wants, keeps, passes).records()
        for last in found:
            yield last
        cut = file.cut
        if cut is None and not data.read_at(file.end - 1, 1):
            cut = "what is behind this cannot be unpacked"
        if cut is not None and not isinstance(last, Damage):
            yield Damage(str(file), cut, file.end)


def read_record(file: WarcFile, offset: int) -> Record | Damage:
    """The one record at ``offset``, or what is wrong with it. Raises OSError as ``open`` does."""
    with file.open() as data:
        return record_within(file, framing_of(file, data), offset)


def record_within(file: WarcFile, framing: Framing | None, offset: int) -> Record | Damage:
    """``read_record`` of a file that is open and has this framing."""
    if framing is None or not framing.starts_at(offset):
        return Damage(str(file), "no record begins here", offset=offset)
    whole = framing.record(offset, most=_RECORD_MAX)
    if whole is None:
        return Damage(str(file), "the record is torn or corrupt", offset=offset)
    unpacked, end = whole
    inner = PlainFraming(Unpacked(unpacked), is_whole=True)
    first = inner.record(inner.begin(0), _RECORD_MAX)  # of several that are compressed as one
    try:
        raw = _reread(first[0] if first else unpacked)
        if raw is not None:
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


def _arc_records(
    file: WarcFile, arc: PlainArc | PackedArc, wants: Asks, keeps: Asks, passes: Tells
) -> Iterator[Record | Damage]:
    """``read_records`` of an ARC file, whose framing gives each record with its place."""
    for found in arc.records(file.start, PAYLOAD_MAX + HEADERS_MAX):
        data = found.head if found.data is None else found.data
        raw = next(iter(_iterate(io.BytesIO(data))), None) if data else None
        if found.data is None or raw is None:
            if raw is None or wants(raw):
                yield Damage(str(file), _ARC_TORN, found.offset, url=target_in(data))
            continue
        if not wants(raw):
            passes(raw)
            continue
        try:
            parse_http(raw)
            if keeps(raw):
                record = _take(file, found.offset, raw)
                record.length = found.length
                yield record
            else:
                passes(raw)
        except (_UnreadableError, OSError) as error:
            yield Damage(str(file), str(error), found.offset, url=target_of(raw))


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
        # A unit is what can be read on its own: a record, or several compressed as one. FastWARC
        # tells where it is, which may be the next unit while it gives records of this one; so the
        # unit before is kept until this one is sure. With each unit goes how many records came.
        self._unit, self._came = file.start, 0
        self._before: tuple[int, int] | None = None
        # Units of several records that are too long to be read again, or torn.
        self._streamed: set[int] = set()
        # The last record: whether it is whole and how long shows only where the next one begins.
        self._held: Record | Damage | None = None

    def records(self) -> Iterator[Record | Damage]:
        """All records and all damage."""
        start = self._framing.begin(self._file.start)
        while start < self._file.end:
            self._unit, self._came, self._before, self._held = start, 0, None, None
            try:
                yield from self._stretch(start)
                reason = _TORN
            except OSError as error:
                reason = _reason(error)
            start = yield from self._go_on(reason)

    def _stretch(self, start: int) -> Iterator[Record | Damage]:
        self._data.seek(start)
        told: int | None = None
        for raw in _iterate(self._data):
            begins = raw.stream_pos
            offset = None
            if begins == told:
                if self._can_reread():
                    return
                if self._before is not None:
                    self._unit, self._came = self._before[0], self._before[1] + self._came
                    self._before = None
            elif self._framing.starts_at(begins):
                offset = begins
            told = begins
            yield from self._release(offset)
            if offset is not None:
                self._before = (self._unit, self._came) if self._came else None
                self._unit, self._came = offset, 0
            if _is_misread(raw):
                raise OSError(_MISREAD)
            self._held = self._considered(raw, offset)
            self._came += 1

    def _can_reread(self) -> bool:
        """Whether the units in doubt, one of which holds several records, can be read again.

        Then that is done (``_go_on``), for FastWARC does not tell where among several it is.
        """
        units = {self._unit, self._before[0] if self._before else self._unit}
        if not self._streamed.isdisjoint(units):
            return False
        for at in units:
            whole = self._framing.record(at, _RECORD_MAX)
            if whole is None or len(whole[0]) == _RECORD_MAX:
                self._streamed.add(at)
        return self._streamed.isdisjoint(units)

    def _considered(self, raw: WarcRecord, offset: int | None) -> Record | Damage | None:
        """The record, if it is wanted and kept; else ``passes`` is told of it."""
        if self._wants(raw):
            try:
                parse_http(raw)
                if self._keeps(raw):
                    return _take(self._file, offset, raw)
            except _UnreadableError as error:
                return Damage(str(self._file), str(error), offset, url=target_of(raw))
        self._passes(raw)
        return None

    def _release(self, end: int | None) -> Iterator[Record | Damage]:
        """What was held back, now that the record has turned out whole."""
        held, self._held = self._held, None
        if isinstance(held, Record):
            begin = held.offset
            held.offset = begin if end is not None else None
            held.length = end - begin if begin is not None and end is not None else None
        if held is not None:
            yield held

    def _go_on(self, reason: str) -> Generator[Record | Damage, None, int]:
        """Settle what a stretch left behind; returns where the next one starts.

        The last record is read again, and so are those of its unit that did not come: FastWARC may
        have read on into what is behind it, or not known what it is.
        """
        at, came = self._before or (self._unit, 0)
        came = came + self._came if self._before else self._came
        settled = came - (self._held is not None)
        held, self._held = self._held, None
        at, number = self._framing.begin(at), 0
        while at < self._file.end:
            whole = self._framing.record(at, _RECORD_MAX)
            is_long = whole is not None and len(whole[0]) == _RECORD_MAX
            if number >= (came if is_long else settled) and (whole is None or is_long):
                yield from self._lost(at, reason)
                return self._framing.begin(whole[1]) if whole else self._behind(at)
            if whole is None or is_long:
                # Too long to be read again, or torn somewhere behind what came of it.
                if isinstance(held, Record) and came - number > 1:
                    held.offset = None
                self._held = held
                yield from self._release(whole[1] if whole else None)
                if whole is None or reason != _TORN:
                    yield Damage(str(self._file), reason + "; the rest of the file is lost")
                return self._framing.begin(whole[1]) if whole else self._behind(at)
            number = yield from self._reread_unit(at, *whole, number, settled)
            at = self._framing.begin(whole[1])
            if number >= came:
                break
        return at

    def _behind(self, damage: int) -> int:
        following = self._framing.next(damage + 1)
        return self._file.end if following is None else following

    def _reread_unit(
        self, offset: int, unpacked: bytes, end: int, number: int, settled: int
    ) -> Generator[Record | Damage, None, int]:
        """The records of a unit, the first of which is ``number``, but for those ``settled``.

        Returns the number of the one behind it.
        """
        inner = PlainFraming(Unpacked(unpacked), is_whole=True)
        at = inner.begin(0)
        is_first = True
        while at < len(unpacked):
            found = inner.record(at, _RECORD_MAX)
            after = inner.begin(found[1]) if found else inner.next(at + 1) or len(unpacked)
            if number >= settled:
                alone = offset if is_first and after == len(unpacked) else None
                held = self._reread(found[0] if found else unpacked[at:after], alone)
                if isinstance(held, Record) and alone is not None:
                    held.length = end - offset
                if held is not None:
                    yield held
            at, number, is_first = after, number + 1, False
        return number

    def _reread(self, data: bytes, offset: int | None) -> Record | Damage | None:
        reason = f"the record is corrupt ({_MISREAD})"
        try:
            raw = _reread(data)
            if raw is not None:
                return self._considered(raw, offset)
        except OSError as error:
            reason = _reason(error)
        return Damage(str(self._file), reason, offset, url=target_in(data))

    def _lost(self, offset: int, reason: str) -> Iterator[Damage]:
        """The damage at ``offset``, unless it is legible that nobody wants the record."""
        head = self._framing.head(offset)
        if read_head(head) is not None:
            try:
                raw = _reread(head)
                if raw is not None and _is_legible(raw) and not self._wants(raw):
                    self._passes(raw)
                    return
            except OSError:
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


def _reread(data: bytes) -> WarcRecord | None:
    """The first record in ``data``, whatever its head looks like; None if FastWARC finds none."""
    return next(iter(_iterate(io.BytesIO(standard_record(data)))), None)


def _is_misread(raw: WarcRecord) -> bool:
    """Whether FastWARC has not understood a head that makes sense all the same.

    It looks for the kind and the length under their usual names, and for lines that end in CRLF.
    """
    fields = raw.headers
    if raw.record_type in (WarcRecordType.unknown, WarcRecordType.no_type):
        kind = fields.get("WARC-Type")
        return kind is None or kind.split("\n")[0].strip().lower() in _KINDS
    if raw.content_length == 0 and (fields.get("Content-Length") or "").strip("0 ") != "":
        return True
    return bool(raw.record_type & PAGE_RECORDS) and any("\n" in each for each in fields.values())


def parse_http(raw: WarcRecord) -> None:
    """Read the HTTP headers, however they are written. Raises OSError if the record is torn."""
    if raw.record_type & TEXT_RECORDS:
        return
    expected = raw.content_length
    if expected <= _RECORD_MAX:
        block = raw.reader.read(expected)
        if len(block) < expected:
            raise OSError(_TORN)
        if raw.record_type == WarcRecordType.response or block:
            block = standard_response(block) or block
        raw.set_bytes_content(block)
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
    answered = [(name, value.strip()) for name, value in http.to_tuples()] if http else []
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
            (fields.get("WARC-Truncated") or "").strip().lower() or None
            if raw.record_type != WarcRecordType.revisit
            else None,
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
