"""Books of a run: everything it meets is entered once, and leaves with exactly one outcome.

That is double entry: what was met is counted where it is met, what became of it where that is
known, and the two sums have to be equal when the run ends. What has no outcome then was lost by a
mistake of ours, and is said to be.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from typing import Self


class EntryKind(StrEnum):
    """What a run meets."""

    ARTICLE = "article"
    """A URL at which an article may be: linked, named by a feed, due for a visit, redirected to."""
    LIST = "list"
    """A page of a list of articles."""
    FEED = "feed"
    SITEMAP = "sitemap"
    RECORD = "record"
    """A capture: a record of a WARC file, a row of a web archive's index, a text."""
    FILE = "file"
    """A file of a folder or package that is a source."""


class EntryOutcome(StrEnum):
    """What became of an entry; of two outcomes of one URL the one that stands first here counts."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    READ = "read"
    """Of what is no article: it was read whole."""
    HELD = "held"
    ALIAS = "alias"
    """Another URL of an article or page, which has an entry of its own."""
    GONE = "gone"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    """Kept from us: by robots.txt, a reservation, a wall, a refusing status."""
    NOT_DUE = "not_due"
    """Stored or looked at by an earlier run, and not to be looked at yet."""
    NOT_REACHED = "not_reached"
    """Left when the run ended: by a limit, its budget, a stop or a failure."""
    NOT_WANTED = "not_wanted"
    """Left by a rule: no article of the portal, outside the period asked for."""
    UNACCOUNTED = "unaccounted"
    """Lost by a mistake of ours."""


_RANK = {outcome: rank for rank, outcome in enumerate(EntryOutcome)}
_OWN = re.compile(
    r"[,:]?\s*\S*https?://\S+?(?=[,:;.>]*(?:\s|$))"
    r"|\s(?:of|at)\s\d{4}-\d\d-\d\dT[\d:.]+Z?"
    r"|\sfor another \d+ s"
)
"""What a reason says of one entry only: a URL, a moment, how long a host is still to be left."""
_REASON_MAX = 200
_REASONS_MAX = 30
"""Maximum number of reasons of one kind and outcome that are told apart."""
OTHER_REASONS = "other reasons"
OVER_LIMIT = "over limit="
"""Why a run leaves what comes behind as many articles as were asked for."""
FORGOTTEN = "forgotten on request"
"""Why an article is not stored that a person had forgotten (``crawler.archive.forgotten``)."""
_NAMES = {EntryKind.ARTICLE: "URL", EntryKind.LIST: "list page"}
"""What people call entries of a kind, where it is not its name."""


@dataclass(slots=True)
class Line:
    """Entries of one kind with one outcome for one reason: how many, and one of them."""

    kind: EntryKind
    outcome: EntryOutcome
    reason: str
    count: int = 0
    example: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {
            "kind": self.kind.value,
            "outcome": self.outcome.value,
            "reason": self.reason,
            "count": self.count,
            "example": self.example,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of ``as_json``."""
        known = EntryKind(values["kind"]), EntryOutcome(values["outcome"])
        return cls(*known, values["reason"], values["count"], values["example"])


class Books:
    """What one run met, and what became of it.

    URLs are entered one by one (``expect``, ``settle``). Records and files, of which a web archive
    has millions, are only counted: ``meet`` where they are met, ``count`` where they end.
    """

    def __init__(self) -> None:
        self._met: Counter[EntryKind] = Counter()
        self._open: dict[str, EntryKind] = {}
        self._settled: dict[int, Line] = {}
        """The hash of a URL, which takes a tenth of its memory → the line that counts it."""
        self._lines: dict[tuple[EntryKind, EntryOutcome, str], Line] = {}

    # -- what is met ------------------------------------------------------------------------------

    def expect(self, kind: EntryKind, url: str) -> None:
        """Enter a URL that is requested, also one that had been left: an outcome has to follow."""
        self._withdraw(url)
        self._open[url] = kind
        self._met[kind] += 1

    def expect_once(self, kind: EntryKind, url: str) -> None:
        """``expect`` a URL of which several captures may be read, unless it has been met."""
        if not self.has(url):
            self.expect(kind, url)

    def meet(self, kind: EntryKind, count: int = 1) -> None:
        """Enter what is only counted."""
        self._met[kind] += count

    def has(self, url: str) -> bool:
        """Whether the run has met the URL."""
        return url in self._open or hash(url) in self._settled

    def awaits(self, url: str) -> bool:
        """Whether the URL was requested and has no outcome yet."""
        return url in self._open

    def awaited_kind(self, url: str) -> EntryKind | None:
        """What a URL without an outcome was requested as; None: it was not, or has one."""
        return self._open.get(url)

    # -- what becomes of it -----------------------------------------------------------------------

    def settle(
        self,
        kind: EntryKind,
        url: str,
        outcome: EntryOutcome,
        reason: str = "",
        *,
        corrects: bool = False,
    ) -> None:
        """Give a URL its outcome, and enter it if it was not met before.

        Of several outcomes, of captures for instance, the one that stands first in
        ``EntryOutcome`` counts; the last one where it ``corrects`` what was said before.
        """
        before = None if url in self._open else self._settled.get(hash(url))
        if before and not corrects and _RANK[before.outcome] <= _RANK[outcome]:
            return
        self._withdraw(url)
        self._met[kind] += 1
        self._settled[hash(url)] = self._add(kind, outcome, reason, url)

    def leave(self, kind: EntryKind, url: str, outcome: EntryOutcome, reason: str) -> None:
        """``settle`` a URL that is not requested, unless it has been met otherwise."""
        if not self.has(url):
            self.settle(kind, url, outcome, reason)

    def count(
        self,
        kind: EntryKind,
        outcome: EntryOutcome,
        reason: str = "",
        example: str | None = None,
        count: int = 1,
    ) -> None:
        """Count the outcome of something that was met; ``count`` below 0 takes one back."""
        self._add(kind, outcome, reason, example, count)

    def _withdraw(self, url: str) -> None:
        """Take a URL out of the books, to be entered anew."""
        kind = self._open.pop(url, None)
        if kind is not None:
            self._met[kind] -= 1
        elif line := self._settled.pop(hash(url), None):
            self._met[line.kind] -= 1
            line.count -= 1
            if line.example == url:
                line.example = None

    def _add(
        self,
        kind: EntryKind,
        outcome: EntryOutcome,
        reason: str,
        example: str | None,
        count: int = 1,
    ) -> Line:
        reason = _shared(reason)
        key = kind, outcome, reason
        line = self._lines.get(key)
        if line is None:
            several = sum(known[:2] == key[:2] for known in self._lines)
            if several >= _REASONS_MAX and reason != OTHER_REASONS:
                return self._add(kind, outcome, OTHER_REASONS, example, count)
            line = self._lines[key] = Line(kind, outcome, reason)
        line.count += count
        line.example = line.example or example
        return line

    # -- when the run ends ------------------------------------------------------------------------

    def close(self, ended_early: str | None) -> list[str]:
        """Settle what is left, and return what does not add up, in sentences for people.

        ``ended_early`` says why the run ended before it had done everything; None if it had.
        """
        left = EntryOutcome.NOT_REACHED if ended_early else EntryOutcome.UNACCOUNTED
        for url, kind in [*self._open.items()]:
            self.settle(kind, url, left, ended_early or "")
        faults = []
        for kind in EntryKind:
            missing = self._met[kind] - self._sum(kind)
            if missing > 0:
                self._add(kind, left, ended_early or "", None, missing)
            elif missing < 0:
                self._met[kind] -= missing  # so that the rest can be read
                faults.append(f"{named(kind, -missing)} with more outcomes than one")
        faults += [
            f"{named(line.kind, line.count)} without an outcome"
            + (f", for example {line.example}" if line.example else "")
            for line in self.lines()
            if line.outcome is EntryOutcome.UNACCOUNTED
        ]
        return [
            f"the books of this run do not close: {fault}. This is a mistake in Clusterarchiv; "
            "please report it"
            for fault in faults
        ]

    def _sum(self, kind: EntryKind) -> int:
        return sum(line.count for line in self._lines.values() if line.kind is kind)

    def lines(self) -> list[Line]:
        """All lines with a count, in order."""
        return in_order(line for line in self._lines.values() if line.count)

    def met(self, kind: EntryKind) -> int:
        """How many of a kind were met."""
        return self._met[kind]


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Lines as they are told: by kind and outcome, and what is frequent first."""
    kinds = [*EntryKind]
    return sorted(
        lines, key=lambda line: (kinds.index(line.kind), _RANK[line.outcome], -line.count)
    )


def sums_of(lines: Iterable[Line]) -> dict[EntryKind, Counter[EntryOutcome]]:
    """How many entries of each kind had each outcome, in the order in which they are told."""
    sums: dict[EntryKind, Counter[EntryOutcome]] = {}
    for line in sorted(lines, key=lambda line: _RANK[line.outcome]):
        sums.setdefault(line.kind, Counter())[line.outcome] += line.count
    return {kind: sums[kind] for kind in EntryKind if kind in sums}


def sentence_of(lines: Iterable[Line], *, but: AbstractSet[EntryOutcome] = frozenset()) -> str:
    """``83 URLs: 67 new, 16 not due; 4 list pages: 4 read``; "" for nothing.

    Args:
        lines: of the books.
        but: outcomes of URLs that are told elsewhere: ``83 URLs, of them 16 not due``.
    """
    return "; ".join(
        _told(kind, counts, but if kind is EntryKind.ARTICLE else frozenset())
        for kind, counts in sums_of(lines).items()
    )


def _told(kind: EntryKind, counts: Counter[EntryOutcome], but: AbstractSet[EntryOutcome]) -> str:
    outcomes = ", ".join(
        f"{count} {outcome.replace('_', ' ')}"
        for outcome, count in counts.items()
        if outcome not in but
    )
    between = ": " if but.isdisjoint(counts) else ", of them "
    return named(kind, counts.total()) + (f"{between}{outcomes}" if outcomes else "")


def named(kind: EntryKind, count: int) -> str:
    """A number of entries: ``1 list page``, ``12 files``."""
    return f"{count:,} {_NAMES.get(kind, kind.value)}{'' if count == 1 else 's'}"


def _shared(reason: str) -> str:
    """A reason that many entries can share."""
    if reason:
        reason = _OWN.sub("", reason).strip()
    return reason[:_REASON_MAX]
