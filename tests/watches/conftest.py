"""A portal of calls, crawled day after day into an archive that watches follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.database import utc_text
from crawler.archive.watches import Event, Watch, events, find_watch
from crawler.items import Article, Capture
from crawler.publishing.search.definition import read_search
from crawler.publishing.watches.checking import Checked, add_watch, check_watch

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
FIRST_DAY = dt.datetime(2024, 1, 1, 3, tzinfo=dt.UTC)
MAIL = ("mail",)


def page(slug: str, **values: Any) -> Article:
    """A call as its page says it; ``on_day`` makes a sighting of it."""
    said = {"title": f"Aufruf {slug}", "body": "Gefördert wird Blaumilch.", "topics": ["Milch"]}
    return Article(f"https://muster.example/{slug}", kind="bekanntmachung", **said | values)


class Portals:
    """The archive, and what a night does to it."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive(path, stories=False)
        self.db = self.archive.db.conn
        self.db.execute("PRAGMA synchronous = OFF")  # nothing is lost but time

    def at(self, day: float) -> dt.datetime:
        return FIRST_DAY + dt.timedelta(days=day)

    def seen(self, article: Article, day: float, source: str = "live", **values: Any) -> Article:
        """The page as it stood that day."""
        digest = sha1(repr(article).encode(), usedforsecurity=False).hexdigest()
        told = {"digest": f"sha1:{digest}", "source": source, "status": 200} | values
        capture = Capture(article.url, self.at(day), self.at(day), **told)
        return replace(article, capture=capture, captured_at=self.at(day))

    def crawl(self, pages: Iterable[Article], day: float, source: str = "live") -> int:
        """A run that sees these pages."""
        run_id = self.archive.begin_run("musterportal", source, PORTAL)
        self.archive.store([self.seen(each, day, source) for each in pages], run_id)
        self.archive.finish_run(run_id, "finished", {})
        return run_id

    def find_missing(self, slug: str, day: float) -> None:
        """A run that is answered 404."""
        run_id = self.archive.begin_run("musterportal", "live", PORTAL)
        url = f"https://muster.example/{slug}"
        capture = Capture(url, self.at(day), self.at(day), 404, source="live")
        assert self.archive.note_missing(capture, [url], run_id)
        self.archive.finish_run(run_id, "finished", {})

    def watch(self, day: float, name: str = "milch", **criteria: str) -> Watch:
        search = read_search(self.db, criteria.items())
        with self.archive.transaction():
            return add_watch(self.db, name, search, MAIL, utc_text(self.at(day)))

    def check(self, day: float, name: str = "milch") -> Checked:
        watch = find_watch(self.db, name)
        assert watch is not None
        with self.archive.transaction():
            return check_watch(self.db, watch, MAIL, utc_text(self.at(day)))

    def events(self, name: str = "milch") -> list[Event]:
        """All that was told, the earliest first."""
        watch = find_watch(self.db, name)
        assert watch is not None
        return events(self.db, watch)[::-1]

    def told(self, name: str = "milch") -> list[tuple[str, str | None]]:
        """The same, as pairs of kind and title."""
        return [(event.kind.value, event.title) for event in self.events(name)]


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[Portals]:
    opened = Portals(tmp_path / "archive.db")
    yield opened
    opened.archive.close()
