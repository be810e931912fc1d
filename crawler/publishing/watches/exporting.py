"""The feed of a watch, and deadlines of a watch or a search, as files."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import BinaryIO

from crawler.archive.watches import Event, EventKind, Watch, event_counts, events
from crawler.publishing.language import Language
from crawler.publishing.search.definition import Search
from crawler.publishing.watches.calendar import (
    Deadline,
    deadlines,
    watched_deadlines,
    write_calendar,
)
from crawler.publishing.watches.checking import search_of
from crawler.publishing.watches.feed import PAGE, FeedLinks, write_feed
from crawler.publishing.watches.notices import page_url
from crawler.publishing.watches.sentences import described


def export_feed(
    db: sqlite3.Connection,
    watch: Watch,
    file: BinaryIO,
    words: Language,
    site_url: str = "",
    file_name: str | None = None,
) -> tuple[int, int]:
    """Write the latest events of a watch as an Atom feed; how many, and of how many.

    Where no ``site_url`` says where the archive is served, articles are linked on their portals,
    and the feed says of itself that it stands beside whatever refers to it, as ``file_name``.
    Raises RefusedSearchError if its search cannot be asked.
    """
    found = events(db, watch, PAGE)
    counts = event_counts(db, watch)
    total = sum(counts.values()) - counts.get(EventKind.RECOVERED, 0)
    links = FeedLinks(
        self_url=page_url(site_url, watch, ".atom") or file_name or f"{watch.name}.atom",
        page=page_url(site_url, watch),
        article=lambda event: _page(site_url, event) or event.url,
    )
    looks_for = described(search_of(db, watch), words)
    file.write(write_feed(watch, looks_for, found, total, links, words))
    return len(found), total


def export_calendar(
    db: sqlite3.Connection,
    chosen: Watch | Search,
    file: BinaryIO,
    words: Language,
    today: dt.date,
    site_url: str = "",
) -> int:
    """Write the deadlines ahead of a watch or a search as iCalendar; how many."""
    if isinstance(chosen, Watch):
        called, found = chosen.name, watched_deadlines(db, chosen.id, today)
    else:
        called, found = described(chosen, words), deadlines(db, chosen, today)
    title = words.gettext("Deadlines: %(name)s") % {"name": called}
    body, count = write_calendar(
        found, title, words, lambda deadline: _page(site_url, deadline) or deadline.url
    )
    file.write(body)
    return count


def _page(site_url: str, told: Event | Deadline) -> str | None:
    """The article's page on the site; None if nothing says where that is."""
    if not site_url:
        return None
    return f"{site_url.rstrip('/')}{article_path(told.article_id)}"


def article_path(article_id: int) -> str:
    """The path of an article's page on the site."""
    return f"/archive/articles/{article_id}"
