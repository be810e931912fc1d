"""Questions asked by forms: what is typed is read as meant and said, or refused in words."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from crawler.archive import Archive, Portal
from crawler.items import Article, Capture, DateMention, Place
from crawler.publishing.datasette.questions import Question, questions
from crawler.publishing.datasette.server import make_datasette
from crawler.publishing.datasette.site import Site
from crawler.publishing.language import language
from tests import looping

Get = Callable[..., Any]
PERIODS = [question for question in questions() if "since" in question.parameters]
each_question = pytest.mark.parametrize("question", questions(), ids=lambda asked: asked.name)
each_period = pytest.mark.parametrize("question", PERIODS, ids=lambda asked: asked.name)
TODAY = dt.datetime.now(ZoneInfo("Europe/Berlin")).date()

DAYS = ("2018-12-31", "2019-01-01", "2019-06-15", "2019-12-31", "2020-01-01", "2020-02-29")
"""Of articles, deadlines and events: first and last days of periods, and those beside them."""


def seen(article: Article, day: str) -> Article:
    """The article as it was captured on a day."""
    moment = dt.datetime.fromisoformat(f"{day}T12:00:00Z")
    article.captured_at = moment
    article.capture = Capture(
        article.url, moment, moment, 200, digest=f"sha1:{day}", source="warc:muster"
    )
    return article


def article(number: int, day: str) -> Article:
    portal = ("musterportal", "beispielportal")[number % 2]
    written = Article(
        f"https://{portal}.example/{number}", portal=portal, title=f"Meldung {number}",
        language="de", body=f"Am Deich wurde am {day} gemessen.", published_on=day,
        published_edtf=day,
        deadline_on=day, places=[Place("Polen", "country", "PL")], topics=["Küstenschutz"],
        sources=["Deichamt"], dates=[DateMention("event", day, day, day, day)],
    )  # fmt: skip
    return seen(written, day)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two portals, an article on each of DAYS, and one changed on two of them."""
    path = tmp_path_factory.mktemp("questions") / "archive.db"
    with Archive(path) as opened:
        for name, title in (("musterportal", "Das Musterportal"), ("beispielportal", "Beispiele")):
            run = opened.begin_run(name, "warc:muster", Portal(name, title=title, alive=True))
            articles = [article(number, day) for number, day in enumerate(DAYS)]
            opened.store([a for a in articles if a.portal == name], run)
        for day in ("2019-12-31", "2020-01-01"):
            changed = article(0, DAYS[0])
            changed.title = f"Meldung vom {day}"
            opened.store([seen(changed, day)], run)
    return path


def getter(site: Any) -> Get:
    return lambda path, **asked: looping.run(
        site.client.get(f"{path}?{urlencode(asked)}" if asked else path)
    )


@pytest.fixture(scope="module")
def get(archive: Path) -> Get:
    return getter(make_datasette(archive))


def rows(get: Get, question: Question, **asked: str) -> list[dict[str, Any]]:
    answer = get(f"/archive/{question.name}.json", _shape="array", **asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def said(page: str) -> str:
    """The words of a page, without markup."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


COUNTED = {
    "articles_by_country": 6,
    "topics_over_time": 6,
    "most_cited_sources": 6,
    "deadlines": 6,
    "changes": 2,
    "events": 6,
}


@each_period
def test_without_a_period_all_are_there(get, question):
    found = rows(get, question)
    total = sum(row.get("articles", 1) for row in found)
    assert total == COUNTED[question.name]


@each_period
@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("1.1.2019", "31.12.2019", "2019-01-01", "2019-12-31"),
        ("01.01.19", "31.12.19", "2019-01-01", "2019-12-31"),
        ("2019", "2019", "2019-01-01", "2019-12-31"),
        ("2019-01", "2019-12", "2019-01-01", "2019-12-31"),
        ("Januar 2019", "Dez. 2019", "2019-01-01", "2019-12-31"),
        ("1. Januar 2019", "31. Dezember 2019", "2019-01-01", "2019-12-31"),
        ("Q1 2019", "4. Quartal 2019", "2019-01-01", "2019-12-31"),
        (" 20190101 ", "12/2019", "2019-01-01", "2019-12-31"),
        ("", "31.12.2019", "0001-01-01", "2019-12-31"),
        ("1.1.2020", "", "2020-01-01", "9999-12-31"),
        ("29.2.2020", "Februar 2020", "2020-02-29", "2020-02-29"),
        ("", "heute", "0001-01-01", f"{TODAY}"),
        ("", "letztes Jahr", "0001-01-01", f"{TODAY.year - 1}-12-31"),
        ("vor 3 Tagen", "", f"{TODAY - dt.timedelta(3)}", "9999-12-31"),
    ],
)
def test_a_period_is_read_as_people_write_it_and_said(get, question, since, until, first, last):
    found = rows(get, question, since=since, until=until)
    days = ("2019-12-31", "2020-01-01") if question.name == "changes" else DAYS
    total = sum(row.get("articles", 1) for row in found)
    assert total == sum(first <= day <= last for day in days)
    page = get(f"/archive/{question.name}", since=since, until=until)
    assert page.status_code == 200
    words = language()
    if since:
        assert f"Von: {words.day(first)}" in said(page.text)
    if until:
        assert f"Bis: {words.day(last)}" in said(page.text)
    assert f'value="{since}"' in page.text


WRONG = [
    "viel", "31.2.2020", "29.2.2019", "32.1.2020", "1.13.2020", "2020-13-01", "2020-02-30",
    "2020-13", "2020-00", "31.04.2020", "0.1.2020", "1.1.0000", "12:00", "nie", "-", "20", "99999",
    "31.12.2020x", "nach 2020", "9" * 5000, "' or 1=1 --", "%", "<b>2020</b>",
]  # fmt: skip


@each_period
@pytest.mark.parametrize("name", ["since", "until"])
def test_what_is_no_date_is_refused_in_words(get, question, name):
    for typed in WRONG:
        page = get(f"/archive/{question.name}", **{name: typed})
        assert page.status_code == 400, typed
        label = {"since": "Von", "until": "Bis"}[name]
        shown = typed if len(typed) <= 60 else f"{typed[:60]}…"
        assert f"{label}: „{shown}“ ist kein Datum; schreiben Sie" in html.unescape(page.text), (
            typed
        )
        assert f'name="{name}"' in page.text  # the form, to ask again
        assert "<b>2020" not in page.text
        for ending in (".json", ".csv"):
            assert get(f"/archive/{question.name}{ending}", **{name: typed}).status_code == 400


@each_question
def test_what_a_question_does_not_ask_for_is_refused(get, question):
    for name in {"since", "until", "country", "topic", "days", "bis", "Portal"}:
        if name not in question.parameters:
            page = get(f"/archive/{question.name}", **{name: "2020"})
            assert page.status_code == 400
            assert "wird hier nicht gefragt" in page.text
            assert get(f"/archive/{question.name}", **{name: ""}).status_code == 200


@each_period
def test_a_period_that_ends_before_it_begins_is_refused(get, question):
    page = get(f"/archive/{question.name}", since="Mai 2020", until="30.4.2020")
    assert page.status_code == 400
    assert "Der Zeitraum beginnt am 1. Mai 2020, nach seinem Ende am 30. April 2020." in page.text


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("portal", "MUSTERPORTAL", "Portal: Das Musterportal"),
        ("portal", "das musterportal", "Portal: Das Musterportal"),
        ("country", "pl", "Land: Polen"),
        ("country", "POLAND", "Land: Polen"),
        ("country", "Österreich", "Land: Österreich"),  # known, though the archive has none of it
        ("topic", "KUESTENSCHUTZ", "Thema: Küstenschutz"),
    ],
)
def test_a_name_is_found_in_any_case_and_said(get, name, typed, read):
    for question in questions():
        if name in question.parameters:
            page = get(f"/archive/{question.name}", **{name: typed})
            assert page.status_code == 200
            assert read in said(page.text)
            assert f"{read} – Clusterarchiv</title>" in page.text


def test_portals_are_chosen_by_their_titles(get):
    page = get("/archive/deadlines", portal="das musterportal").text
    assert '<option value="musterportal" selected>Das Musterportal</option>' in page
    assert "3 Zeilen" in said(page)


@pytest.mark.parametrize("typed", ["0", "-3", "3,5", "1e3", "viel", "30 Tage"])
def test_what_is_no_number_of_days_is_refused(get, typed):
    page = get("/archive/gaps", days=typed)
    assert page.status_code == 400
    assert f"Tage: „{typed}“ ist keine Zahl von Tagen" in html.unescape(page.text)


def test_a_page_that_is_cut_says_so_and_files_have_all_rows(archive):
    site = make_datasette(archive)
    site.max_returned_rows = 4
    get = getter(site)
    page = said(get("/archive/deadlines").text)
    assert "Die ersten 4 von 6 Zeilen" in page
    assert "CSV und JSON haben alle Zeilen" in page
    assert len(get("/archive/deadlines.csv").text.splitlines()) == 1 + 6
    for asked in ({}, {"until": "2020"}):
        answer = get("/archive/deadlines.json", **asked).json()
        assert (len(answer["rows"]), answer["truncated"]) == (6, False)
    # SQL of one's own is bound, and says so.
    sql = "select deadline_on from articles"
    assert get("/archive.json", sql=sql).json()["truncated"]
    assert "auch in CSV und JSON" in said(get("/archive", sql=sql).text)


def test_an_answer_too_long_for_a_file_is_refused_and_not_cut(archive, monkeypatch):
    monkeypatch.setattr("crawler.publishing.datasette.limits.ANSWER_MAX", 300)
    get = getter(make_datasette(archive))
    assert get("/archive/deadlines").status_code == 200
    for path in ("/archive/deadlines.csv", "/archive/deadlines.json"):
        answer = get(path)
        assert (answer.status_code, "ask for fewer rows" in answer.text) == (400, True)
    answer = get("/archive.csv", sql="select nichts from articles")
    assert (answer.status_code, answer.text) == (400, "no such column: nichts\n")


def test_excel_opens_csv_with_german_settings(get):
    text = get("/archive/deadlines.csv", _excel="1").text
    assert text.startswith("\ufeffdeadline_on;article_id;")
    ranks = "select 3.5 as rank, -2 as number, '=1;2' as text"
    assert get("/archive.csv", sql=ranks, _excel="1").text.splitlines()[1] == '3,5;-2;"\'=1;2"'
    assert get("/archive.csv", sql=ranks).text.splitlines()[1] == "3.5,-2,'=1;2"


@each_question
def test_a_question_says_what_it_is_and_has_its_sql_folded(get, question):
    page = get(f"/archive/{question.name}").text
    title = language().gettext(question.title)
    assert f"<title>{title} – Clusterarchiv</title>" in page
    assert f"<h1>{title}</h1>" in page
    assert page.index("<summary>Das SQL dieser Frage") < page.index("<pre id=")
    assert page.count("<label for=") == len(question.parameters)


def test_the_former_question_for_words_leads_to_the_search(get):
    answer = get("/archive/search", text="Deich & Wind", portal="musterportal")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/suche?q=Deich+%26+Wind&portal=musterportal"


@pytest.mark.parametrize(
    ("table", "shown", "stored"),
    [
        ("articles", {"portal": "DAS Musterportal"}, {"portal": "musterportal"}),
        ("articles", {"portal__not": "Beispiele"}, {"portal__not": "beispielportal"}),
        ("places", {"kind": "Land"}, {"kind": "country"}),
        ("places", {"kind__exact": "country"}, {"kind": "country"}),
        ("places", {"kind__not": "REGION"}, {"kind__not": "region"}),
        ("portals", {"alive": "JA"}, {"alive": "1"}),
        ("v_changes", {"field": "titel"}, {"field": "title"}),
        ("v_events", {"certainty": "mit Jahr gedruckt"}, {"certainty": "printed"}),
        ("dates", {"role": "Ereignis"}, {"role": "event"}),
        ("articles", {"language": "Deutsch"}, {"language": "de"}),
    ],
)
def test_a_filter_takes_what_the_page_shows(get, table, shown, stored):
    def found(**asked: str) -> Any:
        return get(f"/archive/{table}.json", _shape="array", _size="max", **asked).json()

    assert found(**shown) == found(**stored) != []


ENGLISH = re.compile(
    r"\b(?:the|and|rows?|where|sorted|descending|search|apply|page|this|view|query|custom|"
    r"advanced|export|column|hidden|table|records|results|returned|articles)\b",
    re.IGNORECASE,
)
NO_PROSE = re.compile(r"<(code|pre|textarea|script|style|dl)\b.*?</\1>", re.DOTALL)
"""SQL, names of tables and columns, and their descriptions, which give names as examples."""


@pytest.mark.parametrize(
    "path",
    [
        "/", "/archive", "/archive/articles", "/archive/captures", "/archive/captures/1",
        "/archive/articles?_search=Deich&_year=2019&kind=termin", "/archive/v_changes?field=title",
        "/archive/v_timeline?month__gte=2019-01", "/archive/nowhere", "/archive?sql=x",
        "/archive?sql=select+1+as+eins", "/archive/articles?_sort=x", "/archive/portals",
        "/archive/articles?_facet=language&_nocol=url", "/archive/places/1",
        "/archive?_show_hidden=1",
        *(f"/archive/{question.name}" for question in questions()),
    ],
)  # fmt: skip
def test_a_page_is_german_unless_english_is_asked_for(get, path):
    page = get(path).text
    assert '<html lang="de">' in page
    assert ENGLISH.findall(said(NO_PROSE.sub(" ", page))) == []


def test_a_site_in_english_is_english(archive):
    get = getter(make_datasette(archive, site=Site(language="en")))
    page = get("/archive/deadlines", until="31.12.2019").text
    assert '<html lang="en">' in page
    assert "Read as: To: December 31, 2019" in said(page)
    assert "is no date; write it like" in get("/archive/deadlines", until="x").text
    assert re.search(r'lang="de">Meldung \d', page)  # what a portal wrote stays German
    assert "One row an article" in get("/archive/articles").text
