"""The plan for reading each WARC file: whole, or only the records that an index lists as wanted.

An index that does not fit its file would hide pages, so it is believed only if it knows the first
and the last answer of the file and every place it lists is the beginning of the record it names.
The reading itself is cut into units that can be handed to other processes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.left_out import LeftOut, Reason
from crawler.webarchives.warc.captured_page import (
    CapturedPage,
    Found,
    NoPage,
    Opened,
    Repeat,
    dated,
    is_page_type,
    is_text_type,
    may_hold_page,
    opened,
    passed_over,
    record_filter,
)
from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.open_files import OpenFiles
from crawler.webarchives.warc.records import (
    PAGE_RECORDS,
    Record,
    read_records,
    target_in,
    target_of,
)
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError, WarcFile, warc_files

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.processes import Run
    from crawler.webarchives.cdx import RecordLocation
    from crawler.webarchives.local_indexes import IndexFiles, Listing

logger = logging.getLogger(__name__)

_UNKNOWN = WarcRecordType.unknown | WarcRecordType.no_type
_PLACES_AT_ONCE = 50
"""Records in one unit of work."""
_TAILS = (2**20, 2**24)
"""Bytes at a file's end in which its last answer is looked for."""


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """How a file is to be read.

    ``places`` are the records to read, None for the whole file; ``note`` says why indexes that are
    there are not used. ``listed``, offsets and URLs from those indexes, names records too damaged
    to tell their own URL. ``damage`` is known to be lost; ``broken`` says why nothing can be read;
    ``left`` counts the records beside the places.
    """

    places: Sequence[RecordLocation] | None = None
    damage: Sequence[Damage] = ()
    note: str | None = None
    listed: Mapping[int, str] = field(default_factory=dict)
    broken: str | None = None
    left: LeftOut = field(default_factory=LeftOut)

    def named(self, damage: Damage) -> Damage:
        """Damage with the URL of its record, if that is known."""
        at = damage.offset
        listed = self.listed.get(at) if at is not None else None
        return replace(damage, url=listed or damage.url)


def plan(
    file: WarcFile,
    indexes: Sequence[Listing],
    wanted: Callable[[str], bool] | None,
) -> ReadPlan:
    """How to read a file of which ``indexes`` list some places.

    With ``wanted`` a file that no index covers is looked through for its places here and now.
    """
    try:
        doubts = []
        for listing in indexes:
            doubt = _doubt(file, listing)
            if doubt is None:
                return ReadPlan(listing.places, left=listing.left)
            doubts.append(doubt)
        note = f"{file} is read whole: {'; '.join(doubts)}" if doubts else None
        listed = {at: url for listing in indexes for at, url in listing.places}
        reason = "the file ends before this record, which an index lists"
        beyond = [
            Damage(str(file), reason, at, url=url)
            for at, url in sorted(listed.items())
            if at >= file.end
        ]
        found = ReadPlan(damage=beyond, note=note, listed=listed)
        return found if wanted is None else _looked_through(file, wanted, found)
    except (OSError, NotAWarcFileError) as error:
        return ReadPlan(broken=because(error))


def _doubt(file: WarcFile, listing: Listing) -> str | None:
    """Why an index cannot be relied on for a file; None if it can."""
    index = listing.index
    for which, find in (("first", first_answer), ("last", last_answer)):
        record = find(file)
        if record is None or record.offset is None:
            return f"where its {which} answer is cannot be told"
        try:
            is_listed = index.lists(record.url, file.name, record.offset - file.start)
        except ValueError as error:
            return str(error)
        if not is_listed:
            return f"{index} does not list its {which} page"
    with file.open() as data:
        framing = framing_of(file, data)
        for offset, url in listing.places:
            if framing is None or not framing.starts_at(offset):
                return f"{index} lists a record at byte {offset}, where none begins"
            target = target_in(framing.head(offset))
            if target is not None and target != url:
                return f"{index} lists {url} at byte {offset}, where {target} is"
    return None


def _looked_through(file: WarcFile, wanted: Callable[[str], bool], found: ReadPlan) -> ReadPlan:
    """The plan with the places of what is wanted; as it was if records do not stand alone."""
    places: list[RecordLocation] = []
    damage = list(found.damage)
    left = LeftOut()
    passes = passed_over(file, wanted, left)
    for record in read_records(file, record_filter(wanted), may_hold_page, passes):
        if isinstance(record, Damage):
            damage.append(found.named(record))
        elif record.offset is None:
            return found
        else:
            places.append((record.offset, record.url))
    return replace(found, places=places, damage=damage, left=left)


def read_places(file: WarcFile, places: Sequence[RecordLocation]) -> list[Found]:
    """What stands at some places that may be a page."""
    with OpenFiles() as files:
        return [_read_place(files, file, offset, url) for offset, url in places]


def _read_place(files: OpenFiles, file: WarcFile, offset: int, url: str) -> Found:
    try:
        record = files.record(file, offset)
    except OSError as error:
        record = Damage(str(file), because(error), offset)
    if isinstance(record, Damage):
        return replace(record, url=url)  # what is damaged may say anything
    if record.type == WarcRecordType.revisit:
        return Repeat(offset)
    if record.type & PAGE_RECORDS:
        page = opened(record)
        is_page = isinstance(page, Damage) or _is_page(record, page)
        return page if is_page else NoPage(url)
    if record.type & _UNKNOWN:
        return Damage(str(file), "it is no record of a kind we know", offset, url=url)
    return NoPage(url)


def _is_page(record: Record, found: Opened) -> bool:
    content_type = record.fields.get("Content-Type")
    if record.type == WarcRecordType.conversion:
        return is_text_type(content_type)
    if record.type == WarcRecordType.resource and is_text_type(content_type):
        return True
    return found.page.status != HTTPStatus.OK or is_page_type(found.page.header("Content-Type"))


def first_answer(file: WarcFile) -> Record | None:
    """The first answer over HTTP; None where there is none, or damage, or no record stands alone.

    Raises OSError, and NotAWarcFileError when there is no record in the file.
    """
    return _alone(next(read_records(file, _is_answer), None))


def last_answer(file: WarcFile) -> Record | None:
    """The last answer over HTTP, if it stands near the end and there is no damage behind it."""
    for size in _TAILS:
        last = None
        with file.open() as data:
            framing = framing_of(file, data)
            begins = framing.next(max(file.start, file.end - size)) if framing else None
        if begins is not None:
            for last in read_records(replace(file, start=begins), _is_answer):
                if isinstance(last, Damage):
                    return None
        if last is not None:
            return _alone(last)
    return None


def _alone(record: Record | Damage | None) -> Record | None:
    return record if isinstance(record, Record) and record.offset is not None else None


def _is_answer(record: WarcRecord) -> bool:
    is_http = target_of(record).startswith(("http://", "https://"))
    return is_http and record.record_type == WarcRecordType.response


# -- Units of work ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkUnit:
    """Places of a file to read. A file's first unit has none, but the plan for the file."""

    file: WarcFile
    places: Sequence[RecordLocation] = ()
    plan: ReadPlan | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file of which is asked how to read it; ``broken`` says why it cannot be."""

    file: WarcFile
    indexes: Sequence[Listing] = ()
    broken: str | None = None


def work_units(
    paths: Sequence[Path],
    indexes: IndexFiles | None,
    run: Run,
    wanted: Callable[[str], bool] | None,
    left: LeftOut,
) -> Iterator[WorkUnit]:
    """What is to be read, file by file: first the plan for it, then its places in batches.

    Args:
        paths: WARC files and WACZ packages, in the order they are to be read in.
        indexes: where places are looked up; None if everything is read that ``wanted`` names.
        run: maps a function over its arguments in order, here or in other processes.
        wanted: whether the page at a URL is. With it a file that no index covers is
            looked through for its places by whoever plans, so that several can be at once; None:
            such a file is read by whoever takes its plan.
        left: counts what packages hold beside WARC files.
    """
    for asked, found in run(partial(_plan, wanted), _asked(paths, indexes, left)):
        if found.note:
            logger.warning(found.note)
        places = found.places or ()
        yield WorkUnit(
            asked.file, plan=found if found.places is None else replace(found, places=())
        )
        for start in range(0, len(places), _PLACES_AT_ONCE):
            yield WorkUnit(asked.file, places[start : start + _PLACES_AT_ONCE])


def read_work_unit(
    make: Callable[[CapturedPage], CapturedPage] | None, unit: WorkUnit
) -> list[Found]:
    """What stands at the places of a unit, each page as what ``make`` makes of it."""
    found = read_places(unit.file, unit.places)
    if make is None:
        return found
    return [
        replace(each, page=make(each.page))
        if isinstance(each, Opened) and not isinstance(dated(each.page), Damage)
        else each
        for each in found
    ]


def _asked(paths: Sequence[Path], indexes: IndexFiles | None, left: LeftOut) -> Iterator[_Asked]:
    for path in paths:
        try:
            for file in warc_files(path, partial(left.add, Reason.UNKNOWN_FILE)):
                yield _Asked(
                    file,
                    indexes.of(file) if indexes and not file.broken else (),
                    broken=file.broken,
                )
        except (OSError, NotAWarcFileError) as error:
            yield _Asked(WarcFile(path, 0, 0), broken=because(error))


def _plan(wanted: Callable[[str], bool] | None, asked: _Asked) -> ReadPlan:
    if asked.broken:
        return ReadPlan(broken=asked.broken)
    return plan(asked.file, asked.indexes, wanted)


def because(error: Exception) -> str:
    """Why a file cannot be read, in a few words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
