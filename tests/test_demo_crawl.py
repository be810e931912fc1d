"""The main job: both demo portals crawled, and every field of every article as its truth says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.demo.expected import expected
from crawler.items import Article
from tests.conftest import ROOT, kept_in, run_scrapy

PORTALS = {"demo_kooperation": "kooperation", "demo_cluster": "cluster"}
TEXTS = (
    "portal", "kind", "language", "title", "subtitle", "kicker", "lead", "body", "breadcrumb",
    "published_on", "published_at", "published_text", "updated_on", "deadline_on",
    "source_text", "editor_text",
)  # fmt: skip
LISTS = ("sources", "editors", "places", "topics", "further_reading", "links", "images")


def truth(portal: str) -> dict[str, dict]:
    """The expected articles of the portals' first edition by address."""
    return {row["url"]: row for row in expected(PORTALS[portal])}


@pytest.fixture(scope="module")
def crawl(tmp_path_factory) -> tuple[Path, list[dict]]:
    """One `scrapy update` of both demo portals: the archive and what was printed.

    In a fresh interpreter, which has all imports before it, and their warnings.
    """
    path = tmp_path_factory.mktemp("demo") / "archive.db"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "update", *PORTALS, "--json", *kept_in(path)],
        cwd=ROOT, capture_output=True, text=True,
        # surt has such escapes, of which Python warns where nothing has compiled it yet.
        env=os.environ | {"PYTHONWARNINGS": "default,ignore:invalid escape sequence"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Warning:" not in done.stderr
    assert "Traceback" not in done.stderr
    return path, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module", params=PORTALS)
def pair(request, crawl) -> tuple[dict[str, Article], dict[str, dict]]:
    """A portal's articles and its truth."""
    with Archive(crawl[0]) as archive:
        articles = {article.url: article for _, article in archive.articles(request.param)}
    return articles, truth(request.param)


def differences(pair, fields) -> Iterator[str]:
    articles, rows = pair
    for url, row in rows.items():
        found = asdict(articles[url])
        for field in fields:
            if found[field] != row[field]:
                yield f"{url} {field}: {found[field]!r} is not {row[field]!r}"


def test_every_article_once_and_nothing_else(pair):
    articles, rows = pair
    assert sorted(articles) == sorted(rows)


def test_texts(pair):
    assert list(differences(pair, TEXTS)) == []


def test_lists(pair):
    assert list(differences(pair, LISTS)) == []


def test_dates_the_page_shows(pair):
    articles, rows = pair
    for url, row in rows.items():
        found = [(date.role, date.edtf) for date in articles[url].dates]
        missing = [d for d in row["dates"] if (d["role"], d["edtf"]) not in found]
        assert missing == [], url


def test_an_undated_article_was_published_before_it_was_captured(pair):
    articles, rows = pair
    for url, row in rows.items():
        edtf = articles[url].published_edtf
        if row["published_edtf"]:
            assert edtf == row["published_edtf"]
        else:
            assert edtf.startswith("[..2")
            assert articles[url].published_from == "capture"


def test_other_addresses_of_an_article_lead_to_it(pair, crawl):
    _, rows = pair
    with Archive(crawl[0]) as archive:
        for url, row in rows.items():
            for alias in row["aliases"]:
                found = archive.find(alias)
                assert found is not None, alias
                assert found.url == url


def test_the_second_run_brings_nothing_new(crawl):
    path, first = crawl
    done = run_scrapy("update", *PORTALS, "--json", *kept_in(path))
    second = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["new"] for row in first] == [len(truth(portal)) for portal in PORTALS]
    assert [(row["new"], row["changed"], row["rejected"]) for row in second] == [(0, 0, 0)] * 2
    assert all(
        again["unchanged"] < before["new"] for again, before in zip(second, first, strict=True)
    )
