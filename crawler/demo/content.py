"""The demo portals' content: articles as their editors wrote them, before any CMS renders them.

One JSON Lines file a portal. Texts are clean German with two marks: ``[text](address)`` is a link,
``{text|role:EDTF}`` a date that the archive must find (``event``, ``deadline``, ``mentioned``).
The renderers turn marks into HTML, ``crawler.demo.expected`` turns them into expected values.
"""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

FIRST_EDITION = 1
LAST_EDITION = 2
EDITED_AT = dt.datetime(2025, 12, 1, 9, 30, tzinfo=dt.UTC)
"""When the second edition's changes were made: its pages' Last-Modified."""

Block = Mapping[str, Any]
"""``{"p": text}``, ``{"h": subhead}``, ``{"ul": [text, …]}`` or ``{"table": [[cell, …], …]}``."""


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article of a demo portal.

    ``address`` is its canonical path. ``date`` is ``YYYY-MM-DD`` or an ISO 8601 time; whether and
    where a page shows it says ``date_in`` (see the renderers). ``markup`` chooses among the
    family's ways to mark up the same thing, ``typesetting`` what is done to its letters.
    """

    address: str
    kind: str
    title: str
    date: str
    language: str = "de"
    subtitle: str | None = None
    kicker: str | None = None
    lead: str | None = None
    blocks: Sequence[Block] = ()
    date_in: str = "page"
    deadline: str | None = None
    updated: str | None = None
    source: str | None = None
    sources: Sequence[str] = ()
    editor: str | None = None
    editors: Sequence[Mapping[str, str | None]] = ()
    places: Sequence[Mapping[str, str | None]] = ()
    topics: Sequence[str] = ()
    further: Sequence[Mapping[str, str]] = ()
    further_heading: str = "Weitere Informationen"
    reading: Sequence[Mapping[str, str]] = ()
    agency: Mapping[str, str] | None = None
    image: Mapping[str, str] | None = None
    sections: Sequence[str] = ()
    markup: str = ""
    typesetting: Sequence[str] = ()
    copy_of: Mapping[str, str] | None = None
    """``url`` of the other portal's article this one was taken from, and the ``relation``."""
    editions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The date without a clock time, ``YYYY-MM-DD``."""
        return self.date[:10]

    @property
    def slug(self) -> str:
        """The last part of the address."""
        return self.address.rstrip("/").rsplit("/", 1)[-1]

    @property
    def written_at(self) -> dt.datetime:
        """When the page was last saved in the first edition (UTC)."""
        day = dt.date.fromisoformat(self.day)
        return dt.datetime(day.year, day.month, day.day, 8, 15, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as one edition of a portal has it, with what its page needs beside it."""

    article: DemoArticle
    modified: dt.datetime
    written: DemoArticle
    """The article as it was in the first edition: so other pages' teasers name it."""
    cosmetic: bool = False
    """The page is dressed differently (menu, teasers, style sheet), its article is the same."""
    deleted: bool = False


@cache
def written(portal: str) -> tuple[DemoArticle, ...]:
    """Return all articles ever written for ``portal`` (``kooperation`` or ``cluster``)."""
    lines = Path(__file__).with_name(f"{portal}.jsonl").read_text("utf-8").splitlines()
    return tuple(DemoArticle(**json.loads(line)) for line in lines)


def entries(articles: Sequence[DemoArticle], edition: int) -> list[Entry]:
    """Return what stands online in ``edition``, and what was deleted with it, newest first.

    An article's ``editions`` says what the second edition does to it: ``{"change": "new"}``,
    ``"deleted"``, ``"cosmetic"``, or ``"edited"`` with the edited ``fields``.

    Raises ValueError for an edition that does not exist.
    """
    if not FIRST_EDITION <= edition <= LAST_EDITION:
        raise ValueError(
            f"edition {edition}: the demo portals have {FIRST_EDITION} and {LAST_EDITION}"
        )
    shown = []
    for written in articles:
        change = written.editions.get("change")
        if edition == FIRST_EDITION:
            if change != "new":
                shown.append(Entry(written, written.written_at, written))
            continue
        article = replace(written, **written.editions.get("fields", {}))
        modified = EDITED_AT if change else written.written_at
        shown.append(Entry(article, modified, written, change == "cosmetic", change == "deleted"))
    return sorted(shown, key=lambda entry: entry.article.date, reverse=True)


class Teasers:
    """Which articles a page names in its margin: those of ``kind`` that came just before it.

    They were chosen when the page was written, and stay: a page does not change because another
    one is edited, deleted or new. The oldest pages name the newest articles.
    """

    def __init__(self, entries: Sequence[Entry], kind: str) -> None:
        written = [entry.written for entry in entries if entry.written.kind == kind]
        old = [article for article in written if article.editions.get("change") != "new"]
        self._oldest_first = sorted(old, key=lambda article: article.date)

    def beside(self, entry: Entry, count: int = 3) -> Sequence[DemoArticle]:
        """Return the teasers beside ``entry``, newest first."""
        date = entry.written.date
        end = bisect_left(self._oldest_first, date, key=lambda article: article.date)
        return (self._oldest_first[max(0, end - count) : end] or self._oldest_first[-count:])[::-1]
