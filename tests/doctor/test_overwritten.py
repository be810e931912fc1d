"""Articles that earlier versions overwrote: named by their records, and restored from them."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article, Capture
from crawler.layouts import read_page
from crawler.maintenance.doctor.consistency import check_articles, check_contents
from crawler.maintenance.doctor.findings import REEXTRACT
from crawler.maintenance.doctor.warc_records import check_records
from crawler.maintenance.reextract import ReextractionPlan, StoredCaptures, reextract
from crawler.webarchives.warc.captured_page import read_capture
from pipelines import normalise
from tests.crash.crawling import run_command
from tests.warc.making import HTML, Warc

URL = "https://muster.example/aktuelles/eins.html"
PORTAL = Portal("muster", home_url="https://muster.example/")
LONG = [f"Absatz Nummer {number} sagt etwas über den Blaumilchkanal." for number in range(9)]


def page(title, paragraphs=LONG):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><title>{title}</title><body><main><h1>{title}</h1>{text}</main>".encode()


def zipped(body):
    return [*HTML, ("Content-Encoding", "gzip")], gzip.compress(body)


def read(data, moment):
    """What an earlier version read of a page, whole or not, and when it said that was."""
    article = read_page(data, URL, content_type="text/html; charset=utf-8")
    article.portal, article.home_url = "muster", PORTAL.home_url
    article.captured_at = dt.datetime.fromisoformat(moment)
    return normalise(article)


WHOLE = page("Fassung von 2023")
OLD = page("Fassung von 2019", [*LONG[:3], "Und noch etwas, das später fehlt.", *LONG[3:]])
CUT = WHOLE[: len(WHOLE) // 2]
NOW = "2026-01-01T00:00:00+00:00"


def cut_short(warc):
    warc.response(URL, CUT, headers=[*HTML, ("Content-Length", str(len(WHOLE)))],
                  date="2024-01-01T00:00:00Z")  # fmt: skip
    return CUT, "2024-01-01T00:00:00+00:00"


def cut_gzip(warc):
    headers, data = zipped(WHOLE)
    warc.response(URL, data[: len(data) - 9], headers=headers, date="2024-01-01T00:00:00Z")
    return CUT, "2024-01-01T00:00:00+00:00"


def truncated(warc):
    warc.response(URL, CUT, date="2024-01-01T00:00:00Z", WARC_Truncated="length")
    return CUT, "2024-01-01T00:00:00+00:00"


def dated(date, headers=HTML):
    def write(warc):
        warc.response(URL, OLD, headers=headers, date=date)
        return OLD, NOW

    return write


CUT_SHORT, MISDATED = "cut short", "at another time"
# What was done, what is said of it, and the revisions that are left when it is restored.
FAULTS = {
    "Content-Length": (cut_short, CUT_SHORT, []),
    "gzip": (cut_gzip, CUT_SHORT, []),
    "WARC-Truncated": (truncated, CUT_SHORT, []),
    "a day": (dated("2019-03-04"), MISDATED, ["2023-05-01T00:00:00Z"]),
    "a month": (dated("2019-03"), MISDATED, ["2023-05-01T00:00:00Z"]),
    "a year": (dated("2019"), MISDATED, ["2023-05-01T00:00:00Z"]),
    "no zone": (dated("2019-03-04T12:00:00"), MISDATED, ["2023-05-01T00:00:00Z"]),
    "14 digits": (dated("20190304120000"), MISDATED, ["2023-05-01T00:00:00Z"]),
    "HTTP date": (
        dated("gestern", [*HTML, ("Date", "Mon, 04 Mar 2019 12:00:00 GMT")]),
        MISDATED,
        ["2023-05-01T00:00:00Z"],
    ),
    "no date": (dated("gestern"), MISDATED, []),
}


@pytest.fixture
def overwritten(tmp_path, request):
    """An archive whose whole article of 2023 a fault has overwritten."""
    warc = Warc().response(URL, WHOLE, date="2023-05-01T00:00:00Z")
    spoilt, moment = request.param(warc)
    path = tmp_path / "portal.warc.gz"
    warc.save(path)
    offsets = warc.made().offsets
    with Archive(tmp_path / "archive.db") as archive:
        store(archive, path, offsets[0], WHOLE, "2023-05-01T00:00:00+00:00")
        store(archive, path, offsets[1], spoilt, moment)
        assert len(stored(archive)[2]) == 1
    return tmp_path


def store(archive, path, offset, data, moment):
    """Store what an earlier version read of a record."""
    article = read(data, moment)
    digest = read_capture(str(path), offset).capture.digest
    article.capture = Capture(
        URL, article.captured_at, article.captured_at, 200, "text/html", digest=digest,
        warc_file=str(path), warc_offset=offset, source=f"warc:{path}",
    )  # fmt: skip
    archive.store([article], archive.begin_run("muster", f"warc:{path}", PORTAL))


def stored(archive):
    (row,) = archive.db.query("SELECT title, body FROM articles")
    revisions = archive.db.execute("SELECT seen_at FROM revisions").fetchall()
    return row["title"], row["body"], [seen_at for (seen_at,) in revisions]


def look(archive, folder):
    """What a doctor finds that looks at everything the records prove."""
    db = archive.db.conn
    return [*check_articles(db), *check_contents(db), *check_records(db, folder)]


@pytest.mark.parametrize(
    ("overwritten", "said", "revisions"), FAULTS.values(), ids=FAULTS, indirect=["overwritten"]
)
def test_it_is_named_with_its_record_and_restored(overwritten, said, revisions):
    with Archive(overwritten / "archive.db") as archive:
        (finding,) = look(archive, overwritten)
        assert said in finding.what
        assert [name.split(": ")[0] for name in finding.names] == [URL]
        assert finding.mend == REEXTRACT

        report = reextract(
            archive, ReextractionPlan(StoredCaptures(archive.db.conn, overwritten), {})
        )

        assert (report.kept, report.unread, report.not_written) == ([], [], [])
        assert report.undated == ([URL] if said is MISDATED and not revisions else [])
        assert stored(archive) == ("Fassung von 2023", "\n\n".join(LONG), revisions)
        assert look(archive, overwritten) == []


def test_an_archive_without_a_fault_is_left_as_it_is(tmp_path):
    path = tmp_path / "portal.warc.gz"
    Warc().response(URL, WHOLE, date="2023-05-01T00:00:00Z").save(path)
    with Archive(tmp_path / "archive.db") as archive:
        store(archive, path, 0, WHOLE, "2023-05-01T00:00:00+00:00")
        assert look(archive, tmp_path) == []


@pytest.mark.parametrize("overwritten", [cut_short], indirect=True)
def test_the_commands_say_so(overwritten):
    code, printed = run_command(overwritten, "doctor", "--nolog")
    assert code == 1
    assert f"{URL}: " in printed
    assert "mended by: scrapy reextract" in printed
    assert run_command(overwritten, "reextract", "--nolog")[0] == 0
    code, printed = run_command(overwritten, "doctor", "--nolog")
    assert (code, "sound" in printed) == (0, True), printed


def test_what_a_text_export_emptied_comes_back_from_the_record_of_the_page(tmp_path):
    path = tmp_path / "portal.warc.gz"
    trail = b'<nav class="breadcrumb"><a href="/">Start</a> <a href="/a">Aktuelles</a></nav>'
    whole = WHOLE.replace(b"<main>", trail + b"<main>")
    Warc().response(URL, whole, date="2023-05-01T00:00:00Z").save(path)
    with Archive(tmp_path / "archive.db") as archive:
        store(archive, path, 0, whole, "2023-05-01T00:00:00+00:00")
        before = archive.article(1)
        assert before.breadcrumb
        text = Article(URL, portal="muster", body="\n\n".join(LONG), language="de")
        text.captured_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
        text.capture = Capture(URL, text.captured_at, text.captured_at, digest="sha1:text")
        archive.store([text], archive.begin_run("muster", "text:x", PORTAL))
        archive.db.execute("UPDATE articles SET breadcrumb = NULL")
        archive.db.execute("DELETE FROM breadcrumbs")
        assert archive.article(1).title is None
        # Only now it is known to be a text export.
        archive.db.execute("UPDATE captures SET content_type = 'text/plain' WHERE id = 2")

        report = reextract(archive, ReextractionPlan(StoredCaptures(archive.db.conn, tmp_path), {}))

        assert (report.kept, report.articles) == ([], 1)
        restored = archive.article(1)
        assert (restored.title, restored.breadcrumb) == (before.title, before.breadcrumb)
        assert (restored.breadcrumbs, stored(archive)[2]) == (before.breadcrumbs, [])
        sightings = archive.db.execute(
            "SELECT count(*) FROM captures WHERE article_id = 1 AND content_hash IS NOT NULL"
        )
        assert sightings.fetchone() == (2,)
        assert look(archive, tmp_path) == []
        again = reextract(archive, ReextractionPlan(StoredCaptures(archive.db.conn, tmp_path), {}))
        assert again.found.changed == 0
