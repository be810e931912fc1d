"""The choice among an article's captures: the fewest fetches that show every version.

An index tells versions apart by the digest of the payload alone, so that each distinct one is
fetched once. Where the same payload stood before and after another one (an edit taken back), and
when an article was seen last, follows from captures that need no fetch: they repeat one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from crawler.items import GONE, PAGE_STATUSES
from crawler.webarchives.cdx import CdxLine


class Versions(StrEnum):
    """What ``versions=`` may say."""

    FIRST = "first"
    LAST = "last"
    ALL = "all"


@dataclass(slots=True)
class Fetch:
    """A payload to fetch: as ``capture``, and the captures that show the same payload.

    ``repeats`` also stand in when ``capture`` cannot be had.
    """

    capture: CdxLine
    repeats: list[CdxLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """What to take of one article; ``gone`` are captures that say the page is no more."""

    fetches: list[Fetch]
    gone: list[CdxLine]


def choose(listed: Iterable[CdxLine], canonical: str, versions: Versions) -> Choice:
    """Choose among all captures of one article, whatever order they come in.

    Args:
        listed: lines of an index, of all URLs of the article.
        canonical: the article's canonical URL, whose capture is preferred among those with the same
            payload at the same moment.
        versions: all of them, or the first or the last only.
    """
    rows = sorted(set(listed), key=lambda row: _order(row, canonical))
    statuses = _told_statuses(rows)
    pages = [
        row for row in rows if row.may_be_page and _status(row, statuses) in (None, *PAGE_STATUSES)
    ]
    gone = [
        replace(row, status=status) for row in rows if (status := _status(row, statuses)) in GONE
    ]
    if pages and versions is Versions.FIRST:
        pages = pages[:1]
    elif pages and versions is Versions.LAST:
        pages = pages[-1:]
    return Choice(_collapsed(pages, canonical), gone)


def _order(row: CdxLine, canonical: str) -> tuple[object, ...]:
    fields = (row.media_type, row.status or 0, row.digest or "", row.file or "", row.offset or 0)
    return (row.captured_at, row.url != canonical, row.url, row.is_revisit, *fields)


def _told_statuses(rows: Iterable[CdxLine]) -> dict[str, int]:
    """The status that goes with a payload, if it is one: nothing at all is sent with several."""
    found: dict[str, set[int]] = {}
    for row in rows:
        if row.digest and row.status is not None and not row.is_revisit:
            found.setdefault(row.digest, set()).add(row.status)
    return {digest: min(each) for digest, each in found.items() if len(each) == 1}


def _status(row: CdxLine, statuses: Mapping[str, int]) -> int | None:
    """The status of a capture; a revisit has that of the record whose payload it repeats."""
    if row.is_revisit or row.status is None:
        return statuses.get(row.digest or "", row.status)
    return row.status


def _collapsed(pages: list[CdxLine], canonical: str) -> list[Fetch]:
    """One fetch a payload; a capture without digest is a payload of its own."""
    shown = _sightings(pages)
    fetches: dict[object, Fetch] = {}
    for number, row in enumerate(shown):
        key = row.digest or number
        if key in fetches:
            fetches[key].repeats.append(row)
        else:
            fetches[key] = Fetch(row)
    for fetch in fetches.values():
        rows = [fetch.capture, *fetch.repeats]
        best = min(rows, key=lambda row: (row.url != canonical, row.is_revisit))
        rows.remove(best)
        fetch.capture, fetch.repeats = best, rows
    return list(fetches.values())


def _sightings(pages: list[CdxLine]) -> list[CdxLine]:
    """The captures that show a change at their URL, and the last one of all."""
    taken: set[CdxLine] = set(pages[-1:])
    by_url = sorted(pages, key=lambda row: row.url)  # stable: each URL in the order of time
    for _, captures in groupby(by_url, key=lambda row: row.url):
        before: str | None = None
        for row in captures:
            if row.digest is None or row.digest != before:
                taken.add(row)
            before = row.digest
    return [row for row in pages if row in taken]
