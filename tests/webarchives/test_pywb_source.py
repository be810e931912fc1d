"""A dead portal comes back out of a real pywb, whole and with its history."""

from __future__ import annotations

import json
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from crawler.archive import Archive
from crawler.demo.expected import expected
from tests.conftest import kept_in, run_scrapy
from tests.crawled import tables
from tests.webarchives.recovering import ARTICLES, PORTAL, recovered_once


@pytest.fixture(scope="module")
def recovered(tmp_path_factory):
    return recovered_once(tmp_path_factory)


def test_an_index_comes_in_parts_as_in_one(recovered):
    whole, parts = recovered.listings

    assert len(whole) > 200
    assert parts == whole


def test_the_same_comes_out_of_its_folder(recovered, tmp_path):
    """As it lies on disk, read with the index that pywb made."""
    local = tmp_path / "archive.db"
    done = run_scrapy(
        "crawl", PORTAL, "-a", f"source=warc:{recovered.collection}", "-s", "WARC_PROCESSES=2",
        *kept_in(local),
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "read whole" not in done.stderr
    asked, read = tables(recovered.archive("whole")), tables(local)
    del asked["captures"], read["captures"]  # a folder is read with all captures of an article
    assert read == asked


def test_every_article_and_every_revision(recovered):
    path = recovered.archive("whole")
    assert (recovered.exit_codes["whole"], recovered.exit_codes["again"]) == (0, 0)
    deleted = {
        row["url"] for row in ARTICLES
        if row.get("editions", {}).get("2", {}).get("change") == "deleted"
    }  # fmt: skip
    captured = {row["url"] for row in ARTICLES}
    rows = {row["url"]: row for row in expected("kooperation", 2) if row["url"] in captured}
    rows |= {row["url"]: row for row in expected("kooperation") if row["url"] in deleted}
    with Archive(path) as archive:
        articles = {article.url: article for _, article in archive.articles(PORTAL)}
        counts = dict(archive.db.execute("SELECT url, revision_count FROM articles").fetchall())
        unserved = archive.db.execute("SELECT url FROM articles WHERE gone_at IS NOT NULL")
        gone = {url for (url,) in unserved}
    assert sorted(articles) == sorted(rows)
    for url, row in rows.items():
        for field in ("title", "lead", "body", "editor_text", "deadline_on", "breadcrumb"):
            assert getattr(articles[url], field) == row[field], (url, field)
    edited = {
        row["url"] for row in ARTICLES
        if row.get("editions", {}).get("2", {}).get("change") == "edited"
    }  # fmt: skip
    assert {url for url, count in counts.items() if count} == edited
    assert set(counts.values()) == {0, 1}
    assert gone == deleted


def test_each_payload_is_asked_for_once_and_none_again(recovered):
    asked = Counter(recovered.payloads)
    assert set(asked.values()) == {1}
    assert len(asked) <= recovered.to_be_had


def test_the_archive_is_sound(recovered):
    path = recovered.archive("whole")
    done = run_scrapy("doctor", *kept_in(path))
    assert done.returncode == 0, done.stdout
    done = run_scrapy("reextract", "--dry-run", *kept_in(path))
    assert done.returncode == 0, done.stdout


def test_coverage_counts_what_the_index_lists(recovered, tmp_path):
    path = recovered.archive("whole")
    picture = tmp_path / "months.svg"
    done = run_scrapy("coverage", PORTAL, "--json", "--svg", str(picture), *kept_in(path))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    months = [line for line in lines if "month" in line]
    assert [month["month"] for month in months] == [
        "2024-01", "2024-02", "2024-03", "2025-11", "2025-12",
    ]  # fmt: skip
    assert all(month["captured"] == month["recovered"] for month in months)
    assert {month["missing"] + month["failed"] for month in months} == {0}
    of, *cells = ET.parse(picture).getroot().iter("{http://www.w3.org/2000/svg}title")
    assert of.text.startswith("Abdeckung: ")
    assert [cell.text.partition(":")[0] for cell in cells] == [
        "Januar 2024", "Februar 2024", "März 2024", "November 2025", "Dezember 2025",
    ]  # fmt: skip
