"""Each portal's lists and feeds are walked: small ones in its markup, on loopback, in one run."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.archive import Archive
from tests.conftest import run_scrapy
from tests.layouts.golden import PAGES

LISTS = Path(__file__).with_name("lists")
ARTICLES = {
    "www.bmftr.bund.de": PAGES / "gsb" / "bmftr.html",
    "www.bundeswirtschaftsministerium.de": PAGES / "gsb" / "bmwe.html",
    "wm.baden-wuerttemberg.de": PAGES / "typo3" / "wirtschaft_bw.html",
}
"""What stands under the address of each article of a portal."""

WALKED = {
    "bmftr": {
        "/SharedDocs/Bekanntmachungen/DE/2026/07/2026-07-28-bekanntmachung-quellen.html",
        "/SharedDocs/Kurzmeldungen/DE/2026/08/moor.html",
        "/SharedDocs/Pressemitteilungen/DE/2026/08/tal.html",
    },
    "bmwe": {
        "/Redaktion/DE/Meldung/2026/20260318-steinborn.html",
        "/Redaktion/DE/Pressemitteilungen/2026/03/20260317-netzwerk-quellwasser.html",
        "/Redaktion/DE/Pressemitteilungen/2026/03/20260319-nur-im-feed.html",
    },
    "wirtschaft_bw": {
        "/de/service/presse-und-oeffentlichkeitsarbeit/pressemitteilung/pid/altmoor-bleibt-moor",
        "/de/service/presse-und-oeffentlichkeitsarbeit/pressemitteilung/pid/auf-seite-zwei",
        "/de/service/presse-und-oeffentlichkeitsarbeit/pressemitteilung/pid/steinborn-misst",
    },
}


class Replica(BaseHTTPRequestHandler):
    """The portals by the Host header: stored lists at their address, an article elsewhere."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = self.headers["Host"]
        pages = json.loads((LISTS / "addresses.json").read_text("utf-8"))
        stored = pages[host].get(self.path)
        article = any(parts.path in paths for paths in WALKED.values())
        body = b""
        if stored:
            body = (LISTS / stored).read_bytes()
        elif article:
            # each article says its own address, as the portals' pages do
            body = ARTICLES[host].read_bytes().replace(b'rel="canonical"', b'rel="nothing"')
            body = body.replace(b"Drosseltal", parts.path[-12:].encode())
        self.send_response(200 if body else 404)
        kind = "application/rss+xml" if parts.path.endswith(".xml") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("portals")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Replica)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = f"127.0.0.1:{server.server_address[1]}"
    try:
        done = run_scrapy(
            "update",
            *WALKED,
            *("-s", f"CONNECT_TO={','.join(f'{host}={there}' for host in ARTICLES)}"),
            *("-s", f"ARCHIVE_PATH={folder / 'archive.db'}", "-s", f"WARC_DIR={folder / 'warc'}"),
            *("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"),
        )
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 0, done.stdout + done.stderr
    with Archive(folder / "archive.db") as archive:
        yield archive


@pytest.mark.parametrize("portal", WALKED)
def test_articles_are_found_in_lists_and_feeds_and_nothing_else(
    archive: Archive, portal: str
) -> None:
    rows = archive.db.query("select url from articles where portal = ?", [portal])
    assert {urlsplit(row["url"]).path for row in rows} == WALKED[portal]


def test_what_is_stored_is_what_the_pages_say(archive: Archive) -> None:
    columns = "portal, published_on, kicker"
    rows = archive.db.query(f"select distinct {columns} from articles order by portal")
    assert [tuple(row.values()) for row in rows] == [
        ("bmftr", "2025-11-13", "Quellwasser"),
        ("bmwe", "2026-03-17", "Pressemitteilung"),
        ("wirtschaft_bw", "2024-11-07", "Cluster"),
    ]
