"""Links of the Memento protocol: ``Link`` fields (RFC 8288), TimeMaps (RFC 7089, 5; RFC 6690)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from crawler.publishing.replay.mementos import Memento, ascii_form
from crawler.webarchives.timemap import LINK_FORMAT

PAGE_SIZE = 1_000
"""Mementos on one page of a TimeMap."""


def http_moment(moment: dt.datetime) -> str:
    """``Mon, 22 Feb 2016 15:04:05 GMT``."""
    return format_datetime(moment, usegmt=True)


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one original resource.

    Args:
        base: the URL below which TimeMaps, TimeGates and mementos are, with its last slash.
        original: the URL as it was asked for.
    """

    base: str
    original: str

    @property
    def timegate(self) -> str:
        """URL of the TimeGate (URI-G)."""
        return f"{self.base}timegate/{ascii_form(self.original)}"

    def timemap(self, page: int = 1) -> str:
        """URL of a page of the TimeMap (URI-T)."""
        number = f"{page}/" if page > 1 else ""
        return f"{self.base}timemap/link/{number}{ascii_form(self.original)}"

    def memento(self, memento: Memento) -> str:
        """URL of a memento (URI-M)."""
        return f"{self.base}{memento.place}"

    def field(self, mementos: Sequence[Memento], at: int | None = None) -> str:
        """The value of a ``Link`` field: beside the memento at ``at`` stand its neighbours."""
        links = [
            _link(ascii_form(self.original), "original"),
            _link(self.timegate, "timegate"),
            _link(self.timemap(), "timemap", type=LINK_FORMAT),
        ]
        if at is not None:
            last = len(mementos) - 1
            shown = sorted({0, max(0, at - 1), at, min(last, at + 1), last})
            links += [self._memento_link(mementos, number, at) for number in shown]
        return ", ".join(links)

    def document(self, mementos: Sequence[Memento], page: int) -> str:
        """A page of the TimeMap."""
        links = [_link(ascii_form(self.original), "original"), _link(self.timegate, "timegate")]
        for number, (first, last) in enumerate(_pages(mementos), start=1):
            covers = {
                "from": http_moment(mementos[first].captured_at),
                "until": http_moment(mementos[last].captured_at),
            }
            relation = "self" if number == page else "timemap"
            links.append(_link(self.timemap(number), relation, type=LINK_FORMAT, **covers))
        first, last = [*_pages(mementos)][page - 1]
        links += [self._memento_link(mementos, number) for number in range(first, last + 1)]
        return ",\n".join(links) + "\n"

    def _memento_link(self, mementos: Sequence[Memento], number: int, at: int | None = None) -> str:
        relations = [
            name for name, place in (("first", 0), ("last", len(mementos) - 1)) if number == place
        ]
        if at is not None:
            relations += [name for name, by in (("prev", -1), ("next", 1)) if number == at + by]
        moment = http_moment(mementos[number].captured_at)
        return _link(
            self.memento(mementos[number]), " ".join([*relations, "memento"]), datetime=moment
        )


def pages_of(mementos: Sequence[Memento]) -> int:
    """How many pages a TimeMap has."""
    return len([*_pages(mementos)])


def _pages(mementos: Sequence[Memento]) -> Iterator[tuple[int, int]]:
    """The first and last place of each page."""
    for first in range(0, len(mementos), PAGE_SIZE):
        yield first, min(first + PAGE_SIZE, len(mementos)) - 1


def _link(url: str, relation: str, **attributes: str) -> str:
    told = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{url}>; rel="{relation}"{told}'
