"""`scrapy report`: one page, complete in itself, that tells how the last runs went."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from lxml import html

from crawler.books import EntryKind, EntryOutcome
from crawler.items import Place
from crawler.monitoring.health import alarms
from crawler.publishing.charts.collection import CHARTS
from crawler.publishing.report import last_runs
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
    assert (
        "2 Artikel aus 1 Portal, erschienen vom 1. Januar 2019 bis zum 1. Februar 2019. "
        "0 wurden nach dem ersten Abruf geändert. 0 zeigen die Portale nicht mehr."
    ) in re.sub(r"\s+", " ", page.text_content())
    english = html.fromstring(report(stored.db.conn, NOW, "en"))
    assert "2 articles from 1 portal, published from January 1, 2019" in english.text_content()
    assert (page.get("lang"), english.get("lang")) == ("de", "en")
    assert "10. März 2020, 13:00 Uhr" in page.findtext(".//title")


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
            cell.text_content().strip()
            for cell in page.xpath("//table[@class='runs']/tbody/tr/td[last()]")
        ]

    assert health() == ["in Ordnung"]
    alarms = [
        {"sentence": "dates are missing"},
        {"measure": "absent", "field": "deadline_on", "before": "0 %", "now": "90 % of 10"},
    ]
    told = json.dumps({"ok": False, "alarms": alarms})
    stored.db.execute(
        "UPDATE runs SET finish_reason = 'shutdown', rejected = 3, health = ?", [told]
    )
    assert health() == [
        "unvollständig: durch ein Signal beendet3 Seiten abgewiesendates are missing"
        "Frist: fehlt neuen Artikeln: 0 % → 90 % of 10"
    ]
    stored.db.execute("UPDATE runs SET finish_reason = 'closespider_errorcount', rejected = 0, "
                      "health = NULL")  # fmt: skip
    assert health() == ["unvollständig: closespider errorcount"]
    stored.db.execute("UPDATE runs SET finished_at = NULL")
    assert health() == ["läuft noch, oder endete ohne Abmeldung"]


def test_the_books_of_a_run_are_in_the_language_of_the_report(stored, run_id):
    stored.db.conn.executemany(
        "INSERT INTO run_outcomes (run_id, kind, outcome, reason, count) VALUES (?, ?, ?, ?, ?)",
        [(run_id, "list", "read", "", 1), (run_id, "article", "not_due", "seen", 1234),
         (run_id, "article", "new", "", 2), (run_id, "article", "not_due", "stored", 1)],
    )  # fmt: skip
    told = "1.237 URLs: 2 neu, 1.235 nicht fällig; 1 Listenseite: 1 gelesen"
    assert told in report(stored.db.conn, NOW)
    told = "1,237 URLs: 2 new, 1,235 not due; 1 list page: 1 read"
    assert told in report(stored.db.conn, NOW, "en")


def test_every_outcome_and_alarm_has_words():
    assert {*last_runs._ENTRIES} == {*EntryKind}
    assert {*last_runs._OUTCOMES} == {*EntryOutcome}
    assert {*last_runs._ALARMS} >= {*alarms._RULES}


def test_an_empty_archive_has_a_report(archive):
    assert "Es gab noch keinen Lauf." in report(archive.db.conn, NOW)


def test_the_command_writes_the_file(stored, tmp_path):
    target = tmp_path / "report.html"
    done = run_scrapy(
        "report", "--language", "en", "-o", str(target), "-s", f"ARCHIVE_PATH={stored.path}"
    )
    assert done.returncode == 0, done.stderr
    assert target.read_text("utf-8").startswith('<!DOCTYPE html>\n<html lang="en">')


def test_under_each_chart_stands_what_is_drawn_and_what_is_known(stored):
    page = html.fromstring(report(stored.db.conn, NOW))
    told = {
        section.get("id"): " ".join(section.text_content().split())
        for section in page.xpath("//section")
    }
    assert "2 Artikel: 2 mit sicherem Monat." in told["articles-per-month"]
    assert "2 Artikel: 2 unter Ländern." in told["countries"]
    assert "2 Fristen: 2 gezeichnet." in told["deadlines"]
