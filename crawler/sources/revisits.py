"""Revisit records and the payloads they repeat, over all WARC files of one collection.

A revisit (WARC 1.1, 6.7) has headers of its own and refers to an earlier record for its payload,
which may stand in another file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fastwarc.warc import WarcRecordType

from crawler.left_out import LeftOut, Reason
from crawler.webarchives.warc.captured_page import (
    CapturedPage,
    Damage,
    Found,
    NoPage,
    Opened,
    dated,
    may_hold_page,
    opened,
    page_of,
    passed_over,
    record_filter,
)
from crawler.webarchives.warc.originals import Originals
from crawler.webarchives.warc.records import Record, read_record, read_records
from crawler.webarchives.warc.warc_file import NotAWarcFileError, WarcFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.sources.read_plan import ReadPlan


class _Place(NamedTuple):
    file: WarcFile
    offset: int


class RevisitResolver:
    """Gives each revisit the payload it repeats, and remembers where payloads are.

    Args:
        wanted: whether the page at a URL is needed, in files that are read whole.
        left: counts what is left out.
    """

    def __init__(self, wanted: Callable[[str], bool], left: LeftOut) -> None:
        self._wanted, self._left = wanted, left
        self._wants = record_filter(wanted)
        self._originals = Originals()
        self._late: list[_Place] = []
        self._files: list[WarcFile] = []

    def begin(self, file: WarcFile, plan: ReadPlan) -> Iterator[CapturedPage | Damage]:
        """What the plan for a file says is lost, and all its pages if it is to be read whole.

        Raises OSError and NotAWarcFileError.
        """
        if plan.broken:
            raise NotAWarcFileError(plan.broken)
        self._files.append(file)
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
            self._originals.add(file, found.page.capture, found.declared, found.record_id)
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
        """The revisits passed over, now that everything has been seen.

        One may refer to another that is among them, so they are gone through until none is found.
        """
        self._look_for(self._unwanted_originals())
        late, found = self._late, True
        while late and found:
            found, places, late = False, late, []
            for file, offset in places:
                record = read_record(file, offset)
                page = record if isinstance(record, Damage) else self._revisited(record)
                if page is None:
                    late.append(_Place(file, offset))
                else:
                    found = True
                    yield page
        for file, offset in late:
            record = read_record(file, offset)
            yield record if isinstance(record, Damage) else _without_original(record)

    def _unwanted_originals(self) -> set[str]:
        """URLs nobody wants at which payloads stand that wanted pages repeat: one error page."""
        urls = set()
        for file, offset in self._late:
            record = read_record(file, offset)
            if not isinstance(record, Damage) and self._originals.find(record) is None:
                urls.add((record.fields.get("WARC-Refers-To-Target-URI") or "").strip("<> "))
        return {url for url in urls if url and not self._wanted(url)}

    def _look_for(self, urls: set[str]) -> None:
        """Remember what stands at these URLs, which was passed over."""
        if not urls:
            return
        for file in self._files:
            try:
                for record in read_records(file, record_filter(urls.__contains__)):
                    if isinstance(record, Damage) or record.type == WarcRecordType.revisit:
                        continue
                    found = opened(record)
                    if isinstance(found, Opened):
                        self._originals.add(file, found.page.capture, found.declared)
            except (OSError, NotAWarcFileError):  # has been told
                continue

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
        self._originals.add_revisit(revisit, *place)
        return dated(page_of(revisit, original))

    def close(self) -> None:
        """Close the index of originals."""
        self._originals.close()


def _without_original(revisit: Record) -> Damage:
    reason = "the record it repeats is not in this collection, or cannot be read"
    return Damage(str(revisit.file), reason, revisit.offset, url=revisit.url)
