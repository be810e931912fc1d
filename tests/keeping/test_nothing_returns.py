"""Crawls, recoveries and imports after an article was forgotten: they leave it, and say so."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from crawler.demo import DemoServer
from tests.conftest import kept_in, run_scrapy
from tests.keeping.making import words_left

SPIDER = "demo_kooperation"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A crawled portal, once before an article was forgotten and once behind it, and its server."""
    folder = tmp_path_factory.mktemp("crawled")
    home, before = folder / "home", folder / "before"
    home.mkdir()
    with DemoServer(articles=8) as server:
        crawl(home, "source=live", server)
        shutil.copytree(home, before)
        with closing(sqlite3.connect(home / "archive.db")) as db:
            row = db.execute(
                "SELECT id, url, title, lead, body FROM articles "
                "WHERE lead IS NOT NULL AND kind = 'nachricht' ORDER BY id LIMIT 1"
            ).fetchone()
        done = run_scrapy("forget", row[1], "--reason", "asked for", *kept_in(home / "archive.db"))
        assert done.returncode == 0, done.stderr
        yield home, before, server, row


def crawl(folder, source, server=None, *more):
    connect = ("-s", f"CONNECT_TO={server.connect_to}") if server else ()
    return run_scrapy(
        "crawl", SPIDER, "-a", source, "--json", *kept_in(folder / "archive.db"), *connect,
        "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=0", *more,
    )  # fmt: skip


def own_sentence(row):
    """A row of words out of the lead, which no other article has."""
    return tuple(row[3].split(". ")[:1])


@pytest.mark.parametrize("way", ["live", "warc", "text", "a single URL"])
def test_the_books_say_that_it_was_left(crawled, tmp_path, way):
    home, before, server, row = crawled
    folder = shutil.copytree(home, tmp_path / "home")
    if way == "live":
        done = crawl(folder, "source=live", server, "-a", "full=1")
    elif way == "a single URL":
        done = crawl(folder, f"url={row[1]}", server)
    elif way == "warc":
        done = crawl(folder, f"source=warc:{before / 'captures'}")
    else:
        text = "\n\n".join(part for part in row[2:] if part)
        (tmp_path / "dump.jsonl").write_text(json.dumps({"url": row[1], "text": text}), "utf-8")
        done = crawl(folder, f"source=text:{tmp_path / 'dump.jsonl'}")
    outcomes = [json.loads(line) for line in done.stdout.splitlines()][-1]["outcomes"]
    told = [line for line in outcomes if line["reason"] == "forgotten on request"]
    assert told, outcomes
    assert {line["outcome"] for line in told} == {"not_wanted"}
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        known = db.execute("SELECT count(*) FROM articles WHERE url = ?", (row[1],)).fetchone()
        assert known == (0,)
        assert db.execute("SELECT count(*) FROM captures WHERE url = ?", (row[1],)).fetchone() == (
            0,
        )
    assert words_left(before, own_sentence(row))
    assert words_left(folder, own_sentence(row)) == set()
    assert run_scrapy("doctor", *kept_in(folder / "archive.db")).returncode == 0


def test_extraction_and_mending_do_not_bring_it_back(crawled, tmp_path):
    home, _, _, row = crawled
    folder = shutil.copytree(home, tmp_path / "home")
    for words in (("reextract",), ("doctor", "--mend")):
        assert run_scrapy(*words, *kept_in(folder / "archive.db")).returncode == 0
    assert words_left(folder, own_sentence(row)) == set()
