"""Text exports as evidence: which are taken, by which rule others are left, and read again."""

from __future__ import annotations

import json

import pytest

from crawler.archive import Archive
from crawler.layouts.text_export import layout_of_text
from crawler.left_out import LeftOut, Reason
from crawler.publishing.export.cdxj_index import indexed
from crawler.sources.text import read_texts
from crawler.sources.warc import UrlFilter, read_captures
from crawler.webarchives.warc.captured_page import read_capture
from crawler.webarchives.warc.warc_file import WarcFile
from spiders.clusterplattform import Clusterplattform
from spiders.kooperation_international import KooperationInternational
from spiders.texts import rule_against
from tests.conftest import kept_in, run_scrapy
from tests.warc.making import Warc

HOME = "https://www.kooperation-international.de"
NEWS = f"{HOME}/aktuelles/nachrichten/detail/info/blaumilchkanal"
TEXT = (
    "Das Talamt fördert den Blaumilchkanal mit vier Millionen Euro, wie es am Montag sagte.\n\n"
    "Ein Gutachten ging voraus, in dem viele Sätze stehen. Bald soll alles fertig sein."
)
WHOLE = (
    "StartseiteAktuellesNachrichtenBlaumilchkanal gefördert\nBlaumilchkanal gefördert\n\n"
    f"Berichterstattung weltweit\n\n{TEXT}\n\nZum Nachlesen\n\nTalblatt (08.12.2015): Wasser\n\n"
    "Quelle: Talamt Redaktion: Länder / Organisationen: Polen Themen: Netzwerke"
)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/", "the home page"),
        ("/index.html", "the home page"),
        ("/DE/Navigation/Home/home_node.html", "the home page"),
        ("/laender/index.html", None),
        ("/aktuelles/nachrichten", "a list of articles"),
        ("/aktuelles/nachrichten/?tx_news_pi1%5BcurrentPage%5D=2", "a list of articles"),
        ("/suche?q=wasser", "a search page"),
        ("/volltextsuche.html", "a search page"),
        ("/aktuelles/nachrichten/detail/info/suche-nach-wasser", None),
        ("/laender/asien/japan/zusammenfassung", None),
        ("/laender/europa/frankreich", None),
        ("/buf/polen/ueberblick.html", None),
        ("/en/news/detail/info/water", None),
        ("/newsletter/inside/ausgabe-3", None),
        ("/impressum", None),
        ("/fileadmin/studie.pdf", None),
    ],
)
def test_every_text_is_taken_but_what_holds_what_stands_elsewhere(path, rule):
    assert rule_against(KooperationInternational(), HOME + path) == rule


def test_texts_of_other_sites_are_left_and_those_without_a_url_taken():
    spider = KooperationInternational()
    assert rule_against(spider, "https://anderes.example/aktuelles/x") == "of another site"
    assert rule_against(spider, "http://[kaputt/x") == "its URL is none"
    assert rule_against(spider, "urn:sha256:abc") is None


@pytest.mark.parametrize(
    ("spider", "path", "is_article"),
    [
        (KooperationInternational, "/laender/asien/japan/zusammenfassung", True),
        (KooperationInternational, "/laender/europa/polen/bildung/hochschulen/", True),
        (KooperationInternational, "/laender/europa/polen/nachrichten", False),
        (KooperationInternational, "/laender/europa/", False),
        (KooperationInternational, "/newsletter/anmeldung", False),
        (Clusterplattform, "/CLUSTER/Redaktion/EN/News/2019/water.html", True),
        (Clusterplattform, "/CLUSTER/Redaktion/DE/Newsletter/2019/03.html", True),
        (Clusterplattform, "/CLUSTER/Redaktion/EN/Bilder/karte.html", False),
    ],
)
def test_country_pages_newsletters_and_english_pages_are_articles(spider, path, is_article):
    assert spider().is_article(spider.home_url.rstrip("/") + path) is is_article


def test_the_rule_of_each_text_that_is_left_is_counted(tmp_path):
    spider = KooperationInternational()
    for number, path in enumerate(["/", "/suche?q=a", "/suche?q=b", "/impressum"]):
        (tmp_path / f"{number}.txt").write_text(f"{HOME}{path}\n{TEXT}", encoding="utf-8")
    left = LeftOut()
    rule = spider.rule_against_text
    (page,) = read_texts(str(tmp_path), lambda url: rule(url) is None, left, rule)
    assert page.url == f"{HOME}/impressum"
    assert left.counts[Reason.NOT_WANTED] == 3
    assert "(1 the home page, 2 a search page)" in left.sentence()


# -- kept in WARC records, and read again ----------------------------------------------------------


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    under_poland = f"{HOME}/laender/europa/frankreich/nachrichten/detail-alle/info/blaumilchkanal"
    pages = {
        "1": f"{NEWS}\n{WHOLE}",
        "2": f"{NEWS}\n{TEXT}",
        "3": f"{under_poland}\n{TEXT}",
        "4": f"{HOME}/aktuelles/bekanntmachungen/detail/info/wasser\nWasser gesucht\n\n{TEXT}",
        "5": f"Ein Text ohne URL, der für sich allein steht.\n\n{TEXT}",
    }
    for name, content in pages.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    dated = {"url": NEWS, "text": TEXT, "captured_at": "2019-04-01T12:00:00Z"}
    (folder / "6.jsonl").write_text(json.dumps(dated), encoding="utf-8")
    return folder


def crawl(texts, archive, source="text"):
    done = run_scrapy(
        "crawl", "kooperation_international", "-a", f"source={source}:{texts}", *kept_in(archive)
    )
    assert done.returncode == 0, done.stderr
    return done


def rows(archive):
    """What is known of the articles, without ids and times of reading."""
    with Archive(archive) as opened:
        found = {
            article.url: (
                article.kind, article.title, article.title_from, article.body, article.breadcrumb,
                article.published_edtf, article.places, article.topics, article.further_reading,
            )
            for _, article in opened.articles("kooperation_international")
        }  # fmt: skip
        edits = opened.db.execute("SELECT article_id, changed_fields FROM revisions").fetchall()
        return found, edits


def test_texts_are_evidence_like_pages(texts, archive_path, tmp_path):
    crawl(texts, archive_path)

    found, edits = rows(archive_path)
    assert edits == []
    kind, title, *_, places, topics, reading = found[NEWS]
    assert (kind, title, topics) == ("nachricht", "Blaumilchkanal gefördert", ["Netzwerke"])
    assert [(place.name, place.origin) for place in places] == [
        ("Polen", "page"),
        ("Frankreich", "url"),
    ]
    assert [(entry.publisher, entry.edtf) for entry in reading] == [("Talblatt", "2015-12-08")]
    call = found[f"{HOME}/aktuelles/bekanntmachungen/detail/info/wasser"]
    assert call[0] == "bekanntmachung"

    with Archive(archive_path) as archive:
        captures = [*archive.db.query("SELECT * FROM captures ORDER BY id")]
        (seen,) = archive.db.query(
            "SELECT first_seen_at, last_seen_at FROM articles WHERE url = ?", [NEWS]
        )
    assert set(seen.values()) == {"2019-04-01T12:00:00Z"}  # of the one copy that says when
    folder = archive_path.parent / "captures"
    for row in captures:
        page = read_capture(str(folder / row["warc_file"]), row["warc_offset"])
        assert (page.url, page.capture.digest) == (row["url"], row["digest"])
    assert [row["dated_by"] for row in captures].count("reading") == 5
    assert len(captures) == 6

    # The same texts again are the same evidence.
    crawl(texts, archive_path)
    assert rows(archive_path) == (found, [])
    with Archive(archive_path) as archive:
        assert archive.db["captures"].count == 6
    assert len([*folder.iterdir()]) == 1

    for command in ("doctor", "reextract"):
        done = run_scrapy(command, *kept_in(archive_path))
        assert done.returncode == 0, done.stdout + done.stderr
    assert "6 captures of 3 articles read: 0 changed, 0 left as they are" in done.stdout
    assert rows(archive_path) == (found, [])

    # Out of the files of captures they come back as they were.
    again = tmp_path / "again" / "archive.db"
    again.parent.mkdir()
    crawl(folder, again, source="warc")
    assert rows(again) == (found, [])


def test_an_unknown_place_is_told(texts, archive_path):
    (texts / "1.txt").write_text(f"{NEWS}\n{WHOLE.replace('Polen', 'Talland')}", encoding="utf-8")
    said = crawl(texts, archive_path).stderr
    assert "1 name of a place is not known: Talland (1)" in said
    with Archive(archive_path) as archive:
        (row,) = archive.db.query("SELECT kind FROM places WHERE name = 'Talland'")
    assert row["kind"] == "unknown"


def test_lost_rows_come_back_out_of_the_records_of_texts(texts, archive_path):
    crawl(texts, archive_path)
    before = rows(archive_path)
    with Archive(archive_path) as archive, archive.transaction():
        archive.db.execute("DELETE FROM stories")
        archive.db.execute("DELETE FROM articles")
        archive.db.execute("DELETE FROM captures")
    done = run_scrapy("doctor", "--mend", *kept_in(archive_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(archive_path) == before


PAGE = (
    "<html><body><main><h1>Der Kanal wird geflutet</h1>"
    + f"<p>{TEXT}</p>" * 2
    + "</main></body></html>"
)


def mixed_warc(path):
    """A WARC file with a page between texts at URLs that no crawl would ask for."""
    plain = [("Content-Type", "text/plain")]
    warc = Warc().response(f"{NEWS}-2", PAGE.encode())
    for url, content_type in [
        (f"{HOME}/buf/polen/", "text/plain; charset=utf-8"),
        (f"{HOME}/fileadmin/studie.pdf", "text/plain"),
        (f"{HOME}/impressum", "Text/Plain"),
        (f"{HOME}/suche?q=wasser", "text/plain"),
        ("https://anderes.example/aktuelles/x", "text/plain"),
        (f"{HOME}/fileadmin/bild.png", "image/png"),
        ("urn:sha256:" + "a" * 64, "text/plain; charset=utf-8"),
    ]:
        warc.resource(url, TEXT.encode(), content_type)
    warc.response(f"{HOME}/robots.txt", b"User-agent: *", headers=plain)
    warc.response(f"{NEWS}-3", PAGE.encode()).save(path)


TAKEN = {
    f"{HOME}/buf/polen/",
    f"{HOME}/fileadmin/studie.pdf",
    f"{HOME}/impressum",
    f"{NEWS}-2",
    f"{NEWS}-3",
    "urn:sha256:" + "a" * 64,
}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("is_indexed", [False, True])
def test_texts_in_warc_files_are_taken_by_the_rule_for_texts(tmp_path, is_indexed, jobs):
    path = tmp_path / "a.warc.gz"
    mixed_warc(path)
    wanted = UrlFilter(KooperationInternational, None)
    if is_indexed:
        lines, _ = indexed(WarcFile(path, 0, path.stat().st_size), path.name)
        (tmp_path / "a.cdxj").write_text("".join(sorted(lines)), encoding="utf-8")
    left = LeftOut()
    hosts = ["www.kooperation-international.de"]
    pages = [*read_captures(str(path), wanted, hosts=hosts, jobs=jobs, left=left)]
    assert {getattr(page, "url", str(page)) for page in pages} == TAKEN
    assert sum(left.counts.values()) >= (1 if is_indexed else 3)


def test_with_a_url_the_text_of_that_page_alone_is_taken(tmp_path):
    path = tmp_path / "a.warc.gz"
    mixed_warc(path)
    pages = read_captures(str(path), UrlFilter(KooperationInternational, f"{HOME}/buf/polen/"))
    assert [page.url for page in pages] == [f"{HOME}/buf/polen/"]


# -- whose a text without URL is -------------------------------------------------------------------

OF_KOOPERATION = f"Kanal in Flutland\n\n{TEXT}\n\nQuelle: Talamt\nLänder / Organisationen: Polen"
OF_CLUSTER = f"Meldung\n09.04.2019\n\nTalcluster wächst\n\n{TEXT}"
OF_NOBODY = f"Ein Text, der für sich allein steht.\n\n{TEXT}"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (OF_KOOPERATION, "kooperation_international"),
        (f"Stichtag: 03.05.2021\nWasser gesucht\n{TEXT}", "kooperation_international"),
        (f"StartseiteAktuellesNachrichtenKanal\nKanal\n{TEXT}", "kooperation_international"),
        (OF_CLUSTER, "clusterplattform"),
        (f"09.04.2019\nMeldung\nTalcluster wächst\n{TEXT}", "clusterplattform"),
        (f"Meldung09.04.2019Talcluster wächst\n{TEXT}", "clusterplattform"),
        (f"ClusterERFOLGE\n\nTalcluster wächst\n\n{TEXT}", "clusterplattform"),
        (f"Erfolgsgeschichte\r\n9. April 2019\r\nTalcluster\r\n{TEXT}", "clusterplattform"),
        (OF_NOBODY, None),
        (TEXT, None),
        (f"Eine Meldung vom 09.04.2019 steht hier im Satz.\n\n{TEXT}", None),
    ],
)
def test_a_text_without_url_is_known_by_its_labels_and_head(text, layout):
    found = layout_of_text(text, "urn:sha256:abc")
    assert (found.name if found else None) == layout


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_any_order_of_portals_a_text_without_url_belongs_to_its_own(
    tmp_path, archive_path, order
):
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, text in [("a", OF_KOOPERATION), ("b", OF_CLUSTER), ("c", OF_NOBODY)]:
        (texts / f"{name}.txt").write_text(text, encoding="utf-8")
    portals = ("kooperation_international", "clusterplattform")
    said = []
    for number in (*order, *order):
        spider = portals[number]
        done = run_scrapy("crawl", spider, "-a", f"source=text:{texts}", *kept_in(archive_path))
        assert done.returncode == 0, done.stderr
        said.append(done.stdout + done.stderr)
    with Archive(archive_path) as archive:
        titles = {row["title"]: row["portal"] for row in archive.db["articles"].rows}
        assert archive.db["revisions"].count == 0
    assert len(titles) == 3
    assert titles["Kanal in Flutland"] == "kooperation_international"
    assert titles["Talcluster wächst"] == "clusterplattform"
    rest = {title for title in titles if title not in ("Kanal in Flutland", "Talcluster wächst")}
    assert [titles[title] for title in rest] == [portals[order[0]]]
    for number, one in zip((*order, *order), said, strict=True):
        assert f"1 a text of {portals[1 - number]}" in " ".join(one.split())  # wrapped
        assert " changed" not in one
