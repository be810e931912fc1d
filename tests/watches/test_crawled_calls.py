"""Calls whose deadlines an editor moves, found by real crawls: each is told once, none falsely.

Two weeks here; ``CRAWLED_NIGHTS=200 CRAWLED_SEEDS=1,2,3`` goes through 200 days with 40 moves each
(``make soak``), ``CRAWLED_MOVES`` is another number of moves.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import sqlite3
from collections import Counter
from pathlib import Path

import feedparser
import icalendar
import pytest
from scrapy.settings import Settings

from crawler.archive import Archive
from crawler.archive.database import utc_text
from crawler.archive.watches import Watch, events, find_watch
from crawler.publishing.language import language
from crawler.publishing.search.definition import read_search
from crawler.publishing.watches.checking import add_watch
from crawler.publishing.watches.exporting import export_calendar, export_feed
from crawler.publishing.watches.notices import tell_news
from tests.books.replica import crawl, replica
from tests.watches.portal_of_calls import FIRST_NIGHT, Call, Portal, clock

NIGHTS = int(os.environ.get("CRAWLED_NIGHTS", "12"))
SEEDS = [int(seed) for seed in os.environ.get("CRAWLED_SEEDS", "1").split(",")]
CALLS = 18
MOVES = int(os.environ.get("CRAWLED_MOVES", NIGHTS // 5))
Told = tuple[str, str, str | None, str | None]
"""Kind of event, path of the call, deadline before and now."""


class Editor:
    """Moves deadlines, and does what editors do besides; knows what of it should be told."""

    def __init__(self, portal: Portal) -> None:
        self.portal, self.chance = portal, portal.chance
        self.expected: list[Told] = []
        days = self.chance.choices(range(1, NIGHTS), k=MOVES)
        self.moves = Counter(days)
        self.withdrawals = {*self.chance.sample(range(1, NIGHTS), max(1, NIGHTS // 50))}

    def work(self, day: int) -> None:
        """One day at the portal."""
        today = self.portal.today
        ahead = [call for call in self.portal.calls if call.deadline and call.deadline > today]
        self.chance.shuffle(ahead)
        for call in ahead[: self.moves[day]]:
            self._set(call, self._later(call))
        if day in self.withdrawals:
            self._set(ahead[-1], None)
        for call in self.chance.sample(self.portal.calls, self.chance.choice((0, 0, 1))):
            call.note = f"Stand {today:%d.%m.%Y}: Unterlagen ergänzt."
            call.saved_on = today
        if day % 9 == 8:
            self.portal.add(today + dt.timedelta(days=self.chance.randrange(40, 200)))

    def _later(self, call: Call) -> dt.date:
        assert call.deadline is not None
        if self.chance.random() < 0.15:  # put right, to an earlier day
            earlier = call.deadline - dt.timedelta(days=self.chance.randrange(2, 15))
            if earlier > self.portal.today:
                return earlier
        if self.chance.random() < 0.3:
            call.note = "Die Frist wurde verlängert."
        return call.deadline + dt.timedelta(days=self.chance.choice((7, 14, 28, 31, 61)))

    def _set(self, call: Call, day: dt.date | None) -> None:
        kind = "deadline_moved" if day else "deadline_withdrawn"
        self.expected.append((kind, call.path, str(call.deadline), str(day) if day else None))
        call.deadline, call.saved_on = day, self.portal.today


class Calendars:
    """The calendars of all nights: a call's entry stays the same, and its number grows."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[str, str, int]] = {}
        self.cancelled: set[str] = set()

    def check(self, db: sqlite3.Connection, watch: Watch, portal: Portal) -> None:
        file = io.BytesIO()
        export_calendar(db, watch, file, language(), portal.today)
        shown = icalendar.Calendar.from_ical(file.getvalue()).walk("VEVENT")
        confirmed = {}
        for entry in shown:
            path = "/artikel/" + str(entry["URL"]).rpartition("/")[2]
            said = str(entry["DTSTART"].dt), str(entry["STATUS"])
            uid, number = str(entry["UID"]), int(entry["SEQUENCE"])
            known = self.entries.get(path)
            assert known is None or known[0] == uid
            if known is not None and known[1] != " ".join(said):
                assert number > known[2]
            self.entries[path] = (uid, " ".join(said), number)
            if said[1] == "CANCELLED":
                self.cancelled.add(path)
            else:
                confirmed[path] = said[0]
        ahead = {
            c.path: str(c.deadline)
            for c in portal.calls
            if (c.deadline or dt.date.min) >= portal.today
        }
        assert confirmed == ahead


def follow(archive: Archive, night: dt.datetime) -> None:
    """Watch the whole portal from this night on."""
    search = read_search(archive.db.conn, [("portal", "replica")])
    with archive.transaction():
        add_watch(archive.db.conn, "aufrufe", search, (), utc_text(night + dt.timedelta(hours=1)))


def check_feed(db: sqlite3.Connection, watch: Watch) -> None:
    file = io.BytesIO()
    shown, total = export_feed(db, watch, file, language())
    parsed = feedparser.parse(file.getvalue())
    assert not parsed.bozo
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries) == shown <= total


@pytest.mark.parametrize("seed", SEEDS)
def test_each_deadline_that_an_editor_moves_is_told_once(tmp_path: Path, seed: int) -> None:
    portal = Portal(random.Random(seed))
    for number in range(CALLS):
        portal.add(portal.today + dt.timedelta(days=30 + number * 13))
    editor, calendars, held = Editor(portal), Calendars(), 0
    path = tmp_path / "portal" / "archive.db"
    with replica(portal.serve) as server, clock() as own:
        for day in range(NIGHTS):
            night = FIRST_NIGHT + dt.timedelta(days=day)
            portal.today = night.date()
            own.set(night)
            if day:
                editor.work(day)
            # Every third seed asks for all pages each night, the others for what is due.
            run = crawl(server, tmp_path / "portal", full=str(int(seed % 3 == 0)))
            held += run.summary.held
            with Archive(path) as archive:
                db = archive.db.conn
                if day == 0:
                    follow(archive, night)
                tell_news(archive, Settings())
                watch = find_watch(db, "aufrufe")
                assert watch is not None
                calendars.check(db, watch, portal)
                check_feed(db, watch)
                found = events(db, watch)
    told = Counter(
        (
            event.kind.value, "/artikel/" + event.url.rpartition("/")[2],
            str(event.old_deadline_on), event.deadline_on,
        )
        for event in found
        if "deadline" in event.kind
    )  # fmt: skip
    assert told == Counter(editor.expected)
    moved = sum(kind == "deadline_moved" for kind, *_ in told.elements())
    assert moved == MOVES
    assert held == 0
    withdrawn = {path for kind, path, *_ in told if kind == "deadline_withdrawn"}
    assert withdrawn <= calendars.cancelled
    print(
        f"seed {seed}: {NIGHTS} nights, {moved} of {MOVES} moved deadlines told once, "
        f"{len(withdrawn)} withdrawn, {len(found)} events, {held} held"
    )


def test_deadlines_that_all_move_in_one_night_wait_and_are_told_once_accepted(
    tmp_path: Path,
) -> None:
    portal = Portal(random.Random(4))
    for number in range(10):
        portal.add(portal.today + dt.timedelta(days=60 + number * 13))
    folder, told = tmp_path / "portal", list[int]()
    with replica(portal.serve) as server, clock() as own:

        def update(day: int) -> None:
            portal.today = FIRST_NIGHT.date() + dt.timedelta(days=day)
            own.set(FIRST_NIGHT + dt.timedelta(days=day))
            crawl(server, folder, full="1")
            with Archive(folder / "archive.db") as archive:
                if day == 0:
                    follow(archive, FIRST_NIGHT)
                tell_news(archive, Settings())
                watch = find_watch(archive.db.conn, "aufrufe")
                assert watch is not None
                found = events(archive.db.conn, watch)
            told.append(sum(event.kind == "deadline_moved" for event in found))

        update(0)
        for call in portal.calls:
            assert call.deadline is not None
            call.deadline += dt.timedelta(days=call.number + 20)
        update(1)
        with Archive(folder / "archive.db") as archive:
            (waiting,) = archive.quarantine.waiting("replica")
            archive.quarantine.accept(waiting.run_id)
        update(2)
        update(3)
    assert told == [0, 0, 10, 10]
