"""Whatever stands behind the ``?`` of any page: an answer or a refusal in words, and in time."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.items import Place
from crawler.publishing.datasette import limits
from crawler.publishing.datasette.limits import BoundedConnection
from crawler.publishing.datasette.server import make_datasette
from crawler.publishing.datasette.site import Site
from tests import looping
from tests.serving.stored import HOME, Page, Stored

pytestmark = pytest.mark.filterwarnings(
    # Datasette makes all facets of a page before it awaits the first, which may be refused.
    "ignore:coroutine .*facet_results.* was never awaited:RuntimeWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
SECONDS = 4
"""CPU time of a request: the two that a statement has, and what Datasette does around it."""


class Served:
    """A small archive, and answers without a server, one loop for all."""

    def __init__(self, folder: Any) -> None:
        stored = Stored(folder)
        filed = {"places": [Place("Polen", "country", "PL")], "topics": ["Netzwerke"]}
        stored.keep(
            Page(
                url=f"{HOME}artikel/{n % 5}", days=n, body=f"<h1>Cluster {n}</h1>".encode(),
                fields={"title": f"Cluster {n}", "published_on": "2016-02-22", **filed},
            )
            for n in range(12)
        )  # fmt: skip
        self.path = stored.archive
        self._datasette = make_datasette(stored.archive, site=Site("de", stored.captures))

    def get(self, path: str, pairs: Any = ()) -> Any:
        query = urlencode([*pairs], errors="surrogatepass")
        asked = self._datasette.client.get(f"{path}?{query}", follow_redirects=False)
        return looping.run(asked)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    served = Served(tmp_path_factory.mktemp("asked"))
    assert "Cluster" in served.get("/archive/articles").text
    return served


TABLES = [
    "/archive/articles",
    "/archive/articles.json",
    "/archive/articles.csv",
    "/archive/articles.blob",
    "/archive/v_articles",
    "/archive/v_articles.json",
    "/archive/captures",
    "/archive/article_places",
    "/archive/articles_fts",
    "/archive/articles/1",
    "/archive/articles/1.json",
    "/archive/runs.csv",
]
OTHERS = [
    "/",
    "/.json",
    "/archive",
    "/archive.json",
    "/archive.csv",
    "/archive.blob",
    "/archive/gaps",
    "/archive/articles_by_country",
    "/archive/articles_by_country.json",
    "/archive/deadlines.csv",
    "/archive/first_and_last_report",
    "/suche",
    "/suche.csv",
    "/suche.json",
    "/suche.xlsx",
    "/suche.atom",
    "/search",
    "/search.json",
    "/gespeichert/1",
    "/gespeichert/1/ansicht",
    "/gespeichert/1/original",
    "/gespeichert/999999999999999999",
    "/vergleich/1",
    "/beobachtungen",
    "/beobachtungen/x.atom",
    "/fristen.ics",
    "/memento/timemap/link/https://www.muster.example/artikel/1",
    "/memento/timegate/https://www.muster.example/artikel/1",
    "/memento/0000/https://a.example/",
    "/memento/20160222150405/https://www.muster.example/artikel/1",
    "/-/patterns",
    "/-/actor.json",
    "/-/allow-debug",
    "/-/metadata.json",
    "/-/logout",
    "/-/auth-token",
    "/archive/search",
    "/archive/~ff",
    "/archive/articles/1,2,3",
    "/archive/v_articles/1",
    "/archive/articles/99999999999999999999",
]
NAMES = """
    _sort _sort_desc _sort_by_desc _next _size _through _where sql _search _search_title _search_x
    _searchx _searchmode _fts_table _fts_pk _col _nocol _facet _facet_array _facet_date _facet_year
    _facet_filing _facet_size _facet_x _timelimit _shape _nl _json _json_infinity _labels _label
    _stream _dl _header _trace _ttl _nocount _nofacet _nosuggest _filter_column _filter_op
    _filter_value _filter_column_1 _filter_op_1 _blob_column _blob_hash _extras _show_hidden
    _hide_sql _format _success _context _year _places token actor allow title title__in
    title__notin title__gt title__like title__arraycontains title__date id__gt id__in warc_offset
    warc_offset__gt seconds published_on published_on__gte first_seen_at x x__y __ __exact q portal
    kind year place order page von bis before today text days country
""".split()  # noqa: SIM905 (a list of words reads as one)
VALUES = [
    "",
    "1",
    "0",
    "-1",
    "x",
    "title",
    "rowid",
    "9" * 30,
    "9" * 5000,
    "9223372036854775808",
    "1e400",
    "nan",
    "{}",
    "[]",
    "[",
    "[1,2]",
    '[{"a":1}]',
    "null",
    "0",
    '"a"',
    "[" * 3000,
    "{",
    '{"simple":1}',
    '{"column":"title"}',
    '{"table":"article_places","column":"place_id","value":"1"}',
    '{"table":1,"column":2,"value":3}',
    '{"table":"article_places","column":"x","value":1}',
    '{"table":"article_places","column":"place_id","value":[1]}',
    '{"table":"topics","column":"id","value":1}',
    "'",
    '"',
    "]",
    "\0",
    "a\0b",
    "\r\nX: y",
    "\ud800",
    "ä",
    "²",
    "١",
    "%",
    "on",
    "off",
    "max",
    "array",
    "object",
    "arrayfirst",
    "raw",
    "select 1",
    "select 1; select 2",
    "select :a",
    "select ?",
    "select 1 as a, 2 as a",
    "select x'00ff' as b",
    "select 9e999",
    "select '\0'",
    "pragma x",
    "1=1",
    "1=1; drop",
    "in",
    "2019",
    "uncertain",
    "Polen",
    "*",
    "a" * 600,
    "%a" * 400,
    "a,b",
    "$null",
    "$null,1",
    "~zz",
    "~ff",
    "portal",
    "articles_fts",
    "//evil.example",
    "1.1.2020",
    "0000-00-00",
    "9999-12-31",
    "places",
    "10 MB",
    "9**9**9",
    "10 x",
    "1/0",
]
PAIRS = st.tuples(
    st.sampled_from(NAMES) | st.text(max_size=8), st.sampled_from(VALUES) | st.text(max_size=8)
)


def check(served: Served, path: str, pairs: Any) -> None:
    began = time.process_time()
    answer = served.get(path, pairs)
    assert answer.status_code < 500, (path, pairs, answer.text)
    assert time.process_time() - began < SECONDS, (path, pairs)


@settings(
    max_examples=80, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.sampled_from(TABLES) | st.sampled_from(OTHERS), st.lists(PAIRS, max_size=3))
def test_no_page_fails_whatever_it_is_asked(served, path, pairs):
    check(served, path, pairs)


@pytest.mark.parametrize("name", NAMES)
def test_no_argument_of_a_table_fails_whatever_its_value(served, name):
    first = NAMES.index(name)  # each name has other values; all are tried with some
    for number in range(first, len(VALUES) * 8, len(VALUES) + 13):
        check(served, TABLES[number % 4], [(name, VALUES[number % len(VALUES)])])


@pytest.mark.parametrize(
    ("path", "pairs", "said"),
    [
        ("/archive/articles", {"_sort": "x"}, "nicht sortieren"),
        ("/archive/articles.json", {"_sort": "x"}, "Cannot sort table by x"),
        ("/archive/articles", {"_sort": "title", "_sort_desc": "title"}, "nicht beides"),
        ("/archive/articles.json", {"_through": "{}"}, "_through='{}' is no JSON object"),
        ("/archive/articles.json", {"_through": "x"}, "_through='x' is no JSON"),
        ("/archive/v_articles", {"_next": "abc"}, "keine Stelle, an der eine Seite beginnt"),
        ("/archive/articles.json", {"_timelimit": "x"}, "is no whole number from 0 to 1,000,000"),
        ("/archive/articles.json", {"_json_infinity": "x"}, "is neither “on” nor “off”"),
        ("/archive/articles.json", {"id__in": "["}, "id__in='[' is no JSON"),
        ("/archive/articles.json", {"id__gt": "²"}, "is no whole number"),
        ("/archive/articles.json", {"_facet": "{}"}, "names no column"),
        ("/archive/articles.json", {"_serach": "x"}, "Did you mean “_search”?"),
        ("/archive/articles", {"_trace": "1"}, "kein Argument dieser Seite"),
        ("/archive/articles.json", {"title": "a\0"}, "has a null character in it"),
        ("/archive/articles.json", {"title__like": "%a" * 101}, "letters of a pattern"),
        ("/archive.csv", {"x": "1"}, "Nothing here can be answered"),
        ("/archive/articles", {"nosuch": "1"}, "keine Spalte ihrer Tabelle"),
        ("/archive/articles.json", {"titel": "x"}, "Did you mean “title”?"),
        ("/archive/v_stories.json", {"nosuch__gt": "1"}, "no column of its table"),
        ("/archive/articles", {"titel": "x", "sql": "select 1"}, "keine Spalte ihrer Tabelle"),
        ("/archive/articles", {"_facet": "nosuch"}, "keine Spalte dieser Tabelle"),
        ("/archive/v_stories.json", {"_facet_array": "nosuch"}, "no column of this table"),
        ("/archive/dates.json", {"_facet": '{"simple": "nosuch"}'}, "no column of this table"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(served, path, pairs, said):
    answer = served.get(path, pairs.items())
    assert answer.status_code == 400
    assert said in (answer.json()["error"] if path.endswith(".json") else answer.text)


@pytest.mark.parametrize(
    "asked",
    [
        "articles.json?TITLE__contains=Cluster", "articles.json?rowid=1", "dates.json?_facet=role",
        "articles.json?_facet_filing=places&_facet_year=published_on&_facet_size=3",
        'articles.json?_facet={"simple":"kind"}', "v_stories.json?portals=x",
        "deadlines.json?since=2016",
    ],
)  # fmt: skip
def test_columns_and_the_parameters_of_questions_are_known(served, asked):
    path, _, query = asked.partition("?")
    answer = served.get(f"/archive/{path}", parse_qsl(query))
    assert answer.status_code == 200, answer.text


def test_very_many_arguments_are_refused(served):
    for name, count in (("title__contains", 101), ("_facet", 13)):
        answer = served.get("/archive/articles.json", [(name, "title")] * count)
        assert answer.status_code == 400
        assert "are too many" in answer.json()["error"]


@pytest.mark.parametrize("comparison", ["like", "glob", "contains", "exact", "gt"])
def test_while_texts_are_compared_with_a_pattern_the_clock_is_looked_at_often(
    served, monkeypatch, comparison
):
    often: list[bool] = []

    class Connection(BoundedConnection):
        def set_progress_handler(self, handler: Any, n: int) -> None:
            often.append(self.looks_often)
            super().set_progress_handler(handler, n)

    monkeypatch.setattr(limits, "BoundedConnection", Connection)
    fresh = make_datasette(served.path, site=Site("de"))
    asked = fresh.client.get(f"/archive/captures.json?url__{comparison}=x&_nofacet=1")
    assert looping.run(asked).status_code == 200
    assert any(often) is (comparison in ("like", "glob", "contains"))


def test_parameters_of_a_statement_are_named_as_it_likes(served):
    answer = served.get("/archive.json", {"sql": "select :_a as b", "_a": "c"}.items())
    assert answer.json()["rows"] == [["c"]]


def test_a_mistake_of_ours_is_no_request_that_cannot_be_answered(served, monkeypatch, capsys):
    from crawler.publishing.datasette import facets

    monkeypatch.setattr(facets, "facet_column", lambda config: {}["x"])
    assert served.get("/archive/articles").status_code == 500
    assert "KeyError" in capsys.readouterr().err
