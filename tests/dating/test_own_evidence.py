"""What an article's own words say of when it was published."""

import datetime as dt

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article
from pipelines import normalise

URL = "https://www.beispielportal.de/aktuelles/ein-titel"
SEEN = dt.datetime(2020, 5, 1, 12, tzinfo=dt.UTC)


def evidence(tmp_path, **fields):
    """Kind, earliest and latest of the evidence in an article."""
    with Archive(tmp_path / "archive.db") as archive:
        home = Portal("beispielportal", home_url="https://www.beispielportal.de/")
        run_id = archive.begin_run("beispielportal", "warc:", home)
        article = Article(**{"url": URL, "title": "Ein Titel", "captured_at": SEEN, **fields})
        archive.store([normalise(article)], run_id)
        archive.finish_run(run_id, "finished", {})
        rows = archive.db.execute("SELECT kind, earliest, latest FROM dating_evidence").fetchall()
    return [row for row in rows if row[0] != "captured"]


@pytest.mark.parametrize(
    "words",
    [
        "Neun Orte beteiligen sich (Pressemitteilung vom 13.10.2015). Sie liegen am Meer.",
        "Das geht aus einer Pressemitteilung des Amtes für Muster vom 13. Oktober 2015 hervor.",
        "Nach einer Meldung der Musterstelle vom 13.10.2015 kommen neun Orte hinzu.",
        "Neun Orte kommen hinzu (Amt für Muster, 13.10.2015). Sie liegen am Meer.",
        "Laut Bericht Nr. 12/2015 vom 13. Oktober 2015 sind es neun Orte.",
    ],
)
def test_a_report_cited_in_the_text_was_there_before(tmp_path, words):
    assert evidence(tmp_path, body=f"Es geht um Muster. {words}") == [("cited", "2015-10-13", None)]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Wie heute (14.02.2017) bekannt wurde, kommen neun Orte hinzu.", "2017-02-14"),
        ("Das Amt hat gestern, am 14. Februar 2017, neun Orte ausgewählt.", "2017-02-15"),
        ("Am heutigen Dienstag, den 14. Februar 2017, wurden neun Orte ausgewählt.", "2017-02-14"),
        ("Vorgestern (14.02.2017) trafen sich neun Orte am Meer.", "2017-02-16"),
    ],
)
def test_today_and_yesterday_tell_the_day(tmp_path, words, day):
    assert evidence(tmp_path, body=words) == [("today", day, day)]


@pytest.mark.parametrize(
    "title",
    ["Newsletter 05/2016: Neun Orte", "Infobrief, Ausgabe Mai 2016", "Rundbrief 5.2016"],
)
def test_a_newsletter_is_of_its_month(tmp_path, title):
    assert evidence(tmp_path, title=title) == [("issue", "2016-05-01", "2016-05-31")]


def test_a_title_with_a_month_is_no_newsletter(tmp_path):
    assert evidence(tmp_path, title="Das war der Mai 2016 am Meer") == []


def test_a_year_told_as_past_only_bounds(tmp_path):
    words = "Das Netzwerk wurde 2011 in Musterstadt gegründet und wuchs."
    assert evidence(tmp_path, body=words) == [("mentioned", "2011-01-01", None)]


@pytest.mark.parametrize(
    "words",
    [
        "Die Ministerin besuchte das Zentrum am 10. Dezember 2013. Die Orte wollen bauen.",
        "Das Amt hat am 10. Dezember 2013 den Bericht zu Bergwiesen veröffentlicht. Er ist neu.",
    ],
)
def test_the_verb_of_the_next_sentence_or_a_name_is_not_the_tense(tmp_path, words):
    assert evidence(tmp_path, body=words) == [("reported", "2013-12-10", None)]
