"""Counts of what a source has and a crawl leaves out, by reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.books import Books, EntryKind, EntryOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class Reason(StrEnum):
    """Why something is left out; in the order in which it is told."""

    UNDATED = "undated"
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    UNREADABLE_FILE = "unreadable_file"
    UNKNOWN_FILE = "unknown_file"
    NO_PAGE = "no_page"
    NO_URL = "no_url"
    NOT_WANTED = "not_wanted"
    OUT_OF_PERIOD = "out_of_period"
    OVER_LIMIT = "over_limit"
    REDIRECT = "redirect"
    """No page, but evidence: where an article's URL led."""
    DUPLICATE = "duplicate"
    """A file of a page that another file has, too."""
    BESIDE_FILE = "files_beside_pages"
    """Images, style sheets and what the program that saved a folder wrote for itself."""
    BESIDE = "beside_pages"
    """Images, style sheets, robots.txt, requests: what every web archive has, and nobody misses."""


_TOLD = {
    Reason.UNDATED: "undated: neither WARC-Date nor the answer's Date tells when",
    Reason.UNREADABLE: "unreadable",
    Reason.NO_TEXT: "without text",
    Reason.UNREADABLE_FILE: "unreadable files",
    Reason.UNKNOWN_FILE: "of no known kind of file",
    Reason.NO_PAGE: "no page, though at an article's URL: by kind of record, status or type",
    Reason.NO_URL: "entries of feeds and sitemaps that name no page",
    Reason.NOT_WANTED: "not wanted: no article of this portal",
    Reason.OUT_OF_PERIOD: "outside since= and until=",
    Reason.OVER_LIMIT: "over limit=, and what comes behind",
}
"""What a person is told; what is not here is counted only."""


class _Booked(NamedTuple):
    """How the books have what is left out."""

    kind: EntryKind
    outcome: EntryOutcome
    reason: str


_BOOKED = {
    reason: _Booked(kind, outcome, says)
    for reason, kind, outcome, says in (
        (Reason.UNDATED, EntryKind.RECORD, EntryOutcome.REJECTED, "undated"),
        (Reason.UNREADABLE, EntryKind.RECORD, EntryOutcome.REJECTED, "unreadable"),
        (Reason.NO_TEXT, EntryKind.RECORD, EntryOutcome.REJECTED, "without text"),
        (Reason.UNREADABLE_FILE, EntryKind.FILE, EntryOutcome.REJECTED, "unreadable"),
        (Reason.UNKNOWN_FILE, EntryKind.FILE, EntryOutcome.NOT_WANTED, "of no known kind"),
        (Reason.NO_PAGE, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "no page"),
        (Reason.NO_URL, EntryKind.ARTICLE, EntryOutcome.REJECTED, "an entry that names no page"),
        (Reason.NOT_WANTED, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "no article of this portal"),
        (Reason.OUT_OF_PERIOD, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "outside the period"),
        (Reason.REDIRECT, EntryKind.RECORD, EntryOutcome.ALIAS, "redirected"),
        (Reason.DUPLICATE, EntryKind.FILE, EntryOutcome.ALIAS, "a page of another file"),
        (Reason.BESIDE_FILE, EntryKind.FILE, EntryOutcome.NOT_WANTED, "beside pages"),
        (Reason.OVER_LIMIT, EntryKind.RECORD, EntryOutcome.NOT_REACHED, "over limit="),
        (Reason.BESIDE, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "beside pages"),
    )
}


@dataclass(slots=True)
class LeftOut:
    """Counts by reason, and the first example of each; beside them the files that were read."""

    counts: dict[Reason, int] = field(default_factory=dict)
    examples: dict[Reason, str] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Number of the files of each kind that could be read, and the first of them."""

    def add(self, reason: Reason, example: str, count: int = 1) -> None:
        """Count something: ``example`` is its URL, or the file and where in it."""
        self.counts[reason] = self.counts.get(reason, 0) + count
        self.examples.setdefault(reason, example)

    def note_read(self, kind: str, path: str, count: int = 1) -> None:
        """Count a file that could be read, for the books; ``kind`` is its format."""
        known, first = self.files.get(kind, (0, path))
        self.files[kind] = known + count, first

    def update(self, other: LeftOut) -> None:
        """Count what was counted elsewhere, too."""
        for reason, count in other.counts.items():
            self.add(reason, other.examples[reason], count)
        for kind, (count, path) in other.files.items():
            self.note_read(kind, path, count)

    def clear(self) -> None:
        """Begin to count anew."""
        self.counts.clear()
        self.examples.clear()
        self.files.clear()

    def sentence(self) -> str:
        """``20 not wanted: no article of this portal, for example https://…``; "" for nothing."""
        return "; ".join(
            f"{self.counts[reason]} {what}, for example {_printable(self.examples[reason])}"
            for reason, what in _TOLD.items()
            if self.counts.get(reason)
        )

    def as_json(self) -> dict[str, Any]:
        """By reason an object with ``count`` and ``example``."""
        return {
            reason.value: {"count": self.counts[reason], "example": self.examples[reason]}
            for reason in Reason
            if self.counts.get(reason)
        }

    def enter(self, books: Books, *, are_met: bool = False) -> None:
        """Enter all of it in the books of a run; ``are_met``: it was met before, as other pages."""
        for reason, count in self.counts.items():
            booked = _BOOKED[reason]
            if not are_met:
                books.meet(booked.kind, count)
            books.count(*booked, self.examples[reason], count)
        for kind, (count, path) in self.files.items():
            books.meet(EntryKind.FILE, count)
            books.count(EntryKind.FILE, EntryOutcome.READ, kind, path, count)

    @classmethod
    def of_run(cls, books: Books) -> Self:
        """What a run left out, by its books."""
        found = cls()
        reasons = {booked: reason for reason, booked in _BOOKED.items()}
        for line in books.lines():
            reason = reasons.get(_Booked(line.kind, line.outcome, line.reason))
            if reason is not None:
                found.add(reason, line.example or "", line.count)
        return found

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What ``as_json`` gave away."""
        found = cls()
        for name, each in values.items():
            found.add(Reason(name), each["example"], each["count"])
        return found


def _printable(text: str) -> str:
    """``text`` without what would move a terminal's cursor or make a line of its own."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)[:500]
