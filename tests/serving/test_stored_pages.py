"""The stored page: shown standing still, and given as it was recorded."""

from __future__ import annotations

import gzip
import html
import re
import sqlite3
from contextlib import closing

import pytest

from crawler.publishing.replay.still_page import POLICY, still_page
from tests.serving.stored import HOME, Page, Stored

HTML = "text/html; charset=utf-8"
GERMAN = "<html><head><title>Förderung</title></head><body><p>Größe „über“ alles</p></body></html>"


@pytest.fixture
def stored(tmp_path):
    return Stored(tmp_path)


def shown_text(answer):
    """The words of a page of ours."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (GERMAN.encode(), [("Content-Type", HTML)]),
        (GERMAN.encode("cp1252"), [("Content-Type", "text/html; charset=iso-8859-1")]),
        (GERMAN.encode("cp1252"), [("Content-Type", "text/html")]),
        (GERMAN.encode("utf-16"), [("Content-Type", "text/html")]),
        (GERMAN.encode("cp1252"), [("Content-Type", "text/html; charset=utf-8")]),  # a lie
        (GERMAN.encode() + "ü".encode("cp1252"), [("Content-Type", "text/html")]),  # mixed
        (gzip.compress(GERMAN.encode()), [("Content-Type", HTML), ("Content-Encoding", "gzip")]),
    ],
)
def test_the_original_is_what_was_sent_and_the_view_has_its_letters_right(stored, body, headers):
    stored.keep([Page(body, headers=headers)])
    is_packed = len(headers) > 1
    original = stored.get("/gespeichert/1/original", accept_encoding="identity")
    assert original.content == (gzip.decompress(body) if is_packed else body)
    assert original.headers["content-type"] == headers[0][1]
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["content-security-policy"] == POLICY
    assert original.headers["x-content-type-options"] == "nosniff"
    view = stored.get("/gespeichert/1/ansicht")
    assert view.headers["content-type"] == HTML
    assert "Größe „über“ alles" in view.text
    if is_packed:
        packed = stored.get("/gespeichert/1/original", accept_encoding="br, gzip;q=0.5")
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers.get("content-length", len(body))) == len(body)
        assert packed.content == original.content
        refused = stored.get("/gespeichert/1/original", accept_encoding="gzip;q=0")
        assert "content-encoding" not in refused.headers


def test_what_a_server_once_said_to_browsers_is_not_said_by_us(stored):
    said = [
        ("Content-Type", HTML), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"),
        ("Content-Security-Policy", "default-src *"), ("Refresh", "0; url=https://weg.example/"),
        ("Link", "<https://weg.example/>; rel=preconnect"),
    ]  # fmt: skip
    stored.keep([Page(GERMAN.encode(), headers=said)])
    for path in ("/gespeichert/1/original", "/gespeichert/1/ansicht"):
        headers = stored.get(path).headers
        assert headers.get_list("content-security-policy") == [POLICY]
        assert not {"set-cookie", "refresh", "link"} & set(headers)
    original = stored.get("/gespeichert/1/original").headers
    assert original.get_list("x-archive-orig-set-cookie") == ["a=1", "b=2"]


def test_the_page_around_the_frame_says_which_capture_it_is(stored):
    stored.keep([Page(GERMAN.encode()), Page(b"<p>Kurz</p>", days=30, fields={"body": "Kurz."})])
    answer = stored.get("/gespeichert/1")
    said = shown_text(answer)
    assert "22. Februar 2016, 15:04 Uhr" in said
    assert "https://www.muster.example/artikel/1" in said
    assert re.search(r"sha1:[A-Z2-7]{32} \(soeben am gespeicherten Datensatz geprüft\)", said)
    assert 'href="/gespeichert/2"' in answer.text
    assert re.search(
        r'<iframe src="/gespeichert/1/ansicht" sandbox [^>]*title="[^"]+"', answer.text
    )
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-src" not in stored.get("/archive/articles/1").headers["content-security-policy"]


TRACKER = "//verfolger.example/x"


@pytest.mark.parametrize(
    "markup",
    [
        f"<script src={TRACKER}></script>",
        f"<SCRIPT>fetch('{TRACKER}')</SCRIPT>",
        f"<img src={TRACKER} srcset='{TRACKER} 2x'>",
        f"<img src=x onerror=\"location='{TRACKER}'\">",
        f"<link rel=preconnect href={TRACKER}><link rel=dns-prefetch href={TRACKER}>",
        f"<link rel=stylesheet href={TRACKER}><style>@import '{TRACKER}'; p{{color:red}}</style>",
        f"<p style=\"background:url( '{TRACKER}' )\">Text</p>",
        f"<style>@font-face{{src:url({TRACKER})}}</style>",
        f"<style>p{{background:-webkit-image-set('{TRACKER}' 1x)}}</style>",
        f"<style>p{{background:\\75 rl({TRACKER})}}</style>",
        f"<style>p{{background:\\000055\\r\\l({TRACKER})}}</style>",
        f"<p style='background:u\\072l({TRACKER})'>Text</p>",
        f"<p style='background:url({TRACKER}'>Text</p>",  # closed by the end
        f"<svg><rect fill='url({TRACKER}#a)' mask='url({TRACKER}#b)'/></svg>",
        f"<meta http-equiv=refresh content='0;url={TRACKER}'>",
        f"<base href={TRACKER}>",
        f"<iframe src={TRACKER}></iframe><iframe srcdoc='<img src={TRACKER}>'></iframe>",
        f"<object data={TRACKER}><param name=movie value=x></object><embed src={TRACKER}>",
        f"<form action={TRACKER}><button formaction={TRACKER}>Los</button></form>",
        f"<svg><image xlink:href='{TRACKER}'/><use href='{TRACKER}#a'/></svg>",
        f"<video poster={TRACKER} src={TRACKER} autoplay></video><audio src={TRACKER}></audio>",
        f"<body background={TRACKER}><table background={TRACKER}><tr><td>Text</table>",
        f"<input type=image src={TRACKER}>",
        f"<a ping={TRACKER}>Text</a>",
        f"<noscript><img src={TRACKER}></noscript>",
        f"<picture><source srcset={TRACKER}><img alt=Bild></picture>",
    ],
)
def test_a_still_page_names_nothing_that_a_browser_would_fetch(markup):
    page = still_page(f"<html><body>{markup}<p>Weiter</p></body></html>".encode(), HTML)
    text = page.html.decode()
    assert "verfolger.example" not in text
    assert "Weiter" in text


def test_a_still_page_keeps_how_it_looks_and_where_links_led():
    page = still_page(
        b"<!DOCTYPE html><style>p{color:red;clip-path:url(#a)}</style>"
        b"<p style='color:blue' class=a>A</p>"
        b"<img src='data:image/png;base64,AA=='><a href=https://ziel.example/ target=_blank>B</a>"
        b"<a href='javascript:alert(1)'>C</a><a href='#unten'>D</a><img src=e.png alt=E>",
        HTML,
    )
    text = page.html.decode()
    assert text.startswith("<!DOCTYPE html>")
    assert "p{color:red;clip-path:url(#a)}" in text
    assert 'style="color:blue"' in text
    assert "data:image/png;base64,AA==" in text
    assert '<a title="https://ziel.example/">B</a>' in text
    assert '<a href="#unten">D</a>' in text
    assert "target" not in text
    assert page.without == {"link": 2, "picture": 1}


def test_what_is_left_out_is_counted_and_said(stored):
    stored.keep([Page(b"<script></script><img src=a.png><img src=b.png><a href=/>Start</a>")])
    said = shown_text(stored.get("/gespeichert/1"))
    assert "darum fehlen hier: 2 Bilder." in said
    assert "Abgeschaltet: ein Skript, ein Link." in said


def spoil(stored, how):
    """Something that happens to a capture."""
    (file,) = stored.captures.iterdir()
    match how:
        case "missing":
            file.unlink()
        case "damaged":
            data = file.read_bytes()
            file.write_bytes(data[: len(data) // 3] + bytes(40) + data[len(data) // 3 + 40 :])
        case "empty":
            file.write_bytes(b"")
        case sql:
            with closing(sqlite3.connect(stored.archive)) as db, db:
                db.execute(sql)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("missing", "Die WARC-Datei mit dieser Aufnahme ist nicht mehr da."),
        ("damaged", "beschädigt"),
        ("empty", "beschädigt"),
        ("UPDATE captures SET digest = 'sha1:AAAA'", "eine andere Seite"),
        ("UPDATE captures SET warc_file = NULL", "steht in keiner WARC-Datei"),
        ("UPDATE captures SET warc_offset = NULL", "nur als Ganzes lesen"),
        ("UPDATE captures SET warc_offset = 3", "beschädigt"),
        ("UPDATE captures SET digest = NULL, status = 304", "dass sich nichts geändert habe"),
    ],
)
def test_a_page_that_cannot_be_shown_is_explained_without_a_path(stored, how, reason):
    stored.keep([Page(GERMAN.encode())])
    spoil(stored, how)
    answer = stored.get("/gespeichert/1")
    assert answer.status_code == 200
    assert reason in shown_text(answer)
    assert "<iframe" not in answer.text
    for path in ("ansicht", "original"):
        refused = stored.get(f"/gespeichert/1/{path}")
        assert refused.status_code == 404
        assert reason in refused.text
        assert str(stored.captures) not in answer.text + refused.text
        assert "warc.gz" not in answer.text + refused.text


def test_a_capture_that_is_not_there_any_more_is_said(stored):
    stored.keep([Page()])
    for number in (2, 10**17):
        answer = stored.get(f"/gespeichert/{number}")
        assert answer.status_code == 404
        assert "hat sie nicht mehr" in shown_text(answer)
        assert stored.get(f"/gespeichert/{number}/original").status_code == 404


@pytest.mark.parametrize(
    ("content_type", "is_shown"),
    [
        ("text/plain; charset=utf-8", True),
        ("text/html", True),
        ("application/xhtml+xml", True),
        ("application/pdf", False),
        ("image/svg+xml", False),
        ("application/rss+xml", False),
    ],
)
def test_only_pages_and_texts_are_shown(stored, content_type, is_shown):
    stored.keep([Page(b"<b>Inhalt</b>", headers=[("Content-Type", content_type)])])
    answer = stored.get("/gespeichert/1")
    assert ("<iframe" in answer.text) is is_shown
    assert ("herunterladen lässt es sich" in answer.text) is not is_shown
    view = stored.get("/gespeichert/1/ansicht")
    assert view.headers["content-type"] in (HTML, "text/plain; charset=utf-8")
    assert view.headers["content-security-policy"] == POLICY
    if not is_shown:
        assert view.content == b""
    assert stored.get("/gespeichert/1/original").content == b"<b>Inhalt</b>"


def test_the_article_page_leads_to_each_capture_and_says_when_and_whence(stored):
    stored.keep(
        [
            Page(fields={"published_on": "2016-02-20"}),
            Page(b"<p>2</p>", days=2, fields={"published_on": "2016-02-20", "title": "Cluster 2"}),
        ]
    )
    answer = stored.get("/archive/articles/1")
    said = shown_text(answer)
    assert (
        "Veröffentlicht am 20. Februar 2016 · Musterportal · zuletzt gesehen am 24. Februar 2016"
        in said
    )
    for capture in (1, 2):
        assert f'href="/gespeichert/{capture}"' in answer.text
    assert "geändert: Titel" in said
    assert "Musterportal: „Cluster 2“. Veröffentlicht am 20. Februar 2016." in said


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (
            {"published_earliest": "2016-03-03", "published_latest": "2016-04-05",
             "published_estimate": "2016-03-20"},
            "Veröffentlicht zwischen dem 3. März 2016 und dem 5. April 2016, "
            "wahrscheinlich am 20. März 2016",
        ),
        ({"published_latest": "2016-04-05"}, "Veröffentlicht spätestens am 5. April 2016"),
        ({"published_earliest": "2016-04-05"}, "Veröffentlicht frühestens am 5. April 2016"),
        (
            {"published_earliest": "2016-04-05", "published_latest": "2016-04-05"},
            "Veröffentlicht am 5. April 2016 (erschlossen)",
        ),
        ({"published_edtf": "2016-04"}, "Veröffentlicht: April 2016"),
        ({}, "Datum der Veröffentlichung unbekannt"),
    ],
)  # fmt: skip
def test_an_estimated_date_is_told_with_its_interval(stored, dates, said):
    stored.keep([Page()])
    columns = ("published_on", "published_edtf", "published_earliest", "published_latest",
               "published_estimate")  # fmt: skip
    with closing(sqlite3.connect(stored.archive)) as db, db:
        db.execute(
            f"UPDATE articles SET {', '.join(f'{name} = ?' for name in columns)}",
            [dates.get(name) for name in columns],
        )
    assert f"{said} · Musterportal" in shown_text(stored.get("/archive/articles/1"))


def test_a_text_that_nobody_dated_says_so_and_is_no_memento(stored):
    url = f"{HOME}artikel/1"
    stored.keep([Page("Förderung".encode(), headers=[("Content-Type", "text/plain")])])
    spoil(stored, "UPDATE captures SET dated_by = 'reading', status = NULL")
    for path in ("/gespeichert/1", "/archive/articles/1"):
        said = shown_text(stored.get(path))
        assert "wann sie im Netz stand, ist nicht bekannt" in said
        assert "Text ohne Seite" in said
    assert stored.get("/gespeichert/1/ansicht").text == "Förderung"
    assert stored.get(f"/memento/timegate/{url}").status_code == 404


def test_an_article_of_many_captures_leads_to_all_of_them(stored):
    stored.keep([Page(days=day) for day in range(12)])
    answer = stored.get("/archive/articles/1")
    for capture in range(1, 13):
        assert f'href="/gespeichert/{capture}"' in answer.text
    assert "7 frühere" in shown_text(answer)
    assert "Alle 12 Aufnahmen dieses Artikels" in shown_text(stored.get("/gespeichert/5"))


@pytest.mark.parametrize(
    ("sql", "said", "leads"),
    [
        ("UPDATE articles SET id = id", "zuletzt gesehen am 22. Februar 2016", True),
        ("UPDATE portals SET alive = 0", "zuletzt gesehen am 22. Februar 2016", False),
        (
            "UPDATE articles SET gone_at = '2017-01-01T23:30:00Z', gone_confirmed = 1",
            "· gelöscht seit 2. Januar 2017",  # it was past midnight in Germany
            False,
        ),
        (
            "UPDATE articles SET gone_at = '2017-01-01T12:00:00Z', gone_confirmed = 0",
            "· vermutlich gelöscht seit 1. Januar 2017",
            False,
        ),
    ],
)
def test_nobody_is_led_to_where_an_article_is_no_more(stored, sql, said, leads):
    stored.keep([Page()])
    spoil(stored, sql)
    answer = stored.get("/archive/articles/1")
    assert said in shown_text(answer)
    assert ("Original im Netz" in answer.text) is leads
