"""What readers type into questions, facets, filters and charts: read as meant, or refused."""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import Any

import pytest

from tests.serving.test_privacy import get


def ask(address: str, path: str, **parameters: str) -> tuple[int, Any]:
    query = urllib.parse.urlencode({"_shape": "objects", **parameters})
    status, text, _ = get(f"{address}{path}.json?{query}")
    return status, json.loads(text)


@pytest.mark.parametrize(
    ("since", "until", "meant"),
    [
        ("1.1.2019", "31.12.2020", ("2019-01-01", "2020-12-31")),
        ("1. Januar 2019", "31. Dezember 2020", ("2019-01-01", "2020-12-31")),
        ("2019", "2020", ("2019-01-01", "2020-12-31")),
        ("Januar 2019", "Dez. 2020", ("2019-01-01", "2020-12-31")),
        ("2019-01", "2020-12", ("2019-01-01", "2020-12-31")),
        (" 01.01.19 ", "20201231", ("2019-01-01", "2020-12-31")),
        ("2019-01-01", "", ("2019-01-01", "9999")),
        ("", "30.6.2019", ("", "2019-06-30")),
        ("", "heute", ("", "9999")),
    ],
)
@pytest.mark.parametrize(
    ("question", "column"), [("deadlines", "deadline_on"), ("changes", "seen_at")]
)
def test_days_are_read_as_the_pages_dates_are(address, question, column, since, until, meant):
    _, everything = ask(address, f"/archive/{question}", since="", until="")
    status, found = ask(address, f"/archive/{question}", since=since, until=until)
    assert status == 200
    first, last = meant
    assert [row[column] for row in found["rows"]] == [
        row[column] for row in everything["rows"] if first <= row[column][:10] <= last
    ]


@pytest.mark.parametrize(
    ("path", "parameters", "said"),
    [
        ("deadlines", {"since": "viel"}, "since='viel' is no date; write it like 2019-04-09"),
        ("deadlines", {"until": "30.2.2020"}, "until='30.2.2020' is no date"),
        ("deadlines", {"since": "2020-13-01"}, "since='2020-13-01' is no date"),
        ("changes", {"since": "1.1.0000"}, "since='1.1.0000' is no date"),
        ("changes", {"since": "12:00"}, "since='12:00' is no date"),
        ("most_cited_sources", {"until": "9" * 5000}, "until='99999"),
        ("deadlines", {"since": "2021", "until": "2020"}, "since=2021-01-01 is later than until"),
        ("articles_by_country", {"since": "viel"}, "since='viel' is no date"),
        ("articles_by_country", {"country": "Polenn"}, "country='Polenn' is no country"),
        (
            "topics_over_time",
            {"topic": "Xyz"},
            "topic='Xyz': the archive has no topic 'Xyz'; there",
        ),
        ("deadlines", {"portal": "xyz"}, "portal='xyz': the archive has no portal"),
        ("gaps", {"days": "viel"}, "days='viel' is no number of days; write a whole one from 1"),
        ("gaps", {"days": "-3"}, "days='-3' is no number of days"),
        ("gaps", {"days": "3,5"}, "days='3,5' is no number of days"),
        ("gaps", {"days": "0"}, "days='0' is no number of days"),
        ("gaps", {"days": "1e3"}, "days='1e3' is no number of days"),
        ("gaps", {"days": "9" * 30}, "is no number of days"),
        (
            "first_and_last_report",
            {"text": "a" * 5000},
            "5,000 letters are too many to search for: at most 500",
        ),
        (
            "first_and_last_report",
            {"text": "a " * 200},
            "words and phrases are too many to search for",
        ),
        ("first_and_last_report", {"text": "***"}, "there is no word in it to search for"),
        ("first_and_last_report", {"text": "-Imker"}, "nothing but what is not wanted was named"),
        ("first_and_last_report", {"text": "&"}, "there is no word in it"),
        ("articles", {"_search": "a" * 5000}, "_search='aaaa"),
        ("articles", {"_search": "a" * 600, "_searchmode": "raw"}, "600 letters are too many"),
        ("articles", {"_year": "viel"}, "_year='viel' is no date"),
        ("articles", {"_year": "Mai 2019"}, "_year='Mai 2019' is no year"),
        ("articles", {"_places": "Nirgendwo"}, "_places='Nirgendwo': the archive has no place"),
        ("articles", {"published_on__gte": "viel"}, "published_on__gte='viel' is no date"),
        ("articles", {"published_on": "2019"}, "published_on='2019' is more than one day"),
        ("captures", {"captured_at__lt": "bald"}, "captured_at__lt='bald' is no date"),
        ("captures", {"captured_at": "1.1.2020"}, "is compared with times, which are stored to"),
        ("articles", {"published_on__in": "2019-01-01, bald"}, "is no date"),
        ("articles", {"published_on__contains": "12.2019"}, "is no part of a stored day"),
        ("v_timeline", {"month__gte": "bald"}, "month__gte='bald' is no date"),
        ("v_timeline", {"month": "2019"}, "month='2019' is no month"),
        ("dating_evidence", {"earliest__gte": "bald"}, "earliest__gte='bald' is no date"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(address, path, parameters, said):
    status, answer = ask(address, f"/archive/{path}", **parameters)
    assert (status, answer["ok"]) == (400, False)
    assert said in answer["error"]
    assert len(answer["error"]) < 700


def test_the_refusal_is_a_page_with_the_form_as_it_was_filled(address):
    status, page, headers = get(f"{address}/archive/deadlines?since=viel&until=%3Cb%3E2020")
    assert status == 400
    assert "Von: „viel“ ist kein Datum" in page
    assert "Bis: „&lt;b&gt;2020“ ist kein Datum" in page
    assert 'name="since" value="viel"' in page
    assert headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in headers["content-security-policy"]
    status, text, headers = get(f"{address}/archive/deadlines.csv?since=viel")
    assert (status, text[:12]) == (400, "since='viel'")
    assert headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "typed", ["polen", "POLEN", " Polen ", "pl", "PL", "POL", "Poland", "polen\u00a0"]
)
def test_a_country_is_found_in_any_case_and_by_its_codes(address, typed):
    _, everything = ask(address, "/archive/articles_by_country")
    status, found = ask(address, "/archive/articles_by_country", country=typed)
    assert status == 200
    assert found["rows"]
    assert found["rows"] == [row for row in everything["rows"] if row["country"] == "Polen"]


def test_a_country_the_archive_knows_nothing_of_has_no_rows(address):
    assert ask(address, "/archive/articles_by_country", country="tuvalu")[1]["rows"] == []


def test_a_year_of_countries_is_a_period(address):
    _, everything = ask(address, "/archive/articles_by_country")
    _, found = ask(address, "/archive/articles_by_country", since="2019", until="2020")
    assert found["rows"] == [r for r in everything["rows"] if r["year"] in ("2019", "2020")]


@pytest.mark.parametrize("typed", ["30", " 30 ", "030", ""])
def test_days_are_a_number(address, typed):
    _, found = ask(address, "/archive/gaps", days=typed)
    assert min(row["days"] for row in found["rows"]) >= 30


def test_facets_ignore_case_and_filters_read_days(address):
    def ids(**parameters: str) -> list[int]:
        return [row["id"] for row in ask(address, "/archive/articles", **parameters)[1]["rows"]]

    assert ids(_places="polen") == ids(_places="Polen") != []
    assert ids(_year=" 2019 ") == ids(_year="2019") != []
    year = ids(_year="2019", _size="max", _sort="id")
    assert ids(published_earliest__gte="1.1.2019", published_latest__lte="2019", _size="max",
               _sort="id") == year  # fmt: skip
    assert ids(published_earliest__gt="2018", published_latest__lt="2020", _size="max",
               _sort="id") == year  # fmt: skip


def test_months_and_lists_of_days_are_read_as_people_write_them(address):
    def found(table: str, **parameters: str) -> list[dict[str, Any]]:
        return ask(address, f"/archive/{table}", _size="max", **parameters)[1]["rows"]

    assert found("v_timeline", month="Mai 2017") == found("v_timeline", month="2017-05") != []
    assert found("v_timeline", month__gte="2019") == found("v_timeline", month__gte="2019-01") != []
    (day, other, *_) = {
        row["deadline_on"]: 0 for row in found("articles", deadline_on__notnull="1")
    }
    german = ", ".join(".".join(reversed(iso.split("-"))) for iso in (day, other))
    assert {row["deadline_on"] for row in found("articles", deadline_on__in=german)} == {day, other}


def test_the_day_of_the_charts_is_read_or_refused(address):
    assert "Heute: „bald“ ist kein Datum" in get(f"{address}/-/charts?today=bald")[1]
    german = get(f"{address}/-/charts?today=1.1.2015")[1]
    assert german == get(f"{address}/-/charts?today=2015-01-01")[1]
    assert "blass im wahrscheinlichsten Monat" in german


def test_the_year_of_the_map_is_read_or_refused(address):
    def titles(year):
        return re.findall("<h2>(Länder[^<]*)", get(f"{address}/-/charts?year={year}")[1])

    assert titles("") == ["Länder auf der Karte"]
    assert titles("2019") == titles("%202019%20") == ["Länder im Jahr 2019"]
    assert titles("uncertain") == ["Länder, Jahr nicht sicher"]
    for bad in ("x", "2019-04", "3.3.2019"):
        assert get(f"{address}/-/charts?year={bad}")[0] == 400


def test_cells_of_csv_are_no_formulas(tmp_path):
    from crawler.archive import Archive, Portal
    from crawler.items import Article
    from tests.serving.served import served

    with Archive(tmp_path / "archive.db") as archive:
        run_id = archive.begin_run("musterportal", "live", Portal("musterportal"))
        archive.store([Article("https://muster.example/1", title="=1+1", lead="-5")], run_id)
    with served(tmp_path / "archive.db") as address:
        _, table, _ = get(f"{address}/archive/articles.csv?_stream=1&_col=title&_col=lead")
        sql = urllib.parse.quote("select title, -5 as number, '@x' as text from articles")
        _, question, _ = get(f"{address}/archive.csv?sql={sql}")
    assert table.splitlines()[1] == "1,'=1+1,-5"
    assert question.splitlines()[1] == "'=1+1,-5,'@x"
