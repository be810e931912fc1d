"""`scrapy stories` and `scrapy inspect --story`: what they print, and what they decide."""

from __future__ import annotations

import json

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article
from crawler.monitoring.lock import run_lock

TEXT = (
    "Die Werft am Binsensee hat 14 Boote an den Ruderverein Seerose übergeben. Gebaut wurden "
    "sie aus dem Holz einer Eiche, die 1921 gepflanzt worden war. Zur Übergabe kamen 300 "
    "Menschen, unter ihnen Bürgermeisterin Alma Fischreiher."
)
URLS = ("https://erst.example/boote", "https://zweit.example/boote")


@pytest.fixture
def stored(archive_path):
    with Archive(archive_path) as archive:
        run_id = archive.begin_run("erst", "live", Portal("erst"))
        bodies = (TEXT, TEXT.replace("Gebaut wurden", "Gefertigt wurden") + " Es war windig.")
        archive.store(
            [Article(u, title="Boote", body=b) for u, b in zip(URLS, bodies, strict=True)], run_id
        )
    return archive_path


def lines(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_stories_are_listed_decided_on_and_rebuilt(scrapy, stored):
    (story,) = lines(scrapy("stories", "--json"))
    assert (story["size"], story["url"]) == (2, URLS[0])

    done = scrapy("stories", "--different", *URLS, "--note", "zwei Werften")
    assert done.returncode == 0, done.stderr
    assert "0 stories are told" in scrapy("stories", "--rebuild").stdout
    assert "no story is told" in scrapy("stories").stdout
    (decision,) = lines(scrapy("stories", "--overrides", "--json"))
    assert (decision["verdict"], decision["note"]) == ("different", "zwei Werften")

    assert scrapy("stories", "--undo", *URLS).returncode == 0
    assert len(lines(scrapy("stories", "--json"))) == 1


def test_passages_are_shown_side_by_side(scrapy, stored):
    (pair,) = lines(scrapy("inspect", "--article", "2", "--story", "--json"))
    assert (pair["other_url"], pair["relation"], pair["verdict"]) == (URLS[0], "original", "same")
    assert [passage["kind"] for passage in pair["passages"]] == [
        "shared", "shared", "changed", "shared", "only",
    ]  # fmt: skip
    assert pair["passages"][-1]["text"] == "Es war windig."
    shown = scrapy("inspect", "--article", "2", "--story").stdout
    assert "article 1: original" in shown
    assert "changed" in shown


def test_wrong_usage_is_told_in_a_sentence(scrapy, stored):
    done = scrapy("stories", "--same", URLS[0], "https://nirgends.example/")
    assert done.returncode == 1
    assert "no article has the address https://nirgends.example/" in done.stderr
    assert scrapy("stories", "--same", URLS[0], URLS[0]).returncode == 2
    assert scrapy("stories", "neu").returncode == 2
    assert scrapy("inspect", "--article", "9", "--story").returncode == 1
    with run_lock(stored):
        assert scrapy("stories", "--rebuild").returncode == 3


def test_there_must_be_an_archive(scrapy, archive_path):
    assert scrapy("stories").returncode == 1
    assert not archive_path.exists()
