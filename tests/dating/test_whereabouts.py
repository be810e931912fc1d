"""An old URL leads to where its content stands today, or to the capture that shows it."""

import datetime as dt
from dataclasses import replace

import pytest

from crawler.archive import Archive, Portal
from crawler.items import MOVED, Alias, Article, Capture

PORTALS = {
    name: Portal(name, name.title(), f"https://{name}.de", alive=True) for name in ("alt", "neu")
}
TEXT = (
    "Sieben Betriebe aus Jena erproben gemeinsam ein Verfahren, mit dem sich dünne Schichten aus "
    "Glas ohne Schleifen prüfen lassen.\n\nDas Vorhaben begann im Frühjahr und wird von zwei "
    "Hochschulen begleitet, die ihre Labore dafür an drei Tagen in der Woche öffnen."
)


def seen(url, day, *, status=200, **said):
    moment = dt.datetime(2020, 3, day, 12, tzinfo=dt.UTC)
    capture = Capture(url, moment, moment, status=status, source="live", digest=f"sha1:{url}{day}")
    said = {"title": "Dünnes Glas wird ohne Schleifen geprüft", "body": TEXT} | said
    return Article(url=url, captured_at=moment, capture=capture, **said)


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as opened:
        yield opened


def run(archive, portal, articles=(), missing=()):
    run_id = archive.begin_run(portal, "live", PORTALS[portal])
    archive.store(articles, run_id)
    for url, day in missing:
        capture = seen(url, day, status=404).capture
        archive.note_missing(capture, [url], run_id)
    archive.finish_run(run_id, "finished", {})


def whereabouts(archive, url):
    sql = "SELECT state, stands_at, rule, capture_id IS NOT NULL FROM v_whereabouts WHERE url = ?"
    return archive.db.execute(sql, (url,)).fetchone()


OLD, NEW = "https://alt.de/meldung/glas", "https://neu.de/news/glas"


def test_what_is_there_stands_at_its_own_url(archive):
    run(archive, "alt", [seen(OLD, 1)])
    assert whereabouts(archive, OLD) == ("there", OLD, "canonical", 1)


def test_an_alias_leads_to_the_article(archive):
    moved = seen(NEW, 2)
    run(archive, "neu", [replace(moved, aliases=[Alias(OLD, MOVED)])])
    assert whereabouts(archive, OLD) == ("moved", NEW, MOVED, 1)


def test_what_is_gone_is_told_by_its_copy_on_another_portal(archive):
    run(archive, "alt", [seen(OLD, 1)])
    run(archive, "neu", [seen(NEW, 2)])
    for day in (3, 4):
        run(archive, "alt", missing=[(OLD, day)])
    state, stands_at, rule, is_captured = whereabouts(archive, OLD)
    assert (state, stands_at, is_captured) == ("elsewhere", NEW, 1)
    assert rule in ("copy", "near_copy", "original")


def test_without_a_copy_only_the_capture_is_left(archive):
    run(archive, "alt", [seen(OLD, 1)])
    run(archive, "neu", [seen(NEW, 2, title="Ganz anderes", body="Kein Wort davon.")])
    for day in (3, 4):
        run(archive, "alt", missing=[(OLD, day)])
    assert whereabouts(archive, OLD) == ("gone", None, None, 1)
