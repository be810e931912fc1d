"""`scrapy report`: one page, complete in itself, that tells how the last runs went."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from lxml import html

from crawler.charts import CHARTS
from crawler.items import Place
from crawler.reporting.report import report
from tests.archive.conftest import archive, make, run_id
from tests.conftest import run_scrapy

__all__ = ["archive", "make", "run_id"]
NOW = dt.datetime(2020, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def stored(archive, run_id, make):
    archive.store(
        [
            make(
                f"https://muster.example/{n}",
                title="<script>alert(1)</script> & Blaumilch",
                published_on=f"2019-0{n}-01",
                deadline_on="2020-04-01",
                places=[Place("Chile", "country", "CL")],
                topics=["Netzwerke"],
            )
            for n in (1, 2)
        ],
        run_id,
    )
    archive.finish_run(run_id, "finished", {"new": 2, "errors": 0})
    return archive


def test_all_charts_are_drawn_in(stored):
    page = html.fromstring(report(stored.db.conn, NOW))
    drawn = page.xpath("//section[.//*[local-name() = 'svg']//*[local-name() = 'path']]/@id")
    assert drawn == [chart.name for chart in CHARTS]
    assert "2 articles of 1 portals, published from 2019-01-01 to 2019-02-01" in re.sub(
        r"\s+", " ", page.text_content()
    )


def test_the_page_asks_for_nothing_and_runs_nothing(stored):
    text = report(stored.db.conn, NOW)
    page = html.fromstring(text)
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@onload") == []
    addresses = [
        value
        for value in page.xpath("//@*[contains(., ':') and contains(., '//')]")
        if "www.w3.org" not in value
    ]
    assert addresses == []
    assert "@import" not in text
    assert "url(http" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_ids_are_used_once(stored):
    ids = html.fromstring(report(stored.db.conn, NOW)).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_runs_say_what_was_wrong(stored):
    def health():
        page = html.fromstring(report(stored.db.conn, NOW))
        return [
            cell.text_content().strip() for cell in page.xpath("//tr[th[@scope='row']]/td[last()]")
        ]

    assert health() == ["fine"]
    told = json.dumps({"ok": False, "alarms": [{"sentence": "dates are missing"}]})
    stored.db.execute(
        "UPDATE runs SET finish_reason = 'shutdown', rejected = 3, health = ?", [told]
    )
    assert health() == ["it ended early: shutdown3 rejecteddates are missing"]
    stored.db.execute("UPDATE runs SET finished_at = NULL, rejected = 0, health = NULL")
    assert health() == ["at work, or it ended without a chance to say so"]


def test_an_empty_archive_has_a_report(archive):
    assert "There was no run yet" in report(archive.db.conn, NOW)


def test_the_command_writes_the_file(stored, tmp_path):
    target = tmp_path / "report.html"
    done = run_scrapy("report", "-o", str(target), "-s", f"ARCHIVE_PATH={stored.path}")
    assert done.returncode == 0, done.stderr
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")
