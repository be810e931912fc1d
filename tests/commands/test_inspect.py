"""`scrapy inspect`: what would be stored, and where each field came from."""

import gzip
import json

import pytest

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
