"""Notices of watches: what a run has found, told in German by the ways that are set.

A notice gets its id before it is sent, and is marked as sent afterwards. One that failed, or was
being sent when the process was killed, is sent by the next run, the same with the same id: a
receiver who got it all the same can tell.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from crawler.archive.database import now, utc_text
from crawler.archive.watches import (
    Event,
    Watch,
    begin_notices,
    drop_notices,
    note_sent,
    watches,
)
from crawler.monitoring.notify import MAIL, WATCH, WAYS, Notice, is_set, send
from crawler.publishing.language import GERMAN, Language, language
from crawler.publishing.search.definition import RefusedSearchError
from crawler.publishing.search.names import portal_titles
from crawler.publishing.watches.checking import Checked, check_watch, search_of
from crawler.publishing.watches.sentences import by_kind, described, heading, sentence, tally

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.archive import Archive

TOLD_SINGLY = 10
"""Events of one kind that a mail tells singly; it says how many more there are."""
_WATCH_OF = "="


@dataclass(slots=True)
class WatchNews:
    """What was found and told for one watch."""

    checked: Checked
    sent: dict[str, int] = field(default_factory=dict)
    """Ways by which a notice was sent → how many events it told."""
    trouble: list[str] = field(default_factory=list)
    """Sentences about what could not be asked or sent; what was not sent waits."""

    @property
    def line(self) -> str:
        """``watch kenia: 2 new; told by mail``; "" if there is nothing to say."""
        found = tally(self.checked.counts, language("en"))
        parts = [found] if found else []
        if self.checked.reread:
            articles = "article is" if self.checked.reread == 1 else "articles are"
            parts.append(f"{self.checked.reread} {articles} only read differently, not told")
        parts += [f"{count} told by {way}" for way, count in self.sent.items()]
        return f"watch {self.checked.watch.name}: {'; '.join(parts)}" if parts else ""


def tell_news(archive: Archive, settings: BaseSettings) -> list[WatchNews]:
    """Look what has happened to the articles of all watches, and tell it. Raises ArchiveError."""
    db = archive.db.conn
    told: list[WatchNews] = []
    for watch in watches(db):
        ways = ways_of(watch, settings)
        with archive.transaction():
            checked = check_watch(db, watch, ways, utc_text(now()))
            dropped = drop_notices(db, watch, ways)
        told.append(WatchNews(checked))
        if checked.trouble:
            told[-1].trouble.append(f"watch {watch.name} cannot be asked: {checked.trouble}")
        if dropped:
            notices_are = "notice is" if dropped == 1 else "notices are"
            told[-1].trouble.append(
                f"watch {watch.name}: {dropped} {notices_are} dropped: nobody is set to get it"
            )
        for way in ways:
            _tell(archive, settings, watch, way, told[-1])
    return told


def ways_of(watch: Watch, settings: BaseSettings) -> list[str]:
    """By which ways a watch notifies: its own, as far as settings say whom they reach."""
    return [
        way
        for way in WAYS
        if way in watch.ways
        and is_set(settings, WATCH, way)
        and (way != MAIL or recipients(watch, settings))
    ]


def recipients(watch: Watch, settings: BaseSettings) -> list[str]:
    """Mail addresses of ``WATCH_MAIL_TO`` for a watch: those of ``NAME=ADDRESS`` are its own."""
    found = []
    for entry in settings.getlist("WATCH_MAIL_TO"):
        name, is_one, address = str(entry).strip().rpartition(_WATCH_OF)
        if address and (not is_one or name.strip().casefold() == watch.name.casefold()):
            found.append(address.strip())
    return found


def _tell(
    archive: Archive, settings: BaseSettings, watch: Watch, way: str, told: WatchNews
) -> None:
    db = archive.db.conn
    with archive.transaction():
        waiting = begin_notices(db, watch, way)
    for notice_id, events in waiting.items():
        notice = _notice(db, settings, watch, notice_id, events)
        trouble = send(settings, WATCH, way, notice)
        if trouble is not None:
            told.trouble.append(
                f"watch {watch.name}: {trouble}; {_events(len(events))} for the next run"
            )
            continue
        with archive.transaction():
            note_sent(db, notice_id, utc_text(now()))
        told.sent[way] = told.sent.get(way, 0) + len(events)


def _events(count: int) -> str:
    return "1 event waits" if count == 1 else f"{count} events wait"


def _notice(
    db: sqlite3.Connection,
    settings: BaseSettings,
    watch: Watch,
    notice_id: str,
    events: Sequence[Event],
) -> Notice:
    words = language(GERMAN)
    counts = {kind: len(several) for kind, several in by_kind(events).items()}
    url = page_url(settings.get("SITE_URL"), watch)
    called = words.gettext("Watch %(name)s") % {"name": watch.name}
    subject = f"{called}: {tally(counts, words)}"
    text = notice_text(db, watch, events, words, url)
    report: dict[str, Any] = {
        "notice": notice_id,
        "watch": watch.name,
        "query": watch.query,
        "url": url,
        "subject": subject,
        "text": text,
        "events": [{**asdict(event), "sentence": sentence(event, words)} for event in events],
    }
    return Notice(report, text, subject, notice_id, recipients(watch, settings))


def page_url(site_url: str | None, watch: Watch, suffix: str = "") -> str | None:
    """The page of a watch on the site at ``SITE_URL``; None if nothing says where that is."""
    return f"{site_url.rstrip('/')}{watch_path(watch)}{suffix}" if site_url else None


def watch_path(watch: Watch) -> str:
    """The path of the page of a watch."""
    return f"/beobachtungen/{quote(watch.name, safe='')}"


def notice_text(
    db: sqlite3.Connection,
    watch: Watch,
    events: Sequence[Event],
    words: Language,
    url: str | None = None,
) -> str:
    """What a mail says: a sentence an event, and how many more there are of a kind."""
    called = words.gettext("Watch %(name)s") % {"name": watch.name}
    lines = [f"{called} ({_described(db, watch, words)})"]
    for kind, several in by_kind(events).items():
        lines += ["", heading(kind, words)]
        for event in several[:TOLD_SINGLY]:
            lines += [f"- {sentence(event, words)}", f"  {event.url}"]
        if (more := len(several) - TOLD_SINGLY) > 0:
            text = words.ngettext("and %(count)s more", "and %(count)s more", more)
            lines.append(text % {"count": words.number(more)})
    if url:
        lines += ["", words.gettext("All events: %(url)s") % {"url": url}]
    return "\n".join(lines)


def _described(db: sqlite3.Connection, watch: Watch, words: Language) -> str:
    try:
        return described(search_of(db, watch), words, portal_titles(db))
    except RefusedSearchError:  # told where the watch is checked
        return watch.query
