"""Where in a WARC file the pages are that are wanted: what an index says, held against the file.

An index is believed about a file when it lists the first and the last answer in it, and every
place it names holds a record of the address it says. Files that grew, were replaced or were torn
since they were indexed fail this, and are read from beginning to end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecordType

from crawler.left_out import LeftOut
from crawler.sources.captured import Damage
from crawler.sources.record_pages import (
    PAGE_RECORDS,
    Found,
    NoPage,
    Opened,
    Repeat,
    is_page_type,
    may_hold_page,
    opened,
    passed_over,
    record_filter,
)
from crawler.warc.damage import NotAWarcFileError
from crawler.warc.ends import first_answer, last_answer
from crawler.warc.framing import framing_of
from crawler.warc.records import read_record, read_records, target_in

if TYPE_CHECKING:
    from crawler.warc.files import WarcFile
    from crawler.webarchives.index_files import Listing
    from crawler.webarchives.listed import Place


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
