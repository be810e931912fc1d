"""A portal of calls over 200 days: each of 40 moved deadlines is told once, none falsely."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
from collections import Counter
from dataclasses import replace

import icalendar
from scrapy.settings import Settings

from crawler.archive.watches import EventKind, find_watch
from crawler.items import Article
from crawler.monitoring.notify import Notice
from crawler.publishing.language import language
from crawler.publishing.watches import notices
from crawler.publishing.watches.calendar import watched_deadlines, write_calendar
from tests.watches.conftest import FIRST_DAY, PORTAL, Portals, page

DAYS = int(os.environ.get("WATCH_DAYS", "200"))
MOVED = DAYS // 5
CALLS = 10


class Killed(BaseException):
    """The process ends while it notifies."""


class Mailbox:
    """What arrived, by the notice's id; some days nothing does, or the sender dies behind it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.notices: dict[str, Notice] = {}
        self.arrivals = 0

    def send(self, settings: Settings, prefix: str, way: str, notice: Notice) -> str | None:
        ends = self.chance.random()
        if ends < 0.1:
            return "WATCH_MAIL_TO could not be told: Connection refused"
        assert notice.message_id is not None
        self.notices.setdefault(notice.message_id, notice)
        self.arrivals += 1
        if ends < 0.2:
            raise Killed
        return None


def moves(chance: random.Random) -> dict[int, list[int]]:
    """Which calls' deadlines are moved on which day: no call twice on one."""
    found: dict[int, list[int]] = {}
    while sum(map(len, found.values())) < MOVED:
        day, call = chance.randrange(1, DAYS), chance.randrange(CALLS)
        if call not in found.setdefault(day, []):
            found[day].append(call)
    return found


def test_each_moved_deadline_is_told_once(portals: Portals, monkeypatch):
    chance = random.Random(22)
    mailbox = Mailbox(chance)
    monkeypatch.setattr(notices, "send", mailbox.send)
    settings = Settings({"WATCH_MAIL_TO": ["analyst@muster.example"]})
    far = FIRST_DAY.date() + dt.timedelta(days=3 * DAYS)
    calls = [page(f"call-{n}", deadline_on=str(far + dt.timedelta(days=n))) for n in range(CALLS)]
    planned, expected = moves(chance), Counter[tuple[str, str | None, str | None]]()
    sequences: dict[str, int] = {}
    portals.crawl([*calls, *(others(0))], 0)
    portals.watch(0.5, topic="Milch")
    for day in range(1, DAYS):
        for number in planned.get(day, ()):
            old = calls[number].deadline_on
            new = str(dt.date.fromisoformat(old or "") + dt.timedelta(days=chance.randrange(1, 40)))
            calls[number] = replace(calls[number], deadline_on=new)
            expected[calls[number].url, old, new] += 1
        edited = chance.randrange(CALLS)
        calls[edited] = replace(calls[edited], body=f"Gefördert wird Blaumilch, Stand {day}.")
        disturb(portals, calls, day, chance)
        portals.crawl([*calls, *others(day)], day)
        monkeypatch.setattr(notices, "now", lambda day=day: portals.at(day + 0.3))
        with contextlib.suppress(Killed):
            notices.tell_news(portals.archive, settings)
        if day % 4 == 0 or day in planned:
            check_calendar(portals, calls, sequences, portals.at(day).date())
    monkeypatch.setattr(mailbox, "chance", type("Calm", (), {"random": lambda self: 1.0})())
    notices.tell_news(portals.archive, settings)

    found = Counter(
        (event.url, event.old_deadline_on, event.deadline_on)
        for event in portals.events()
        if "deadline" in event.kind
    )
    assert found == expected
    assert found.total() == MOVED
    arrived = [event for notice in mailbox.notices.values() for event in notice.report["events"]]
    assert Counter(event["id"] for event in arrived) == Counter(e.id for e in portals.events())
    told = Counter(e["url"] for e in arrived if e["kind"] == EventKind.DEADLINE_MOVED)
    assert told.total() == MOVED
    assert mailbox.arrivals > len(mailbox.notices)  # some came twice, with the same id
    assert {event.kind for event in portals.events()} == {"deadline_moved", "changed"}


def others(day: int) -> list[Article]:
    """Articles the watch does not find, with deadlines that move all the time."""
    moved = str(dt.date(2030, 1, 1) + dt.timedelta(days=day))
    return [page(f"käse-{n}", topics=["Käse"], deadline_on=moved) for n in range(2)]


def disturb(portals: Portals, calls: list[Article], day: int, chance: random.Random) -> None:
    """What happens to an archive beside the nightly crawl, and is no news."""
    call = chance.choice(calls)
    match day % 7:
        case 1:  # an older capture turns up
            old = replace(call, deadline_on="2023-05-05", title=f"Aufruf von früher {day}")
            portals.crawl([old], -500 + day, "warc:alt.warc")
        case 2:  # a page that a run holds back, and a person discards
            run_id = portals.archive.begin_run("musterportal", "live", PORTAL)
            wrong = replace(call, deadline_on="2029-09-09")
            portals.archive.quarantine.hold([portals.seen(wrong, day - 0.2)], run_id)
            portals.archive.finish_run(run_id, "finished", {})
            portals.archive.quarantine.discard(run_id)
        case 3:  # an edit that is undone before the night is over
            portals.crawl([replace(call, deadline_on="2028-08-08")], day - 0.3)
        case 4:  # one look that finds nothing
            portals.find_missing(call.url.rpartition("/")[2], day - 0.2)
        case 5:  # the same under another of its addresses
            twin = portals.seen(call, day - 0.1)
            assert twin.capture is not None
            run_id = portals.archive.begin_run("musterportal", "live", PORTAL)
            portals.archive.see_unmodified([replace(twin.capture, status=304)], run_id)
            portals.archive.finish_run(run_id, "finished", {})
        case 6:  # articles from before the watch are recovered
            portals.crawl([page(f"alt-{day}", deadline_on="2020-02-02")], -400 + day, "wayback")


def check_calendar(
    portals: Portals, calls: list[Article], sequences: dict[str, int], today: dt.date
) -> None:
    """The calendar has each call once, on its day, and its number grows when it is moved."""
    watch = find_watch(portals.db, "milch")
    assert watch is not None
    found = watched_deadlines(portals.db, watch.id, today)
    body, _ = write_calendar(found, "Fristen", language(), lambda deadline: deadline.url)
    entries = icalendar.Calendar.from_ical(body).walk("VEVENT")
    days = {str(each["URL"]): str(each["DTSTART"].dt) for each in entries}
    assert days == {call.url: call.deadline_on for call in calls}
    for entry in entries:
        key = f"{entry['UID']} {entry['DTSTART'].dt}"
        before = [
            sequence for known, sequence in sequences.items() if known.startswith(entry["UID"])
        ]
        if key not in sequences and before:
            assert entry["SEQUENCE"] > max(before)
        sequences[key] = int(entry["SEQUENCE"])
