"""The labelled pages beside the project, and the two halves they are divided into.

One half may be looked at when a rule is made or a weight is fitted; of the other nothing but its
sums is looked at. Which half a page belongs to follows from its file's name, so that nobody
chooses.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SHARED = Path(__file__).parents[3] / "shared"

Half = Literal["learned", "held back"]
HALVES: tuple[Half, ...] = ("learned", "held back")

Source = Literal["families", "any", "small"]
"""Pages of both families read by hand; any German pages and newspapers; small failing pages."""

_TRUTHS: dict[Source, tuple[Path, Path]] = {
    "families": (SHARED / "pages" / "truth.jsonl", SHARED / "pages" / "html"),
    "any": (SHARED / "pages-more" / "truth.jsonl", SHARED / "pages-more" / "html"),
    "small": (SHARED / "cases" / "pages" / "cases.jsonl", SHARED / "cases" / "pages"),
}


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A stored page, its URL, and what somebody says of it."""

    source: Source
    path: Path
    url: str
    truth: dict[str, Any]

    @property
    def half(self) -> Half:
        """The half it belongs to."""
        return half_of(self.path.name)


def half_of(name: str) -> Half:
    """The half a file belongs to."""
    return HALVES[zlib.crc32(name.encode()) % 2]


def labelled_pages(*sources: Source) -> Iterator[LabelledPage]:
    """The pages of the sources that are there; without names those of all."""
    for source in sources or tuple(_TRUTHS):
        truths, folder = _TRUTHS[source]
        for row in rows(truths):
            yield LabelledPage(source, folder / row["file"], row["url"], row)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON Lines; none if it is not there."""
    if path.exists():
        yield from map(json.loads, path.read_text("utf-8").splitlines())
