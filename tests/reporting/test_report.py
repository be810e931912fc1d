"""`scrapy report`: one page, complete in itself, that tells how the last runs went."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from lxml import html

from crawler.items import Place
from crawler.publishing.charts import CHARTS
from crawler.publishing.report.report_page import report
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
    assert health() == ["partial: stopped by a signal3 rejecteddates are missing"]
    stored.db.execute("UPDATE runs SET finished_at = NULL, rejected = 0, health = NULL")
    assert health() == ["at work, or it ended without a chance to say so"]


def test_an_empty_archive_has_a_report(archive):
    assert "There was no run yet" in report(archive.db.conn, NOW)


def test_the_command_writes_the_file(stored, tmp_path):
    target = tmp_path / "report.html"
    done = run_scrapy("report", "-o", str(target), "-s", f"ARCHIVE_PATH={stored.path}")
    assert done.returncode == 0, done.stderr
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_under_each_chart_stands_what_is_drawn_and_what_is_known(stored):
    page = html.fromstring(report(stored.db.conn, NOW))
    told = {
        section.get("id"): " ".join(section.text_content().split())
        for section in page.xpath("//section")
    }
    assert "2 of 2 articles are drawn." in told["articles-per-month"]
    for chart in CHARTS:
        assert " drawn" in told[chart.name]


def test_what_is_left_out_is_counted_and_names_are_ranked_over_all_articles(archive, run_id, make):
    """Most articles of a place bear no date: it is among the most common all the same."""
    undated = [f"https://muster.example/u{n}" for n in range(5)]
    archive.store(
        [make(url, title="T", places=[Place("Chile", "country", "CL")]) for url in undated]
        + [
            make(f"https://muster.example/{year}-{n}", title="T", published_on=f"{year}-05-01",
                 places=[Place(f"Ort {n}", "region")])
            for year in (2015, 2019) for n in range(20)
        ]
        + [make("https://muster.example/nowhere", title="T", published_on="2016-01-01")]
        + [make("https://muster.example/year", title="T", published_edtf="2017")],
        run_id,
    )  # fmt: skip
    db = archive.db.conn
    sentences, rows = {}, {}
    for chart in CHARTS:
        cursor = db.execute(chart.balance.sql, {"today": "2020-01-01"})
        counts = dict(zip([c[0] for c in cursor.description], cursor.fetchone(), strict=True))
        assert (
            counts["drawn"] + sum(counts[name] for name in chart.balance.left_out)
            == (counts["known"])
        )
        sentences[chart.name] = chart.balance.sentence(counts)
        cursor = db.execute(chart.sql, {"today": "2020-01-01"})
        names = [c[0] for c in cursor.description]
        rows[chart.name] = [dict(zip(names, row, strict=True)) for row in cursor]
    assert sentences["articles-per-month"] == (
        "41 of 47 articles are drawn; 1 bears a year alone, 5 bear no date"
    )
    assert sentences["places"] == (
        "33 of 47 articles are drawn, 5 of them under “?”; 12 are under other places only, "
        "2 are under no place"
    )
    assert {"name": "Chile", "year": "?", "articles": 5} in rows["places"]
    places = next(chart for chart in CHARTS if chart.name == "places")
    spec = places.spec(rows["places"])
    assert spec["encoding"]["x"]["scale"]["domain"] == [
        "2015", "2016", "2017", "2018", "2019", "?",
    ]  # fmt: skip
    assert "Chile" in spec["encoding"]["y"]["scale"]["domain"]
    assert len(spec["encoding"]["y"]["scale"]["domain"]) == 15
