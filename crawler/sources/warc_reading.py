"""What is to be read of WARC files, in pieces that processes can be handed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from fastwarc.warc import WarcRecordType

from crawler.left_out import LeftOut, Reason
from crawler.webarchives.warc.damage import NotAWarcFileError
from crawler.webarchives.warc.ends import first_answer, last_answer
from crawler.webarchives.warc.files import WarcFile, warc_files
from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.originals import Originals
from crawler.webarchives.warc.pages import (
    PAGE_RECORDS,
    CapturedPage,
    Damage,
    Found,
    NoPage,
    Opened,
    Repeat,
    dated,
    is_page_type,
    may_hold_page,
    opened,
    page_of,
    passed_over,
    record_filter,
)
from crawler.webarchives.warc.records import Record, read_record, read_records, target_in

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.processes import Run
    from crawler.webarchives.index_files import IndexFiles, Listing
    from crawler.webarchives.listed import Place
    from crawler.webarchives.warc.files import WarcFile
    from crawler.webarchives.warc.pages import Found


# -- Where in a WARC file the pages are that are wanted: what an index says, held against the file -


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be read.

    ``places`` is None if that is from beginning to end, and ``note`` says why no index is used
    where there are some; what they list (``listed``) still names what is too damaged to do so.
    ``damage`` is what is known to be lost; ``broken`` says why nothing at all can be read. ``left``
    counts what stands beside the places.
    """

    places: Sequence[Place] | None = None
    damage: Sequence[Damage] = ()
    note: str | None = None
    listed: Mapping[int, str] = field(default_factory=dict)
    broken: str | None = None
    left: LeftOut = field(default_factory=LeftOut)

    def named(self, damage: Damage) -> Damage:
        """Damage with the address of its record, if anything tells it."""
        at = damage.offset
        listed = self.listed.get(at) if at is not None else None
        return replace(damage, url=damage.url or listed)


def plan(
    file: WarcFile,
    indexes: Sequence[Listing],
    wanted: Callable[[str], bool] | None,
) -> Plan:
    """How to read a file of which ``indexes`` list some places.

    With ``wanted`` a file that no index covers is looked through for its places here and now.
    """
    try:
        doubts = []
        for listing in indexes:
            doubt = _doubt(file, listing)
            if doubt is None:
                return Plan(listing.places, left=listing.left)
            doubts.append(doubt)
        note = f"{file} is read whole: {'; '.join(doubts)}" if doubts else None
        listed = {at: url for listing in indexes for at, url in listing.places}
        reason = "the file ends before this record, which an index lists"
        beyond = [
            Damage(str(file), reason, at, url=url)
            for at, url in sorted(listed.items())
            if at >= file.end
        ]
        found = Plan(damage=beyond, note=note, listed=listed)
        return found if wanted is None else _looked_through(file, wanted, found)
    except (OSError, NotAWarcFileError) as error:
        return Plan(broken=because(error))


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


def _looked_through(file: WarcFile, wanted: Callable[[str], bool], found: Plan) -> Plan:
    """The plan with the places of what is wanted; as it was if records do not stand alone."""
    places: list[Place] = []
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


def read_places(file: WarcFile, places: Sequence[Place]) -> list[Found]:
    """What stands at some places that may be a page."""
    found: list[Found] = []
    for offset, url in places:
        try:
            record = read_record(file, offset)
        except OSError as error:
            record = Damage(str(file), because(error), offset)
        if isinstance(record, Damage):
            found.append(replace(record, url=record.url or url))
        elif record.type == WarcRecordType.revisit:
            found.append(Repeat(offset))
        elif record.type & PAGE_RECORDS:
            page = opened(record)
            is_page = isinstance(page, Damage) or _is_page(page)
            found.append(page if is_page else NoPage(url))
        else:
            found.append(NoPage(url))
    return found


def _is_page(found: Opened) -> bool:
    return found.page.status != HTTPStatus.OK or is_page_type(found.page.header("Content-Type"))


def because(error: Exception) -> str:
    """Why a file cannot be read, in a few words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


# -- WARC files that belong together: revisits of one may refer to records of another --------------


class _Place(NamedTuple):
    file: WarcFile
    offset: int


class WarcCollection:
    """Gives each revisit the payload it repeats, and remembers where payloads are.

    Args:
        wanted: says by its address whether a page is needed, in files that are read whole.
        left: counts what is left out.
    """

    def __init__(self, wanted: Callable[[str], bool], left: LeftOut) -> None:
        self._wanted, self._left = wanted, left
        self._wants = record_filter(wanted)
        self._originals = Originals()
        self._late: list[_Place] = []

    def begin(self, file: WarcFile, plan: Plan) -> Iterator[CapturedPage | Damage]:
        """What the plan for a file says is lost, and all its pages if it is to be read whole.

        Raises OSError and NotAWarcFileError.
        """
        if plan.broken:
            raise NotAWarcFileError(plan.broken)
        yield from plan.damage
        self._left.update(plan.left)
        if plan.places is None:
            passes = passed_over(file, self._wanted, self._left)
            for record in read_records(file, self._wants, may_hold_page, passes):
                if isinstance(record, Damage):
                    yield plan.named(record)
                elif record.type == WarcRecordType.revisit:
                    yield from self._repeated(file, record)
                else:
                    yield from self.take(file, opened(record))

    def take(self, file: WarcFile, found: Found) -> Iterator[CapturedPage | Damage]:
        """The page in what was found at a place; originals are remembered for their revisits."""
        if isinstance(found, Opened):
            self._originals.add(file, found.page.capture, found.declared)
            yield dated(found.page)
        elif isinstance(found, Damage):
            yield found
        elif isinstance(found, NoPage):
            self._left.add(Reason.NO_PAGE, found.url)
        else:
            record = read_record(file, found.offset)
            if isinstance(record, Damage):
                yield record
            else:
                yield from self._repeated(file, record)

    def late_revisits(self) -> Iterator[CapturedPage | Damage]:
        """The revisits passed over, now that everything has been seen."""
        for file, offset in self._late:
            record = read_record(file, offset)
            if isinstance(record, Damage):
                yield record
            else:
                yield self._revisited(record) or _without_original(record)

    def _repeated(self, file: WarcFile, revisit: Record) -> Iterator[CapturedPage | Damage]:
        """The page a revisit repeats, unless its original has not been seen yet."""
        page = self._revisited(revisit)
        if page is not None:
            yield page
        elif revisit.offset is not None:
            self._late.append(_Place(file, revisit.offset))
        else:
            yield _without_original(revisit)

    def _revisited(self, revisit: Record) -> CapturedPage | Damage | None:
        place = self._originals.find(revisit)
        if place is None:
            return None
        original = read_record(*place)
        if isinstance(original, Damage):
            return Damage(str(revisit.file), str(original), revisit.offset, url=revisit.url)
        return dated(page_of(revisit, original))

    def close(self) -> None:
        """Let go of the index of originals."""
        self._originals.close()


def _without_original(revisit: Record) -> Damage:
    reason = "the record it repeats is not in this collection, or cannot be read"
    return Damage(str(revisit.file), reason, revisit.offset, url=revisit.url)


logger = logging.getLogger(__name__)

_PLACES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """Places of a file to read. A file's first piece has none, but the plan for the file."""

    file: WarcFile
    places: Sequence[Place] = ()
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file of which is asked how to read it; ``broken`` says why it cannot be."""

    file: WarcFile
    indexes: Sequence[Listing] = ()
    broken: str | None = None


def pieces(
    paths: Sequence[Path],
    indexes: IndexFiles | None,
    run: Run,
    wanted: Callable[[str], bool] | None,
    left: LeftOut,
) -> Iterator[Piece]:
    """What is to be read, file by file: first the plan for it, then its places in batches.

    Args:
        paths: WARC files and WACZ packages, in the order they are to be read in.
        indexes: where places are looked up; None if everything is read that ``wanted`` names.
        run: maps a function over its arguments in order, here or in other processes.
        wanted: says by its address whether a page is. With it a file that no index covers is
            looked through for its places by whoever plans, so that several can be at once; None:
            such a file is read by whoever takes its plan.
        left: counts what packages hold beside WARC files.
    """
    for asked, found in run(partial(_plan, wanted), _asked(paths, indexes, left)):
        if found.note:
            logger.warning(found.note)
        places = found.places or ()
        yield Piece(asked.file, plan=found if found.places is None else replace(found, places=()))
        for start in range(0, len(places), _PLACES_AT_ONCE):
            yield Piece(asked.file, places[start : start + _PLACES_AT_ONCE])


def read_piece(piece: Piece) -> list[Found]:
    """What stands at the places of a piece."""
    return read_places(piece.file, piece.places)


def _asked(paths: Sequence[Path], indexes: IndexFiles | None, left: LeftOut) -> Iterator[_Asked]:
    for path in paths:
        try:
            for file in warc_files(path, partial(left.add, Reason.UNKNOWN_FILE)):
                yield _Asked(file, indexes.of(file) if indexes else ())
        except (OSError, NotAWarcFileError) as error:
            yield _Asked(WarcFile(path, 0, 0), broken=because(error))


def _plan(wanted: Callable[[str], bool] | None, asked: _Asked) -> Plan:
    if asked.broken:
        return Plan(broken=asked.broken)
    return plan(asked.file, asked.indexes, wanted)
