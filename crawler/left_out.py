"""Counts of what a source has and a crawl leaves out, by reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.books import OVER_LIMIT, Books, EntryKind, EntryOutcome, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self


class Reason(StrEnum):
    """Why something is left out; in the order in which it is told."""

    UNDATED = "undated"
    IMPOSSIBLE_TIME = "impossible_time"
    """An index says that it was captured when nothing can have been."""
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    UNREADABLE_FILE = "unreadable_file"
    UNKNOWN_FILE = "unknown_file"
    LINKED = "linked"
    BESIDE_FILE = "beside_files"
    """Indexes, hidden files, images, style sheets: nothing to read pages from."""
    NO_PAGE = "no_page"
    NO_URL = "no_url"
    NOT_WANTED = "not_wanted"
    OUT_OF_PERIOD = "out_of_period"
    OVER_LIMIT = "over_limit"
    REDIRECT = "redirect"
    """No page, but evidence: where an article's URL led."""
    DUPLICATE = "duplicate"
    """A file of a page that another file has, too."""
    BESIDE = "beside_pages"
    """Images, style sheets, robots.txt, requests: what every web archive has, and nobody misses."""


_TOLD = {
    Reason.UNDATED: "undated: neither WARC-Date nor the answer's Date tells when",
    Reason.IMPOSSIBLE_TIME: "at a time that cannot be, as an index has it",
    Reason.UNREADABLE: "unreadable",
    Reason.NO_TEXT: "without text",
    Reason.NO_PAGE: "no page, though at an article's URL: by kind of record, status or type",
    Reason.NO_URL: "entries of feeds and sitemaps that name no page",
    Reason.NOT_WANTED: "not wanted: no article of this portal",
    Reason.OUT_OF_PERIOD: "outside since= and until=",
    Reason.OVER_LIMIT: "over limit=, and what comes behind",
}
"""What a person is told; files are told by ``files_sentence``, other reasons counted only."""


class _Booked(NamedTuple):
    """How the books have what is left out."""

    kind: EntryKind
    outcome: EntryOutcome
    reason: str


_BOOKED = {
    reason: _Booked(kind, outcome, says)
    for reason, kind, outcome, says in (
        (Reason.UNDATED, EntryKind.RECORD, EntryOutcome.REJECTED, "undated"),
        (Reason.IMPOSSIBLE_TIME, EntryKind.RECORD, EntryOutcome.REJECTED, "impossible time"),
        (Reason.UNREADABLE, EntryKind.RECORD, EntryOutcome.REJECTED, "unreadable"),
        (Reason.NO_TEXT, EntryKind.RECORD, EntryOutcome.REJECTED, "without text"),
        (Reason.UNREADABLE_FILE, EntryKind.FILE, EntryOutcome.REJECTED, "unreadable"),
        (Reason.UNKNOWN_FILE, EntryKind.FILE, EntryOutcome.NOT_WANTED, "of no known kind"),
        (Reason.LINKED, EntryKind.FILE, EntryOutcome.NOT_WANTED, "a link to what is read anyway"),
        (Reason.BESIDE_FILE, EntryKind.FILE, EntryOutcome.NOT_WANTED, "beside captures"),
        (Reason.NO_PAGE, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "no page"),
        (Reason.NO_URL, EntryKind.ARTICLE, EntryOutcome.REJECTED, "an entry that names no page"),
        (Reason.NOT_WANTED, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "no article of this portal"),
        (Reason.OUT_OF_PERIOD, EntryKind.RECORD, EntryOutcome.NOT_WANTED, "outside the period"),
        (Reason.REDIRECT, EntryKind.RECORD, EntryOutcome.ALIAS, "redirected"),
        (Reason.OVER_LIMIT, EntryKind.RECORD, EntryOutcome.NOT_REACHED, OVER_LIMIT),
        (Reason.DUPLICATE, EntryKind.FILE, EntryOutcome.ALIAS, "a page of another file"),
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
    unread: dict[tuple[Reason, str], tuple[int, str]] = field(default_factory=dict)
    """The same of files that are not read, by reason and kind; ``counts`` has them, too.

    And of texts that are not wanted, by the rule.
    """

    def add(self, reason: Reason, example: str, count: int = 1) -> None:
        """Count something: ``example`` is its URL, or the file and where in it."""
        self.counts[reason] = self.counts.get(reason, 0) + count
        self.examples.setdefault(reason, example)

    def note_read(self, kind: str, path: str, count: int = 1) -> None:
        """Count a file that could be read, for the books; ``kind`` is its format."""
        known, first = self.files.get(kind, (0, path))
        self.files[kind] = known + count, first

    def note_unread(self, reason: Reason, kind: str, path: str, count: int = 1) -> None:
        """Count a file that is not read; ``kind`` tells it from others left for that reason."""
        self.add(reason, path, count)
        known, first = self.unread.get((reason, kind), (0, path))
        self.unread[reason, kind] = known + count, first

    def update(self, other: LeftOut) -> None:
        """Count what was counted elsewhere, too."""
        for key, (count, path) in other.unread.items():
            known, first = self.unread.get(key, (0, path))
            self.unread[key] = known + count, first
        for reason, count in other.counts.items():
            self.add(reason, other.examples[reason], count)
        for kind, (count, path) in other.files.items():
            self.note_read(kind, path, count)

    def clear(self) -> None:
        """Begin to count anew."""
        self.counts.clear()
        self.examples.clear()
        self.files.clear()
        self.unread.clear()

    def sentence(self) -> str:
        """``20 not wanted: no article of this portal, for example https://…``; "" for nothing."""
        return "; ".join(
            f"{self.counts[reason]} {what}{self._rules(reason)}, "
            f"for example {_printable(self.examples[reason])}"
            for reason, what in _TOLD.items()
            if self.counts.get(reason)
        )

    def _rules(self, reason: Reason) -> str:
        """`` (3 the home page, 2 a list of articles)``; "" where there is one rule for all."""
        by_rule = ", ".join(
            f"{count} {rule}" for (why, rule), (count, _) in self.unread.items() if why is reason
        )
        return f" ({by_rule})" if by_rule else ""

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
            for (why, kind), (told, path) in self.unread.items():
                if why is reason:
                    count -= told
                    says = f"{booked.reason}{_KIND}{kind}"
                    books.count(booked.kind, booked.outcome, says, path, told)
            if count:
                books.count(*booked, self.examples[reason], count)
        for kind, (count, path) in self.files.items():
            books.meet(EntryKind.FILE, count)
            books.count(EntryKind.FILE, EntryOutcome.READ, kind, path, count)

    @classmethod
    def of_run(cls, books: Books) -> Self:
        """What a run left out, by its books."""
        found = cls()
        for line in books.lines():
            reason, kind = _reason_of(line)
            if reason is not None and kind:
                found.note_unread(reason, kind, line.example or "", line.count)
            elif reason is not None:
                found.add(reason, line.example or "", line.count)
        return found

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What ``as_json`` gave away."""
        found = cls()
        for name, each in values.items():
            found.add(Reason(name), each["example"], each["count"])
        return found


def files_sentence(lines: Iterable[Line]) -> str:
    """``read 12 WARC, 3 ARC; not read: 2 `.open`, 1 linked folder (a loop)``; "" for no files."""
    read, unread, beside = [], [], []
    for line in lines:
        if line.kind is not EntryKind.FILE:
            continue
        reason, kind = _reason_of(line)
        if line.outcome is EntryOutcome.READ:
            read.append(f"{line.count} {line.reason}")
        elif reason is Reason.BESIDE_FILE:
            beside.append(f"{line.count} {kind or line.reason}")
        elif reason is Reason.LINKED:
            folders = "linked folder" if line.count == 1 else "linked folders"
            unread.append(f"{line.count} {folders} ({kind or line.reason})")
        else:
            unread.append(f"{line.count} {kind or line.reason}")
    parts = (("read ", read), ("not read: ", unread), ("beside them ", beside))
    return "; ".join(what + ", ".join(told) for what, told in parts if told)


_KIND = ": "
"""What parts a reason from the kind of file, in the books."""


def _reason_of(line: Line) -> tuple[Reason | None, str]:
    """The reason for which something was left out, by its line in the books, and a file's kind."""
    reasons = {booked: reason for reason, booked in _BOOKED.items()}
    whole = reasons.get(_Booked(line.kind, line.outcome, line.reason))
    if whole is not None:
        return whole, ""
    says, _, kind = line.reason.partition(_KIND)
    return reasons.get(_Booked(line.kind, line.outcome, says)), kind


def _printable(text: str) -> str:
    """``text`` without what would move a terminal's cursor or make a line of its own."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)[:500]
