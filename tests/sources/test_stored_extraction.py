"""Pages out of files, extracted where they are read: in one process or in many, it is all one."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive, Portal, search_words
from crawler.archive.stories.text.signature import sign
from crawler.arguments import Arguments
from crawler.items import Article, Capture
from crawler.layouts.captured import NotExtracted, PortalExtraction
from crawler.sources.protocols import SourceError
from crawler.sources.stored import StoredExtraction
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage
from crawler.webarchives.warc.payload import payload_digest
from tests.books.replica import HOME, ReplicaSpider, Run, article, crawl, replica
from tests.warc.making import Warc

NAMES = ["aachen", "bonn", "celle", "dessau", "essen", "fulda", "gera", "halle"]
REPLICA = PortalExtraction("replica", HOME)


class Anything:
    def __call__(self, url: str) -> bool:
        return True


def url(name: str) -> str:
    return f"{HOME}artikel/{name}"


def captures(folder: Path) -> Path:
    """Two files: articles in two versions, a revisit before its original, errors, damage."""
    folder.mkdir()
    first, second = Warc(), Warc()
    digest = payload_digest(article("halle und Umgebung").body)
    first.revisit(url("halle"), date="2018-01-01T00:00:00Z", WARC_Payload_Digest=digest)
    for number, name in enumerate(NAMES):
        date = f"2017-06-{number + 1:02}T12:00:00Z"
        first.response(url(name), article(name).body, date=date)
        again = article(f"{name} und Umgebung").body
        second.response(url(name), again, date=f"2019{date[4:]}")
    first.response(url("leer"), b"<p></p>")
    first.response(url("weg"), b"", status="404 Not Found")
    first.response(url("aachen"), b"", status="410 Gone", date="2021-06-01T12:00:00Z")
    second.response(HOME, b"<p>Start</p>")
    second.revisit(url("bonn"), date="2020-01-01T00:00:00Z", WARC_Payload_Digest="sha1:" + "B" * 32)
    first.save(folder / "a.warc.gz")
    made = second.made()
    data = bytearray(made.data)
    middle = (made.offsets[2] + made.offsets[3]) // 2
    data[middle : middle + 8] = bytes(8)
    (folder / "b.warc.gz").write_bytes(bytes(data))
    return folder


def recover(folder: Path, source: Path, **options: Any) -> Run:
    folder.mkdir()
    with replica(lambda path: article("niemand")) as server:
        return crawl(server, folder, source=f"warc:{source}", **options)


_OF_THE_RUN = {"runs", "sqlite_sequence"}


def rows(archive: Path) -> dict[str, list[str]]:
    """Every row of every table but those that say when a run was.

    Rejects in no order: who looks a file through in advance tells of damage before pages.
    """
    with closing(sqlite3.connect(archive)) as db:
        tables = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in _OF_THE_RUN and not name.startswith("_")
        ]
        found = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    found["rejects"] = sorted(row[1:] for row in found["rejects"])
    return {name: list(map(repr, each)) for name, each in found.items()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> tuple[Run, ...]:
    """The same source read by one process, and by two."""
    folder = tmp_path_factory.mktemp("runs")
    source = captures(folder / "source")
    return tuple(
        recover(folder / f"by{jobs}", source, WARC_PROCESSES=jobs, STORIES_ENABLED=True)
        for jobs in (1, 2)
    )


class TestInManyProcesses:
    def test_every_row_is_as_one_process_writes_it(self, runs):
        one, two = (rows(run.archive) for run in runs)
        assert len(one["articles"]) == len(NAMES)
        assert one == two

    def test_every_record_has_the_same_outcome(self, runs):
        one, two = runs
        assert one.lines == two.lines
        assert one.outcomes("record")["rejected"] >= 1
        assert one.summary.reasons == two.summary.reasons

    def test_captures_are_counted_as_responses(self, runs):
        counted = []
        for run in runs:
            with closing(sqlite3.connect(run.archive)) as db:
                counted.append(db.execute("SELECT requests, responses FROM runs").fetchone())
        assert counted[0] == counted[1]
        assert counted[0][0] == 0 < counted[0][1]

    def test_articles_are_the_same_in_any_order_of_files(self, tmp_path, runs):
        source = captures(tmp_path / "source")
        (source / "a.warc.gz").rename(source / "c.warc.gz")
        run = recover(tmp_path / "by2", source, WARC_PROCESSES=2)
        told = "SELECT url, title, body, revision_count, first_seen_at, gone_at FROM articles"
        found = []
        for archive in (runs[0].archive, run.archive):
            with closing(sqlite3.connect(archive)) as db:
                found.append(sorted(db.execute(told)))
        assert found[0] == found[1]


def test_no_more_is_stored_than_limit_wants(tmp_path):
    source = captures(tmp_path / "source")
    run = recover(tmp_path / "run", source, WARC_PROCESSES=2, limit=3)
    assert len(run.titles()) == 3
    assert run.summary.exit_code == 0
    assert not [line for line in run.lines if line.outcome == "unaccounted"]


class BrokenSpider(ReplicaSpider):
    name = "broken"
    layout = "keins"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_raises_is_the_only_one_lost(tmp_path, jobs):
    """Here all of them do: there is no such layout."""
    source = tmp_path / "source.warc.gz"
    Warc().response(url("aachen"), article("Aachen").body).save(source)
    run = recover(tmp_path / "run", source, WARC_PROCESSES=jobs, spider=BrokenSpider)
    assert run.outcomes() == {"rejected": 1}
    assert run.outcomes("record") == {"rejected": 1}
    assert run.summary.exit_code == 1
    with closing(sqlite3.connect(run.archive)) as db:
        stage, reason = db.execute("SELECT stage, reason FROM rejects").fetchone()
    assert stage == "extract"
    assert "keins" in reason


class Dies:
    """A process that is killed, as when memory runs out."""

    def __call__(self, page: CapturedPage) -> CapturedPage:
        os._exit(1)


def test_a_process_that_dies_is_told(tmp_path):
    Warc().response(url("aachen")).save(tmp_path / "a.warc.gz")
    with pytest.raises(SourceError, match="a process that reads died"):
        list(read_captures(str(tmp_path), Anything(), jobs=2, make=Dies()))


def page(name: str = "aachen", status: int = 200) -> CapturedPage:
    captured_at = dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC)
    capture = Capture(url(name), captured_at, captured_at, status)
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return CapturedPage(url(name), status, headers, article(name).body, capture)


class TestAPageOfItsArticle:
    def test_is_read_without_its_body(self):
        made = StoredExtraction(REPLICA, Arguments())(page())
        assert made.body == b""
        assert isinstance(made.extracted, Article)
        assert made.extracted.title == "Neues aus aachen"
        assert made.extracted.capture is made.capture
        assert made.extracted.is_normalised

    @pytest.mark.parametrize("status", [200, 404])
    def test_is_left_as_it_is_where_no_article_is_wanted(self, status):
        period = Arguments(since=dt.date(2018, 1, 1)) if status == 200 else Arguments()
        found = page(status=status)
        assert StoredExtraction(REPLICA, period)(found) is found

    def test_or_says_why_there_is_none(self):
        made = StoredExtraction(PortalExtraction("x", layout="keins"), Arguments())(page())
        assert isinstance(made.extracted, NotExtracted)
        assert "Traceback" in made.extracted.traceback


def test_words_are_looked_into_once_in_a_process_and_told_with_the_first_text(monkeypatch):
    monkeypatch.setattr(search_words, "_told", set())
    first = search_words.look_into("Die Förderung der Räte", None)
    assert set(first) == {"die", "förderung", "der", "räte"}
    assert ("form", "rat") in first["räte"]
    assert set(search_words.look_into("Räte und Förderung")) == {"und"}


def test_words_that_were_told_are_found_as_if_looked_into_here(tmp_path, monkeypatch):
    monkeypatch.setattr(search_words, "_told", set())
    told = Article("https://muster.example/1", title="Förderung der Räte", body="Kommt.")
    found = []
    for words in ({}, search_words.look_into(told.title, told.body)):
        with Archive(tmp_path / f"{len(found)}.db") as archive:
            run_id = archive.begin_run(
                "muster", "warc:m.warc", Portal("muster", "Muster", HOME, "typo3", alive=True)
            )
            search_words.remember_words(words)
            archive.store([told], run_id)
            found.append(sorted(archive.db.execute("SELECT * FROM search_words").fetchall()))
    assert found[0] == found[1] != []


def test_a_page_read_elsewhere_brings_what_the_archive_would_work_out(monkeypatch):
    monkeypatch.setattr(search_words, "_told", set())
    extraction = StoredExtraction(REPLICA, Arguments(), signs=True, looks_into_words=True)
    extracted = extraction(page("bonn")).extracted
    assert isinstance(extracted, Article)
    texts = (extracted.title, extracted.lead, extracted.body)
    assert extracted.signature == sign(*texts)
    assert extracted.signature.told == tuple(text or "" for text in texts)
    assert "bonn" in extracted.words
