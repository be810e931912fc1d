"""Counts of what a source has and a crawl leaves out, by reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class Reason(StrEnum):
    """Why something is left out; in the order in which it is told."""

    UNDATED = "undated"
    UNREADABLE = "unreadable"
    NO_TEXT = "no_text"
    UNKNOWN_FILE = "unknown_file"
    LINKED = "linked"
    NO_PAGE = "no_page"
    NOT_WANTED = "not_wanted"
    OUT_OF_PERIOD = "out_of_period"
    OVER_LIMIT = "over_limit"
    BESIDE = "beside_pages"
    """Images, style sheets, robots.txt, requests: what every web archive has, and nobody misses."""


_TOLD = {
    Reason.UNDATED: "undated: neither WARC-Date nor the answer's Date tells when",
    Reason.UNREADABLE: "unreadable",
    Reason.NO_TEXT: "without text",
    Reason.UNKNOWN_FILE: "of no known kind of file",
    Reason.LINKED: "links to folders that are read anyway",
    Reason.NO_PAGE: "no page, though at an article's URL: by kind of record, status or type",
    Reason.NOT_WANTED: "not wanted: no article of this portal",
    Reason.OUT_OF_PERIOD: "outside since= and until=",
    Reason.OVER_LIMIT: "over limit=, and what comes behind",
}
"""What a person is told; what is not here is counted only."""


@dataclass(slots=True)
class LeftOut:
    """Counts by reason, and the first example of each."""

    counts: dict[Reason, int] = field(default_factory=dict)
    examples: dict[Reason, str] = field(default_factory=dict)

    def add(self, reason: Reason, example: str, count: int = 1) -> None:
        """Count something: ``example`` is its URL, or the file and where in it."""
        self.counts[reason] = self.counts.get(reason, 0) + count
        self.examples.setdefault(reason, example)

    def update(self, other: LeftOut) -> None:
        """Count what was counted elsewhere, too."""
        for reason, count in other.counts.items():
            self.add(reason, other.examples[reason], count)

    def clear(self) -> None:
        """Begin to count anew."""
        self.counts.clear()
        self.examples.clear()

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
