"""`scrapy inspect`: what would be stored, and where each field came from."""

import gzip
import io
import json
import zipfile

import pytest

from tests.warc.making import Warc, arc

PAGE = """<!doctype html><html lang="de"><head><title>Portal - Netzwerk wächst</title></head><body>
<div id="wrapper"><div id="content" class="content">
<p class="metadata"><span class="date">09.04.2019</span></p>
<h1 class="isFirstInSlot">Netzwerk wächst</h1><p class="abstract">Neue Mitglieder sind dabei.</p>
<p>Im Netzwerk arbeiten jetzt vierzig Betriebe aus drei Ländern an gemeinsamen Vorhaben.</p>
<p>Die nächste Tagung findet im Herbst in Musterstadt statt, das Programm folgt.</p>
</div></div></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_saved_page_as_json(scrapy, page):
    url = "https://www.muster.example/SharedDocs/Meldungen/DE/netzwerk.html"
    done = scrapy("inspect", str(page), "--url", url, "--json")
    (article,) = map(json.loads, done.stdout.splitlines())
    assert article["url"] == url
    assert article["title"] == "Netzwerk wächst"
    assert article["published_on"] == "2019-04-09"
    assert "title" in article["provenance"]
    assert done.stderr == ""


def test_a_saved_page_as_a_table(scrapy, page):
    done = scrapy("inspect", str(page))
    assert "Netzwerk wächst" in done.stdout
    assert "from" in done.stdout


def test_a_text_export(scrapy, tmp_path):
    path = tmp_path / "export.jsonl"
    row = {"url": "https://www.kooperation-international.de/aktuelles/nachrichten/detail/info/a"}
    path.write_text(json.dumps(row | {"text": "Erster Absatz des Textes.\n\nZweiter Absatz."}))
    done = scrapy("inspect", str(path), "--json")
    (article,) = map(json.loads, done.stdout.splitlines())
    assert article["portal"] == "kooperation_international"
    assert article["kind"] == "nachricht"


def test_a_broken_line_of_a_text_export_keeps_no_other_from_being_shown(scrapy, tmp_path):
    path = tmp_path / "export.jsonl"
    first, last = (
        json.dumps({"text": f"{word} Absatz des Textes."}) for word in ("Erster", "Dritter")
    )
    path.write_text(f'{first}\n{{"text": broken\n{last}\n')
    done = scrapy("inspect", str(path), "--json")
    assert [json.loads(line)["body"][:5] for line in done.stdout.splitlines()] == ["Erste", "Dritt"]
    assert "export.jsonl, line 2: the line is no JSON" in done.stderr
    assert done.returncode == 1


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(scrapy, page):
    done = scrapy("inspect", "/no/such/page.html", str(page), "--json")
    assert "/no/such/page.html cannot be read: No such file or directory" in done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 1


def test_nothing_is_stored(scrapy, page, archive_path):
    scrapy("inspect", str(page))
    assert not archive_path.exists()


def test_a_page_that_was_saved_as_it_came_is_unpacked(scrapy, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(gzip.compress(gzip.compress(PAGE.encode())))
    done = scrapy("inspect", str(path), "--json")
    assert json.loads(done.stdout)["title"] == "Netzwerk wächst"
    path.write_bytes(gzip.compress(PAGE.encode(), mtime=0)[:-40])
    done = scrapy("inspect", str(path), "--json")
    assert "is only a part of a page: its gzip payload is torn" in done.stderr
    path.write_bytes(b"\x1f\x8b\x08" + b"\xff" * 40)
    done = scrapy("inspect", str(path))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def archived(path, *names):
    made = Warc().response("http://www.muster.example/weg", status="404 Not Found")
    for name in names:
        body = PAGE.replace("Netzwerk wächst", f"Netzwerk {name}").encode()
        made.response(f"http://www.muster.example/{name}", body)
    return made.save(path)


def title_of(done):
    return json.loads(done.stdout)["title"]


def test_a_capture_of_a_file_is_the_first_page_or_the_one_asked_for(scrapy, tmp_path):
    path = archived(tmp_path / "a.warc.gz", "eins", "zwei")
    assert title_of(scrapy("inspect", str(path), "--json")) == "Netzwerk eins"
    asked = ("--url", "https://www.muster.example/zwei")
    assert title_of(scrapy("inspect", str(path), *asked, "--json")) == "Netzwerk zwei"
    done = scrapy("inspect", str(path), "--url", "http://www.muster.example/weg")
    assert "has no page at http://www.muster.example/weg, but 1 redirects" in done.stderr
    assert done.returncode == 1


def test_an_arc_and_a_package_whatever_they_are_called(scrapy, tmp_path):
    path = tmp_path / "portal.dat"
    path.write_bytes(arc([("http://www.muster.example/a", PAGE.encode())]))
    assert title_of(scrapy("inspect", str(path), "--json")) == "Netzwerk wächst"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.write(archived(tmp_path / "a.warc.gz", "eins"), "archive/a.warc.gz")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as package:
        package.writestr("one.wacz", inner.getvalue())
    done = scrapy("inspect", str(tmp_path / "all.zip"), "--json")
    assert title_of(done) == "Netzwerk eins"


@pytest.mark.parametrize(
    ("name", "content", "says", "advises"),
    [
        ("a.html", b"%PDF-1.7\n%\xe2\xe3", "is a PDF", "name the page that links it"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is an image", "name the page"),
        ("a.db", b"SQLite format 3\0" + bytes(80), "is an SQLite database", "--article ID"),
        ("a.json", b'{"a": 1}', "is a JSON", "text exports"),
        ("a.xml", b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "an XML", "feeds"),
        ("a.cdxj", b'example,portal)/ 20190312080000 {"url": "http://portal.example/"}\n',
         "is a CDX index", "WARC file"),
        ("a.bin", bytes(range(256)) * 9, "is a binary file", "name an HTML page"),
        ("a.gz", gzip.compress(bytes(range(256))), "is a gzip file", "unpacks to"),
        ("a.tar", b"x".ljust(257, b"\0") + b"ustar\0", "is a compressed archive", "unpack it"),
        ("a.html", b"", "is empty", "another copy"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_named_with_what_to_do(scrapy, tmp_path, name, content, says, advises):
    path = tmp_path / name
    path.write_bytes(content)
    done = scrapy("inspect", str(path))
    assert says in done.stderr
    assert advises in done.stderr
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(("member", "says"), [("[Content_Types].xml", "office"), ("x", "ZIP")])
def test_a_zip_is_told_by_what_is_in_it(scrapy, tmp_path, member, says):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr(member, "x")
    assert says in scrapy("inspect", str(tmp_path / "a.docx")).stderr


def test_a_folder_is_none(scrapy, tmp_path):
    assert "is a folder: name a file in it" in scrapy("inspect", str(tmp_path)).stderr
