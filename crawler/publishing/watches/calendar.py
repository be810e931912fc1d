"""Deadlines as iCalendar (RFC 5545): one all-day event an article, the same when it is moved.

An event's UID is made of portal and number of the article, as an entry's id in feeds; SEQUENCE
grows with every change, and an event is cancelled when the page names no deadline any more or is
gone.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler import __version__
from crawler.publishing.language import Language, marked
from crawler.publishing.search.definition import Search

if TYPE_CHECKING:
    from icalendar import Event

_DEADLINES = """
    SELECT a.id, a.portal, p.title, a.title, a.url,
        d.deadline_on, d.previous_on, d.is_cancelled, d.sequence, d.changed_at
    FROM deadlines AS d JOIN articles AS a ON a.id = d.article_id
    LEFT JOIN portals AS p ON p.name = a.portal
    WHERE d.deadline_on >= :today AND ({where})
    ORDER BY d.deadline_on, a.id
"""
_OF_WATCH = """a.id IN (
    SELECT article_id FROM watch_articles WHERE watch_id = :watch AND (is_match OR d.is_cancelled)
)"""
_DAY = dt.timedelta(days=1)
_SUMMARY = marked("Deadline: %(title)s")
_CANCELLED = marked("No deadline any more: %(title)s")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as a calendar has it."""

    article_id: int
    portal: str | None
    portal_title: str | None
    title: str | None
    url: str
    day: dt.date
    previous: str | None
    is_cancelled: bool
    sequence: int
    changed_at: dt.datetime

    @property
    def uid(self) -> str:
        """Stays when the deadline is moved, and when the portal moves the page."""
        return f"deadline-{self.portal}-{self.article_id}@clusterarchiv.invalid"


def deadlines(db: sqlite3.Connection, search: Search, today: dt.date) -> Iterator[Deadline]:
    """The deadlines ahead of what a search finds, cancelled ones too; the next first."""
    where, values = search.where(db)
    yield from _read(db, where, values, today)


def watched_deadlines(db: sqlite3.Connection, watch_id: int, today: dt.date) -> Iterator[Deadline]:
    """Those ahead of what a watch finds; what it once found is there if it is cancelled."""
    yield from _read(db, _OF_WATCH, {"watch": watch_id}, today)


def _read(
    db: sqlite3.Connection, where: str, values: dict[str, object], today: dt.date
) -> Iterator[Deadline]:
    rows = db.execute(
        _DEADLINES.format(where=where), {**values, "today": today.isoformat()}
    ).fetchall()
    for row in rows:
        article_id, portal, portal_title, title, url = row[:5]
        day, previous, is_cancelled, sequence, changed_at = row[5:]
        yield Deadline(
            article_id, portal, portal_title, title, url, dt.date.fromisoformat(day), previous,
            bool(is_cancelled), sequence, dt.datetime.fromisoformat(changed_at),
        )  # fmt: skip


def write_calendar(
    found: Iterator[Deadline],
    name: str,
    words: Language,
    page_of: Callable[[Deadline], str],
) -> tuple[bytes, int]:
    """A calendar, and how many events it has.

    Args:
        found: the deadlines.
        name: what calendars show it as.
        words: language of what people read.
        page_of: the URL of a deadline's article.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Clusterarchiv//Clusterarchiv {__version__}//{words.code.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _text(name))
    calendar.add("x-wr-calname", _text(name))
    count = 0
    for deadline in found:
        calendar.add_component(_event(deadline, words, page_of(deadline)))
        count += 1
    content: bytes = calendar.to_ical()
    return content, count


def _event(deadline: Deadline, words: Language, url: str) -> Event:
    from icalendar import Event

    text = _CANCELLED if deadline.is_cancelled else _SUMMARY
    event = Event()
    event.add("uid", _text(deadline.uid))
    event.add("dtstamp", deadline.changed_at)
    event.add("last-modified", deadline.changed_at)
    event.add("sequence", deadline.sequence)
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + _DAY)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if deadline.is_cancelled else "CONFIRMED")
    event.add("summary", _text(words.gettext(text) % {"title": deadline.title or deadline.url}))
    event.add("description", _text(_description(deadline, words)))
    event.add("url", url)
    return event


def _description(deadline: Deadline, words: Language) -> str:
    lines = [deadline.portal_title or deadline.portal or ""]
    if deadline.previous and deadline.previous != deadline.day.isoformat():
        before = words.gettext("Deadline before: %(day)s")
        lines.append(before % {"day": words.day(deadline.previous)})
    return "\n".join(filter(None, [*lines, deadline.url]))


def _text(text: str) -> str:
    """A text as a calendar may have it: RFC 5545, 3.1 has no place for other controls.

    icalendar escapes line ends of its own kind only, and readers end a line at any.
    """
    lines = text.splitlines()
    return "\n".join("".join(c for c in line if c == "\t" or not _is_control(c)) for line in lines)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc"
