"""One article, however its address is written: captures under all forms make one row."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer, Request
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange

KOOPERATION = "/aktuelles/nachrichten/detail/info/15-stipendien-fuer-aufenthalte-in-brasilien"
SLUG = KOOPERATION.rpartition("/")[2]
MELDUNGEN = "/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles"
CLUSTER = f"{MELDUNGEN}/2019/1_Quartal/20190304_textiltechnik-zum-anfassen"

FORMS = {
    "demo_kooperation": (
        f"http://www.kooperation.example{KOOPERATION}",
        f"https://www.kooperation.example{KOOPERATION}/",
        f"http://kooperation.example{KOOPERATION}",
        f"http://www.kooperation.example{KOOPERATION}/?cHash=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        f"http://www.kooperation.example{KOOPERATION}?amp%3BcHash=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        f"http://www.kooperation.example{KOOPERATION}"
        "?tx_contentaggregation_pages%5Bpage%5D=2&cHash=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        f"http://www.kooperation.example/foerderung/nachrichten/detail/info/{SLUG}",
        "http://www.kooperation.example/laender/amerika/brasilien/nachrichten/"
        f"detail-alle-anzeigen/info/{SLUG}",
        "http://www.kooperation.example/laender/amerika/brasilien/nachrichten/"
        f"detail-laendereinstiegsseite/info/{SLUG}/",
    ),
    "demo_cluster": (
        f"http://www.cluster.example{CLUSTER}.html",
        f"https://www.cluster.example{CLUSTER}.html",
        f"http://cluster.example{CLUSTER}.html",
        f"http://www.cluster.example{CLUSTER}",
        f"http://www.cluster.example{CLUSTER}.html?nn=107402",
        f"http://www.cluster.example{CLUSTER}.html?view=renderPrint",
        f"http://www.cluster.example{CLUSTER}.html;jsessionid=0123456789ABCDEF.clusternode1",
        f"http://www.cluster.example{CLUSTER}.html;jsessionid=0123456789ABCDEF?nn=107402",
    ),
}


def capture(folder: Path, server: DemoServer, urls: tuple[str, ...], target: str) -> None:
    """Write what the demo portal shows at `target` as a capture under each of `urls`."""
    page = server.respond(Request(urls[0].split("/")[2], target))
    headers = [(b"Content-Type", page.content_type.encode())]
    with closing(CaptureWriter(folder, "test", {"software": "test"})) as writer:
        for hour, url in enumerate(urls):
            at = dt.datetime(2024, 5, 1, hour, tzinfo=dt.UTC)
            writer.write(Exchange(url, at, 200, headers, page.body, request_headers=[]))


@pytest.mark.parametrize(
    ("spider", "target"),
    [("demo_kooperation", KOOPERATION), ("demo_cluster", f"{CLUSTER}.html")],
)
def test_all_forms_of_an_address_are_one_article(scrapy, archive_path, tmp_path, spider, target):
    with DemoServer() as server:
        capture(tmp_path / "warc", server, FORMS[spider], target)
    done = scrapy("crawl", spider, "-a", f"source=warc:{tmp_path}/warc")
    assert done.returncode == 0
    with Archive(archive_path) as archive:
        ((_, article),) = archive.articles()
        assert article.url == FORMS[spider][0]
        assert article.title
        assert {archive.find(url).url for url in FORMS[spider]} == {article.url}
        assert article.published_edtf
        assert archive.db["revisions"].count == 0

    again = scrapy("crawl", spider, "-a", f"source=warc:{tmp_path}/warc")
    assert "nothing new" in again.stdout
