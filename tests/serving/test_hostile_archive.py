"""An archive of which every text was written by somebody who means harm, on every page of ours."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import icalendar
import pytest
from lxml import etree, html
from openpyxl import load_workbook

from crawler.archive import Archive, Portal
from crawler.archive.database import now, utc_text
from crawler.items import Article, Breadcrumb, Capture, Editor, Image, Link, Place
from crawler.publishing.datasette.opening import files_not_shown
from crawler.publishing.datasette.server import make_datasette
from crawler.publishing.datasette.site import Site
from crawler.publishing.search.definition import Search
from crawler.publishing.watches.checking import add_watch, check_watch
from tests import looping
from tests.serving.stored import FIRST, HOME, Page, Stored

MARKUP = "\"'><img src=x onerror=alert(1)><script>alert(2)</script><a href=javascript:alert(3)>"
LINES = "eins\r\nSUMMARY:zwei\rEND:VEVENT\u2028BEGIN:VEVENT\x0bdrei\x85vier\x00\x1b[31m"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
TEXTS = [
    MARKUP,
    LINES,
    *FORMULAS,
    "{{ 7*7 }}{% raw %}",
    "]]><!--",
    "javascript:alert(1)",
    "\u202eX",
]
NAME = "Portal " + MARKUP


def hostile(number: int) -> dict[str, Any]:
    """Fields of an article, each hostile in another way."""
    text = TEXTS[number % len(TEXTS)]
    return {
        "title": f"Cluster {text}" if text not in FORMULAS else text, "subtitle": text,
        "kicker": text, "lead": text, "body": f"Cluster {text}", "source_text": text,
        "editor_text": text, "places": [Place(text.strip(), "country")],
        "breadcrumbs": [Breadcrumb(text, "javascript:alert(6)")],
        "images": [Image(text, text, text)],
        "links": [Link("javascript:alert(7)", text, text)], "editors": [Editor(text, text)],
        "topics": [text.strip()],
        "sources": [text.strip()], "deadline_on": f"2999-01-{number % 28 + 1:02}",
        "kind": "bekanntmachung", "language": "de", "published_on": "2016-02-22",
    }  # fmt: skip


class Served:
    """The archive, and answers without a server, one loop for all."""

    def __init__(self, folder: Path) -> None:
        stored = Stored(folder)
        pages = [
            Page(url=f"{HOME}{n}", days=n, body=f"<h1>{n}</h1>".encode(), fields=hostile(n))
            for n in range(len(TEXTS))
        ]
        pages[0].headers = (
            ("Content-Type", "text/html\x00; charset=utf-8"),
            ("X-Trap", "a\x0bb\x01"), ("Set-Cookie", "a=b"), ("Location", "http://evil.example/"),
            ("Link", '<http://evil.example/>; rel="original"'),
            ("Content-Security-Policy", "script-src *"),
        )  # fmt: skip
        stored.keep(pages)
        self.path, self.captures = stored.archive, stored.captures
        with Archive(self.path) as archive:
            with archive.transaction():
                watch = add_watch(archive.db.conn, "w" + MARKUP, Search(), (), utc_text(now()))
            run = archive.begin_run("boese", "live", Portal("boese", NAME, "javascript:alert(1)"))
            for number in range(len(TEXTS)):
                url = f'{HOME}{number}?"><script>alert(4)</script>'
                capture = Capture(
                    url, FIRST, FIRST, status=200, source="live", digest=f"sha1:{number}"
                )
                archive.store(
                    [Article(url, capture=capture, captured_at=FIRST, **hostile(number))], run
                )
            archive.finish_run(run, MARKUP, {})
            with archive.transaction():
                check_watch(archive.db.conn, watch, (), utc_text(now()))
        with closing(sqlite3.connect(self.path)) as db, db:  # what no crawl of ours would store
            db.execute("UPDATE articles SET url = 'javascript:alert(5)//\x01' WHERE id = 2")
            db.execute("UPDATE articles SET language = '\x01\"><script>' WHERE id = 3")
        self.serve(self.captures)

    def serve(self, *captures: Path) -> None:
        site = Site("de", captures[0], more_captures=captures[1:])
        self._datasette = make_datasette(self.path, site=site)

    def get(self, path: str, **headers: Any) -> Any:
        asked = self._datasette.client.get(path, headers=headers, follow_redirects=False)
        return looping.run(asked)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return Served(tmp_path_factory.mktemp("hostile"))


PAGES = [
    "/",
    "/suche",
    "/suche?q=Cluster",
    "/suche?q=%22%3E%3Cscript%3Ealert(1)",
    "/suche?portal=boese",
    "/suche?%3Cscript%3E=1",
    "/suche?since=%3Cscript%3E",
    "/archive/articles?_facet=title",
    *(f"/archive/articles/{number}" for number in range(1, 9)),
    "/archive/v_articles",
    "/archive/articles?title=%3Cscript%3Ealert(1)%3C/script%3E",
    "/archive/portals",
    "/archive/runs",
    "/archive?sql=select+%27%3Cscript%3E%27+as+%22%3Cscript%3E%22",
    "/archive/topics",
    "/archive/articles?_where=1%3C%3Cscript%3E",
    "/archive/watches",
    "/archive/deadlines",
    "/archive/articles?_sort=%3Cscript%3E",
    "/archive/first_and_last_report?text=Cluster",
    "/archive/articles_by_country?country=%3Cscript%3E",
    "/archive/~3Cscript~3E",
    "/archive/gaps",
    "/gespeichert/1",
    "/gespeichert/2",
    "/vergleich/1",
    "/vergleich/1?von=%3Cscript%3E",
    "/-/charts",
    "/-/charts?year=2016",
    "/-/charts?year=%3Cscript%3E",
    "/beobachtungen",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_text_becomes_markup(served, path):
    answer = served.get(path)
    assert answer.status_code in (200, 400, 404)
    scripts = answer.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
    assert "unsafe" not in scripts
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for element in html.fromstring(answer.text).iter(etree.Element):
        assert not [name for name in element.attrib if name.startswith("on")]
        if element.tag == "script" and not element.get("src"):
            assert "alert(" not in element.text_content()
        for name in ("href", "src", "action", "formaction"):
            assert not re.match(
                r"\s*(javascript|data:[^,]|vbscript):?", element.get(name, ""), re.I
            )
            assert not element.get(name, "").startswith("//")


def test_what_a_page_was_called_does_not_lead_out_of_its_watch(served):
    (link,) = [
        a.get("href") for a in html.fromstring(served.get("/beobachtungen").text).iter("a")
        if a.text == "w" + MARKUP
    ]  # fmt: skip
    assert link.startswith("/beobachtungen/w%22")


FEEDS = ["/suche.atom", "/suche.atom?q=Cluster", "/suche.atom?portal=boese"]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_xml_whatever_is_in_it(served, path):
    feed = etree.fromstring(served.get(path).content)
    found = [link.get("href") for link in feed.iter("{*}link")]
    assert found
    assert all(url.startswith(("http://", "https://")) for url in found)


def test_a_calendar_has_the_events_that_there_are_and_no_line_of_their_texts(served):
    body = served.get("/fristen.ics").content
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert len(events) == 2 * len(TEXTS)
    for line in re.split(rb"\r\n", body):
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
    assert body.count(b"\nBEGIN:VEVENT") == len(events)
    assert not {b"SUMMARY:zwei", b"END:VEVENT\xe2"} & set(body.splitlines())


def test_no_cell_is_a_formula(served):
    rows = list(csv.reader(io.StringIO(served.get("/suche.csv").text), delimiter=";"))
    assert len(rows) == 2 * len(TEXTS) + 1
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"\s*([=@]|[+-]\D)", cell), cell
    sheet = load_workbook(io.BytesIO(served.get("/suche.xlsx").content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.max_row == 2 * len(TEXTS) + 1
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert "=1+1" in [cell.value for cell in cells]


def test_json_is_json_whatever_is_in_it(served):
    def refuse(name: str) -> None:
        raise AssertionError(name)

    for path in (
        "/suche.json", "/archive/articles.json?_size=max", "/archive.json?sql=select+9e999,-9e999",
    ):  # fmt: skip
        assert json.loads(served.get(path).text, parse_constant=refuse)


@pytest.mark.parametrize("capture", [1, 2])
@pytest.mark.parametrize("kind", ["/ansicht", "/original"])
def test_a_captured_page_brings_no_header_field_of_its_own(served, capture, kind):
    answer = served.get(f"/gespeichert/{capture}{kind}")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src *" not in answer.headers["content-security-policy"]
    assert not {"set-cookie", "location", "link"} & set(answer.headers)
    assert all(b"\x01" not in value and b"\n" not in value for _, value in answer.headers.raw)


URLS = [
    'https://www.muster.example/0?">;rel="evil"',
    "https://www.muster.example/0%0d%0aX:%20y",
    "https://www.muster.example/ä€\u202e",
    "javascript:alert(1)",
    "//evil.example/",
    "0",
    "a b<c>",
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("kind", ["timegate/", "timemap/link/", "20160222150405/"])
def test_a_url_that_is_asked_for_ends_no_link_and_leads_to_no_other_host(served, kind, url):
    answer = served.get(f"/memento/{kind}{url}")
    assert answer.status_code in (200, 302, 400, 404)
    for name, value in answer.headers.items():
        assert "\n" not in value
        assert value.isascii()
        if name == "link":
            assert re.fullmatch(r'(<[^<>"\s]*>(; \w+="[^"]*")+(, )?)+', value)
        if name == "location":
            assert value.startswith(("/", "http://localhost/"))
            assert not value.startswith("//")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example",
        "/\\evil.example/",
        "/%2fevil.example/",
        "//evil.example/%25",
        "/%5cevil.example/",
        "/search?q=//evil.example",
        "/search.csv?x",
        "/archive/search?text=//e/",
        "/:memory:@evil.example",
        "/archive/articles/?_next=//e",
        "///",
        "/archive//evil.example/",
        "/archive/articles?_filter_column=//evil.example&_filter_op=exact&_filter_value=1",
        "/archive/articles?_sort=//evil.example&_sort_by_desc=on",
    ],
)
def test_no_redirect_leads_to_another_host(served, path):
    answer = served.get(path)
    assert answer.status_code < 500
    there = answer.headers.get("location", "/")
    assert re.match(r"/(?![/\\])|http://localhost/", there), there


@pytest.mark.parametrize(
    "host", ['evil"><script>', "a b", "a/b", "a@b", "a>b", "a%0db", "ä".encode()]
)
def test_a_host_that_is_none_is_refused_before_it_stands_in_a_link(served, host):
    assert served.get("/suche.atom", Host=host).status_code == 400


@pytest.mark.parametrize(
    "host", ["archiv.example", "archiv.example:8001", "[::1]:8001", "10.0.0.1"]
)
def test_hosts_are_answered(served, host):
    assert host in served.get("/suche.atom", Host=host).text


@pytest.mark.parametrize(
    "named",
    [
        lambda secret: str(secret),
        lambda secret: f"../{secret.parent.name}/{secret.name}",
        lambda secret: f"x/../../{secret.parent.name}/{secret.name}",
        lambda secret: "link.warc.gz",
        lambda secret: f"folder/{secret.name}",
        lambda secret: f"file://{secret}",
        lambda secret: "/etc/passwd",
        lambda secret: "/dev/zero",
        lambda secret: "a\0b",
        lambda secret: secret.name.encode(),
        lambda secret: "loop",
        lambda secret: "",
    ],
)
@pytest.mark.parametrize("source", ["live", "warc:/somewhere"])
def test_no_file_outside_the_folder_of_captures_is_shown(
    tmp_path: Path, named: Callable[[Path], Any], source: str
) -> None:
    stored = Stored(tmp_path)
    stored.keep([Page(body=b"<h1>geheim</h1>")])
    (file,) = stored.captures.iterdir()
    elsewhere = tmp_path / "private"
    elsewhere.mkdir()
    secret = Path(shutil.move(file, elsewhere / "secret.warc.gz"))
    (stored.captures / "link.warc.gz").symlink_to(secret)
    (stored.captures / "folder").symlink_to(elsewhere)
    (stored.captures / "loop").symlink_to(stored.captures / "loop")
    with closing(sqlite3.connect(stored.archive)) as db, db:
        db.execute("UPDATE captures SET warc_file = ?, source = ?", (named(secret), source))
    for path in ("/gespeichert/1", "/gespeichert/1/ansicht", "/gespeichert/1/original"):
        answer = stored.get(path)
        assert answer.status_code in (200, 404)
        assert "geheim" not in answer.text
        assert str(tmp_path) not in answer.text


def test_files_elsewhere_are_shown_once_their_folder_is_named(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.keep([Page(body=b"<h1>offen</h1>")])
    (file,) = stored.captures.iterdir()
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    moved = shutil.move(file, dumps / "a.warc.gz")
    with closing(sqlite3.connect(stored.archive)) as db, db:
        db.execute("UPDATE captures SET warc_file = ?, source = 'warc:dumps'", (str(moved),))
    assert "offen" not in stored.get("/gespeichert/1/ansicht").text
    assert files_not_shown(stored.archive, Site("de", stored.captures)) == [str(moved)]
    stored.serve_also(dumps)
    assert "offen" in stored.get("/gespeichert/1/ansicht").text
    assert not files_not_shown(stored.archive, Site("de", stored.captures, more_captures=(dumps,)))
