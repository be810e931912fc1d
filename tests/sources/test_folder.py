"""The source ``folder:PATH``: pages saved as files, by many programs."""

import base64
import datetime as dt
import json
import os
import plistlib
import shutil
import sqlite3
import subprocess
import urllib.request
from contextlib import closing
from dataclasses import asdict

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer, Request
from crawler.demo.expected import expected
from crawler.left_out import LeftOut, Reason
from crawler.sources.folder import check_folder, read_folder
from crawler.sources.protocols import SourceError
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from tests.conftest import kept_in, run_scrapy
from tests.pywb import pywb
from tests.webarchives.collection import Collection

HOME = "http://www.portal.example/"
URL = f"{HOME}artikel/celle"
MOMENT = dt.datetime(2019, 3, 12, 8, tzinfo=dt.UTC)


def page(head="", body="", before=""):
    return (
        f"<!DOCTYPE html>{before}<html lang='de'><head><title>Celle</title>{head}</head>"
        f"<body><h1>Neues aus Celle</h1><p>Ein Füllsatz.</p>{body}</body></html>"
    )


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (1_500_000_000, 1_500_000_000))
    return folder


def read(folder, left=None, **options):
    return list(read_folder(str(folder), home_url=HOME, left=left, **options))


def read_one(folder, **options):
    (found,) = read(folder, **options)
    assert isinstance(found, CapturedPage), str(found)
    return found


def told(found):
    return found.url, found.capture.captured_at, found.capture.dated_by


@pytest.mark.parametrize(
    "comment",
    [
        "<!--\n Page saved with SingleFile \n url: {url} \n saved date: "
        "Tue Mar 12 2019 09:00:00 GMT+0100 (Mitteleuropäische Normalzeit)\n-->",
        "<!-- Mirrored from www.portal.example/artikel/celle by HTTrack Website Copier/3.x "
        "[XR&CO'2014], Tue, 12 Mar 2019 08:00:00 GMT -->",
        "<!-- Saved from {url} at 2019-03-12T08:00:00Z using monolith v2.6.1 -->",
        "<meta name='savepage-url' content='{url}'><meta name='savepage-date' "
        "content='Tue Mar 12 2019 08:00:00 GMT+0000 (UTC)'>",
    ],
    ids=["SingleFile", "HTTrack", "monolith", "Save Page WE"],
)
def test_comments_tell_url_and_time(tmp_path, comment):
    write(tmp_path, {"irgendwas.html": page(head=comment.format(url=URL))})
    assert told(read_one(tmp_path)) == (URL, MOMENT, "comment")


@pytest.mark.parametrize("length", [len(URL), 9999, 3])
def test_browsers_tell_the_url_with_its_length(tmp_path, length):
    before = f"\n<!-- saved from url=({length:04d}){URL} -->\n"
    write(tmp_path, {"a.html": page(before=before)})
    found = read_one(tmp_path)
    assert (found.url, found.capture.dated_by) == (URL, "file")


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("www.portal.example/artikel/celle", URL),
        ("www.portal.example/artikel/celle/index.html", f"{URL}/"),
        ("www.portal.example/artikel/celle.php?id=7", f"{URL}.php?id=7"),
        ("www.portal.example/artikel/celle.php@id=7&b=2", f"{URL}.php?id=7&b=2"),
        ("www.portal.example/artikel/celle.php?id=7.html", f"{URL}.php?id=7"),
        ("www.portal.example+8080/artikel/celle", "http://www.portal.example:8080/artikel/celle"),
        ("https/www.portal.example/artikel/celle", URL.replace("http:", "https:")),
        ("web.archive.org/web/20190312080000/http:/www.portal.example/artikel/celle", URL),
    ],
)
def test_folders_named_like_hosts_tell_urls(tmp_path, name, url):
    write(tmp_path, {name: page()})
    assert read_one(tmp_path).url == url


def test_a_person_may_say_the_url_of_the_folder(tmp_path):
    write(tmp_path, {"artikel/celle": page()})
    assert read_one(tmp_path, base=HOME).url == URL


def test_a_canonical_link_tells_where_nothing_else_does(tmp_path):
    write(tmp_path, {"seite.html": page(head=f'<link rel="canonical" href="{URL}">')})
    assert read_one(tmp_path).url == URL


def test_a_canonical_link_that_is_the_home_on_every_page_does_not(tmp_path):
    home = f'<link rel="canonical" href="{HOME}">'
    write(tmp_path, {"www.portal.example/artikel/celle": page(head=home)})
    found = read_one(tmp_path, wanted=lambda url: "/artikel/" in url)
    assert found.url == URL


def test_a_page_without_a_url_is_a_reject(tmp_path):
    write(tmp_path, {"seite.html": page()})
    (found,) = read(tmp_path)
    assert isinstance(found, Damage)
    assert "base=URL" in str(found)


def test_headers_tell_the_time(tmp_path):
    head = 'HTTP/1.1 200 OK\r\nDate: Tue, 12 Mar 2019 08:00:00 GMT\r\nETag: "x"\r\n\r\n'
    write(tmp_path, {
        "www.portal.example/artikel/celle": head + page(),
        "www.portal.example/artikel/bremen": page(),
        "www.portal.example/artikel/bremen.headers": head,
    })  # fmt: skip
    bremen, celle = read(tmp_path)
    assert told(celle) == (URL, MOMENT, "header")
    assert celle.body.startswith(b"<!DOCTYPE")
    assert told(bremen)[1:] == (MOMENT, "header")


def test_each_file_has_its_line_in_the_books(tmp_path):
    left = LeftOut()
    write(tmp_path, {
        "www.portal.example/artikel/celle": page(),
        "www.portal.example/artikel/celle.orig": page(),
        "www.portal.example/bild.png": b"\x89PNG",
        "www.portal.example/stil.css?v=3": "p {}",
        "hts-cache/new.txt": "x",
        "hts-log.txt": "x",
        "portal.warc.gz": b"\x1f\x8b",
        "daten.bin": b"\0\1",
    })  # fmt: skip
    read_one(tmp_path, left=left)
    assert {reason.value: count for reason, count in left.counts.items()} == {
        Reason.DUPLICATE: 1, Reason.BESIDE_FILE: 4, Reason.UNKNOWN_FILE: 2,
    }  # fmt: skip
    assert [count for count, _ in left.files.values()] == [1]


def test_converted_links_lead_to_urls_again(tmp_path):
    body = (
        '<a href="bremen.html">B</a><a href="celle.html%3Fseite=2.html#unten">2</a>'
        '<img src="../bilder/b.png"><a href="https://anderswo.example/">A</a>'
    )
    write(tmp_path, {
        "www.portal.example/artikel/celle.html": page(body=body),
        "www.portal.example/artikel/celle.html?seite=2.html": page(),
        "www.portal.example/artikel/bremen.html": page(),
        "www.portal.example/bilder/b.png": b"\x89PNG",
    })  # fmt: skip
    (text,) = [each.body.decode() for each in read(tmp_path) if each.url == f"{URL}.html"]
    assert f'href="{HOME}artikel/bremen.html"' in text
    assert f'href="{URL}.html?seite=2#unten"' in text
    assert f'src="{HOME}bilder/b.png"' in text
    assert 'href="https://anderswo.example/"' in text


def test_a_damaged_file_is_its_own_loss_alone(tmp_path):
    write(tmp_path, {
        "www.portal.example/artikel/celle.html": page(body='<a href="bremen.html">B</a>'),
        "www.portal.example/artikel/bremen.html": b"\x1f\x8b\x08 torn",
    })  # fmt: skip
    damage, found = read(tmp_path)
    assert isinstance(damage, Damage)
    assert found.url == f"{URL}.html"


def test_what_a_browser_put_beside_a_page_is_no_page_and_no_url(tmp_path):
    before = f"<!-- saved from url=({len(URL):04d}){URL} -->"
    left = LeftOut()
    write(tmp_path, {
        "Celle.html": page(before=before, body='<img src="./Celle-Dateien/b.png">'),
        "Celle-Dateien/b.png": b"\x89PNG",
        "Celle-Dateien/rahmen.html": page(),
    })  # fmt: skip
    found = read_one(tmp_path, left=left)
    assert b'src=""' in found.body
    assert left.counts == {Reason.BESIDE_FILE: 2}


def test_archivebox_keeps_one_page_in_several_files(tmp_path):
    left = LeftOut()
    index = {"url": URL, "timestamp": str(MOMENT.timestamp())}
    write(tmp_path, {
        "index.html": page(),
        "archive/1552377600/index.json": json.dumps(index),
        "archive/1552377600/index.html": page(),
        "archive/1552377600/singlefile.html": page(),
        "archive/1552377600/output.html": page(),
        "archive/1552377600/www.portal.example/artikel/celle.html": page(body="von wget"),
    })  # fmt: skip
    found = [each for each in read(tmp_path, left) if isinstance(each, CapturedPage)]
    assert [told(each) for each in found] == [(URL, MOMENT, "archivebox")]
    assert b"von wget" in found[0].body
    assert left.counts[Reason.DUPLICATE] == 2


def test_mhtml_has_url_and_date(tmp_path):
    mail = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\n"
        "Date: Tue, 12 Mar 2019 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {url}\r\n\r\n"
        "<html><h1>F=C3=BCllsatz</h1></html>\r\n"
        "--x\r\nContent-Type: image/png\r\nContent-Location: http://a.example/b.png\r\n\r\nx\r\n--x--"
    )
    write(tmp_path, {"seite.mhtml": mail.format(url=URL)})
    found = read_one(tmp_path)
    assert told(found) == (URL, MOMENT, "mhtml")
    assert "Füllsatz" in found.body.decode()


def test_har_has_pages_among_other_answers(tmp_path):
    def entry(url, mime, status=200, **content):
        return {
            "startedDateTime": "2019-03-12T09:00:00.000+01:00",
            "request": {"method": "GET", "url": url},
            "response": {"status": status, "headers": [], "content": {"mimeType": mime, **content}},
        }

    packed = base64.b64encode(page().encode()).decode()
    entries = [
        entry(URL, "text/html; charset=iso-8859-1", text=page()),
        entry(f"{URL}2", "text/html; charset=utf-8", text=packed, encoding="base64"),
        entry(f"{HOME}b.png", "image/png"),
        entry(f"{URL}3", "text/html"),
    ]
    left = LeftOut()
    write(tmp_path, {"a.har": json.dumps({"log": {"entries": entries}})})
    first, second, third = read(tmp_path / "a.har", left)
    assert told(first) == (URL, MOMENT, "har")
    assert first.body == second.body
    assert isinstance(third, Damage)
    assert left.counts == {Reason.BESIDE: 1}


def test_safaris_web_archives(tmp_path):
    main = {"WebResourceURL": URL, "WebResourceData": page().encode(),
            "WebResourceMIMEType": "text/html", "WebResourceTextEncodingName": "UTF-8"}  # fmt: skip
    write(tmp_path, {"a.webarchive": plistlib.dumps({"WebMainResource": main})})
    assert read_one(tmp_path).url == URL


@pytest.mark.parametrize("name", ["a.har", "a.mhtml", "a.webarchive"])
@pytest.mark.parametrize("data", [b"", b"{}", b"\0\1\2", b"<html>"])
def test_what_is_not_what_its_name_says_is_refused_by_name(tmp_path, name, data):
    write(tmp_path, {name: data})
    with pytest.raises(SourceError, match=name):
        read(tmp_path / name)


@pytest.mark.parametrize("name", ["a.maff", "a.zip", "a.warc.gz", "a.zim"])
def test_what_is_read_otherwise_is_refused_by_name(tmp_path, name):
    write(tmp_path, {name: b"x"})
    with pytest.raises(SourceError, match=name):
        check_folder(str(tmp_path / name))


def test_a_saved_replay_is_the_page_it_is_of(tmp_path):
    replayed = f"https://web.archive.org/web/20190312080000/{URL}"
    before = f"<!-- saved from url=({len(replayed):04d}){replayed} -->"
    body = f'<a href="/web/20190312080000/{URL}2">2</a>'
    write(tmp_path, {"a.html": page(before=before, body=body)})
    found = read_one(tmp_path)
    assert told(found) == (URL, MOMENT, "replay")
    assert f'<a href="{URL}2">' in found.body.decode()


# -- the demo portal, saved and read again ---------------------------------------------------------

FIELDS = (
    "portal", "kind", "language", "title", "subtitle", "kicker", "lead", "body", "breadcrumb",
    "published_on", "published_at", "published_text", "updated_on", "deadline_on",
    "source_text", "editor_text", "sources", "editors", "places", "topics", "links", "images",
)  # fmt: skip


def differences(archive):
    rows = {row["url"]: row for row in expected("kooperation")}
    with Archive(archive) as opened:
        found = {article.url: asdict(article) for _, article in opened.articles("demo_kooperation")}
    assert sorted(found) == sorted(rows)
    return [
        (url, name) for url, row in rows.items() for name in FIELDS if found[url][name] != row[name]
    ]


def recover(folder, archive):
    done = run_scrapy(
        "crawl", "demo_kooperation", "-a", f"source=folder:{folder}", *kept_in(archive)
    )
    assert done.returncode == 0, done.stderr
    return differences(archive)


@pytest.mark.parametrize("options", [("-k", "-E", "-p"), ("-E", "--restrict-file-names=windows")])
def test_a_mirror_by_wget_is_the_portal(tmp_path, options):
    if shutil.which("wget") is None:
        assert "CI" not in os.environ, "wget is missing: apt-get install wget"
        pytest.skip("wget is missing")
    with DemoServer() as server:
        proxy = "http://" + server.connect_to.partition(",")[0].partition("=")[2]
        subprocess.run(
            ["wget", "--mirror", "-q", "-e", "robots=off", "-e", "use_proxy=yes", "-e",
             f"http_proxy={proxy}", "-P", tmp_path / "mirror", *options,
             "http://www.kooperation.example/"],
            check=True, timeout=60,
        )  # fmt: skip
    assert recover(tmp_path / "mirror", tmp_path / "archive.db") == []


def test_pages_saved_with_comments_are_the_portal(tmp_path):
    """As a person saves them, one by one, under names of their own."""
    folder = tmp_path / "gesichert"
    folder.mkdir()
    with DemoServer() as server:
        rows = expected("kooperation")
        places = [row["url"].removeprefix("http://").partition("/") for row in rows]
        answers = [server.respond(Request(host, f"/{target}")) for host, _, target in places]
    for number, (row, answer) in enumerate(zip(rows, answers, strict=True)):
        comment = (
            f"<!--\n Page saved with SingleFile \n url: {row['url']} \n saved date: "
            "Fri Dec 05 2025 09:00:00 GMT+0100 (Mitteleuropäische Normalzeit)\n-->"
        )
        head, tag, rest = answer.body.decode().partition("<head>")
        (folder / f"Seite {number}.html").write_text(f"{head}{comment}{tag}{rest}", "utf-8")
    assert recover(folder, tmp_path / "archive.db") == []


@pytest.mark.pywb
def test_pages_saved_out_of_a_real_pywb_are_the_portal(tmp_path):
    rows = expected("kooperation")
    collection = Collection(tmp_path / "portal.warc.gz")
    for row in rows:
        collection.capture(row["url"], "2025-12-05T08:00:00Z")
    collection.close()
    folder = tmp_path / "gesichert"
    folder.mkdir()
    forms = ("20251205080000mp_/", "20251205080000/", "2025mp_/", "mp_/")
    with pywb(tmp_path / "pywb", tmp_path / "portal.warc.gz") as replay:
        for number, row in enumerate(rows):
            url = f"{replay.url}{forms[0]}{row['url']}"
            for form in forms if number < 3 else forms[:1]:
                url = f"{replay.url}{form}{row['url']}"
                with urllib.request.urlopen(url) as response:
                    body = response.read()
                saved = f"<!-- saved from url=({len(url):04d}){url} -->\n".encode()
                (folder / f"{number} {form[:-1]}.html").write_bytes(saved + body)
    assert recover(folder, tmp_path / "archive.db") == []
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        dated = db.execute("SELECT DISTINCT captured_at, dated_by FROM captures").fetchall()
    assert dated == [("2025-12-05T08:00:00Z", "replay")]
