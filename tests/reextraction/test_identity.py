"""Articles that turn out to be one, or two, when their pages are read again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Alias, Article
from crawler.maintenance.doctor.consistency import check_articles
from crawler.maintenance.reextract import (
    PortalExtraction,
    ReextractionPlan,
    StoredCaptures,
    reextract,
)
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange, Original

HOME = "https://portal.example/"
PORTAL = Portal("muster", "Musterportal", HOME)
READINGS = {"muster": PortalExtraction("muster", HOME)}
PAGE = """<!doctype html><html lang="de"><head><title>{title}</title>
<link rel="canonical" href="{canonical}"></head><body><main><h1>{title}</h1>
<p>09.04.2019</p><p>Das Netzwerk Blaumilch nimmt im Frühjahr zwölf neue Mitglieder auf, die am
gemeinsamen Kanal bauen wollen. Der Ausschuss tagte dazu drei Tage lang.</p></main></body></html>"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "captures"


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as opened:
        yield opened


def capture(folder, *pages):
    """Write pages (address, canonical address) into a WARC file, a day apart."""
    with CaptureWriter(folder, "muster", {}) as writer:
        for number, (path, canonical) in enumerate(pages):
            page = PAGE.format(title="Kanal wächst", canonical=f"{HOME}{canonical}")
            at = dt.datetime(2020, 1, 1 + number, tzinfo=dt.UTC)
            headers = [(b"Content-Type", b"text/html; charset=utf-8")]
            writer.write(Exchange(f"{HOME}{path}", at, 200, headers, page.encode(), []))
    return [page.capture for page in read_captures(str(folder), lambda url: True)]


def store(archive, captures, *articles):
    """Store articles as an older version read them from the captures: (address, title, aliases)."""
    run_id = archive.begin_run("muster", "warc:captures", PORTAL)
    for seen, (url, title, aliases) in zip(captures, articles, strict=True):
        seen.source = "warc:captures"
        article = Article(f"{HOME}{url}", title=title, fetched_url=seen.url)
        article.aliases = [Alias(f"{HOME}{alias}", "type and slug") for alias in aliases]
        article.capture, article.captured_at = seen, seen.captured_at
        archive.store([article], run_id)


def again(archive, folder):
    return reextract(archive, ReextractionPlan(StoredCaptures(archive.db.conn, folder), READINGS))


def titles(archive):
    return {article.url: (number, article.title) for number, article in archive.articles()}


def test_two_articles_become_one(archive, folder):
    captures = capture(folder, ("eins.html", "eins.html"), ("druck/eins.html", "eins.html"))
    store(archive, captures, ("eins.html", "Eins", []), ("druck/eins.html", "Zwei", []))
    archive.db.execute("INSERT INTO stories (article_id, size) VALUES (2, 1)")

    report = again(archive, folder)

    assert titles(archive) == {f"{HOME}eins.html": (1, "Kanal wächst")}
    assert report.found.lost == [f"{HOME}druck/eins.html"]
    assert archive.find(f"{HOME}druck/eins.html").url == f"{HOME}eins.html"
    assert archive.db.execute("SELECT count(*), sum(revision_count) FROM articles").fetchone() == (
        1,
        0,
    )
    assert archive.db.execute("SELECT article_id FROM stories").fetchone() == (1,)


def test_one_article_becomes_two(archive, folder):
    captures = capture(folder, ("eins.html", "eins.html"), ("zwei.html", "zwei.html"))
    store(archive, captures, ("eins.html", "Eins", ["zwei.html"]), ("eins.html", "Zwei", []))
    assert archive.db.execute("SELECT revision_count FROM articles").fetchall() == [(1,)]

    report = again(archive, folder)

    assert report.found.new == [f"{HOME}zwei.html"]
    found = titles(archive)
    assert set(found) == {f"{HOME}eins.html", f"{HOME}zwei.html"}
    assert found[f"{HOME}eins.html"][0] == 1
    assert archive.db.execute("SELECT revision_count FROM articles").fetchall() == [(0,), (0,)]
    assert archive.db.execute("SELECT count(*) FROM url_aliases").fetchone() == (0,)


def test_articles_may_swap_addresses(archive, folder):
    captures = capture(folder, ("eins.html", "eins.html"), ("zwei.html", "zwei.html"))
    store(archive, captures, ("zwei.html", "Eins", []), ("eins.html", "Zwei", []))
    again(archive, folder)
    found = titles(archive)
    assert {url: number for url, (number, _) in found.items()} == {
        f"{HOME}eins.html": 1,
        f"{HOME}zwei.html": 2,
    }


def test_the_old_canonical_address_still_leads_to_its_article(archive, folder):
    captures = capture(folder, ("eins.html", "eins.html"))
    store(archive, captures, ("alt.html", "Eins", []))
    report = again(archive, folder)
    assert set(report.found.fields) >= {"url"}
    assert archive.find(f"{HOME}alt.html").url == f"{HOME}eins.html"


def test_what_no_warc_file_holds_stays_and_is_no_failure(archive, folder):
    run_id = archive.begin_run("muster", "text:dump", PORTAL)
    moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    archive.store([Article(f"{HOME}text", title="Aus Text", captured_at=moment)], run_id)
    store(archive, capture(folder, ("eins.html", "eins.html")), ("eins.html", "Eins", []))

    report = again(archive, folder)

    assert [(kept.url, kept.lost) for kept in report.kept] == [(f"{HOME}text", False)]
    assert titles(archive) == {
        f"{HOME}text": (1, "Aus Text"),
        f"{HOME}eins.html": (2, "Kanal wächst"),
    }


def test_a_page_that_shows_a_kept_article_to_be_the_same_joins_it(archive, folder):
    run_id = archive.begin_run("muster", "text:dump", PORTAL)
    moment = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
    archive.store([Article(f"{HOME}eins.html", title="Text", captured_at=moment)], run_id)
    captures = capture(folder, ("druck/eins.html", "eins.html"))
    store(archive, captures, ("druck/eins.html", "Eins", []))

    again(archive, folder)

    assert titles(archive) == {f"{HOME}eins.html": (1, "Kanal wächst")}
    assert archive.db.execute("SELECT revision_count FROM articles").fetchall() == [(1,)]


def test_not_modified_is_a_sighting_of_what_was_there(archive, folder):
    (seen,) = capture(folder, ("eins.html", "eins.html"))
    store(archive, [seen], ("eins.html", "Eins", []))
    later = seen.captured_at + dt.timedelta(days=9)
    with CaptureWriter(folder, "muster", {}) as writer:
        exchange = Exchange(seen.url, later, 304, [], b"", [])
        writer.write(exchange, Original(seen.url, seen.captured_at, seen.digest))
    unmodified = replace(seen, fetched_at=later, captured_at=later, status=304, source="live")
    archive.see_unmodified([unmodified], archive.begin_run("muster", "live", PORTAL))
    before = archive.db.execute("SELECT last_seen_at, revision_count FROM articles").fetchall()
    assert before == [("2020-01-10T00:00:00Z", 0)]

    again(archive, folder)

    assert titles(archive) == {f"{HOME}eins.html": (1, "Kanal wächst")}
    now = archive.db.execute("SELECT last_seen_at, revision_count FROM articles").fetchall()
    assert now == before
    hashes = archive.db.execute("SELECT DISTINCT content_hash FROM captures").fetchall()
    assert hashes == archive.db.execute("SELECT content_hash FROM articles").fetchall()


def test_an_article_whose_page_went_with_a_forgotten_one_stays_and_is_counted(archive, folder):
    """What is left says that a page was not modified, and nobody has that page."""
    seen, other = capture(folder, ("eins.html", "eins.html"), ("zwei.html", "eins.html"))
    store(archive, [seen], ("eins.html", "Eins", []))
    store(archive, [other], ("zwei.html", "Zwei", []))
    later = seen.captured_at + dt.timedelta(days=9)
    unmodified = replace(seen, fetched_at=later, captured_at=later, status=304, source="live")
    archive.see_unmodified([unmodified], archive.begin_run("muster", "live", PORTAL))
    with archive.transaction():
        archive.db.conn.execute(
            "UPDATE captures SET warc_file = NULL, warc_offset = NULL, warc_length = NULL, "
            "digest = 'sha1:GONE' WHERE url = ? AND status IS NOT 304",
            (seen.url,),
        )
    stored = "SELECT id, title, content_hash, last_seen_at FROM articles WHERE url = ?"
    before = archive.db.execute(stored, (seen.url,)).fetchall()

    report = again(archive, folder)

    assert [(kept.url, kept.lost) for kept in report.kept] == [(seen.url, False)]
    assert archive.db.execute(stored, (seen.url,)).fetchall() == before
    assert [*check_articles(archive.db.conn)] == []
