"""Who is told what happened: in sentences, once, and later if that fails."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from scrapy.settings import Settings

from crawler.monitoring.notify import Notice
from crawler.publishing.watches import notices
from tests.watches.conftest import Portals, page

MAILED = {"WATCH_MAIL_TO": ["alle@muster.example"]}


class Post:
    """What was sent, and what fails."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Notice]] = []
        self.fails = False

    def send(self, settings: Settings, prefix: str, way: str, notice: Notice) -> str | None:
        if self.fails:
            return "WATCH_MAIL_TO could not be told: Connection refused"
        self.sent.append((way, notice))
        return None


@pytest.fixture
def post(monkeypatch) -> Post:
    post = Post()
    monkeypatch.setattr(notices, "send", post.send)
    return post


@pytest.fixture
def followed(portals: Portals, monkeypatch) -> Portals:
    portals.crawl([page("eins", deadline_on="2024-05-03")], 0)
    portals.watch(0.5, topic="Milch")
    return portals


def tell(portals: Portals, monkeypatch, day: float, pages: Iterable, **settings) -> list:
    portals.crawl(pages, day)
    monkeypatch.setattr(notices, "now", lambda: portals.at(day + 0.1))
    return notices.tell_news(portals.archive, Settings(settings))


def test_a_mail_says_in_german_what_happened(followed, post, monkeypatch):
    moved = page("eins", deadline_on="2024-05-17")
    (told,) = tell(followed, monkeypatch, 1, [moved, page("zwei")], **MAILED)
    ((way, notice),) = post.sent
    assert way == "mail"
    assert notice.subject == "Beobachtung milch: 1 Frist verschoben, 1 neu"
    assert notice.text.splitlines() == [
        "Beobachtung milch (Thema: Milch)",
        "",
        "Verschobene Fristen",
        "- Frist verlängert: „Aufruf eins“ läuft nun bis 17. Mai 2024 (bisher 3. Mai 2024).",
        "  https://muster.example/eins",
        "",
        "Neu",
        "- Neu: „Aufruf zwei“.",
        "  https://muster.example/zwei",
    ]
    assert told.line == "watch milch: 1 deadline moved, 1 new; 2 told by mail"
    assert json.loads(json.dumps(notice.report))["events"][0]["kind"] == "new"
    assert tell(followed, monkeypatch, 2, [moved, page("zwei")], **MAILED)[0].line == ""
    assert len(post.sent) == 1


def test_many_are_summed_up_and_counted(followed, post, monkeypatch):
    tell(followed, monkeypatch, 1, [page(f"neu-{n}") for n in range(50)], **MAILED)
    ((_, notice),) = post.sent
    assert notice.text.endswith("und 40 weitere")
    assert len(notice.report["events"]) == 50
    assert notice.text.count("Neu: ") == 10


def test_what_could_not_be_sent_waits_and_comes_once(followed, post, monkeypatch):
    post.fails = True
    (told,) = tell(followed, monkeypatch, 1, [page("zwei")], **MAILED)
    assert told.trouble == [
        "watch milch: WATCH_MAIL_TO could not be told: Connection refused; 1 event waits for the "
        "next run"
    ]
    post.fails = False
    tell(followed, monkeypatch, 2, [page("zwei"), page("drei")], **MAILED)
    tell(followed, monkeypatch, 3, [page("zwei"), page("drei")], **MAILED)
    titles = [event["title"] for _, notice in post.sent for event in notice.report["events"]]
    assert titles == ["Aufruf zwei", "Aufruf drei"]


def test_each_way_is_told_by_itself(followed, post, monkeypatch):
    with followed.archive.transaction():
        followed.db.execute("UPDATE watches SET notify = 'mail,webhook'")
    settings = {**MAILED, "WATCH_WEBHOOK": "https://haken.example", "WATCH_COMMAND": "melde"}
    tell(followed, monkeypatch, 1, [page("zwei")], **settings)
    assert [way for way, _ in post.sent] == ["webhook", "mail"]


def test_a_way_that_is_set_later_does_not_tell_the_past(followed, post, monkeypatch):
    tell(followed, monkeypatch, 1, [page("zwei")])
    tell(followed, monkeypatch, 2, [page("zwei")], **MAILED)
    assert post.sent == []


def test_what_waits_for_a_way_that_is_set_no_more_is_dropped_and_said(followed, post, monkeypatch):
    post.fails = True
    tell(followed, monkeypatch, 1, [page("zwei")], **MAILED)
    (told,) = tell(followed, monkeypatch, 2, [page("zwei")])
    assert "1 notice is dropped" in told.trouble[0]


def test_addresses_may_be_for_one_watch(followed):
    watch = notices.watches(followed.db)[0]
    listed = ["alle@muster.example", "Milch = milch@muster.example", "käse=k@muster.example"]
    found = notices.recipients(watch, Settings({"WATCH_MAIL_TO": listed}))
    assert found == ["alle@muster.example", "milch@muster.example"]
    only_others = Settings({"WATCH_MAIL_TO": ["käse=k@muster.example"]})
    assert notices.ways_of(watch, only_others) == []


def test_a_search_that_cannot_be_asked_is_trouble(followed, post, monkeypatch):
    with followed.archive.transaction():
        followed.db.execute("UPDATE watches SET query = 'topic=Kefir'")
    (told,) = tell(followed, monkeypatch, 1, [page("zwei")], **MAILED)
    assert told.trouble == ["watch milch cannot be asked: Topic: the archive has no “Kefir”"]
