"""The spider for a portal of no known family that CONTRIBUTING shows, on a portal of its kind."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.archive import Archive
from tests.conftest import ROOT, run_scrapy

TEXT = "Der Fluss führt Wasser, und die Gemeinden am Ufer messen es nun gemeinsam. " * 12
LISTS = {
    "/aktuelles": '<a href="/aktuelles/pegel">Pegel</a> <a href="?page=1">weiter</a>',
    "/aktuelles?page=1": '<a href="/aktuelles/wehr">Wehr</a> <a href="?page=0">zurück</a>',
}


class Replica(BaseHTTPRequestHandler):
    """A portal in nobody's markup: two list pages with one article each."""

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        body = LISTS.get(self.path)
        if self.path in ("/aktuelles/pegel", "/aktuelles/wehr"):
            body = (
                f"<title>{name.title()} am Fluss</title><h1>{name.title()} am Fluss</h1>"
                f"<p>3. Mai 2021</p><p>{name} {TEXT}</p><p>{TEXT}{name}</p>"
            )
        page = f"<!doctype html><html lang=de><body>{body}</body></html>".encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Replica)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_example_crawls_lists_of_a_system_nobody_has_described(address, tmp_path, monkeypatch):
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    example = guide.partition("test_handwritten.py crawls this one -->\n```python\n")[2]
    package = tmp_path / "hand_spiders"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "flusskreis.py").write_text(example.partition("```")[0], "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    done = run_scrapy(
        "update", "-s", "SPIDER_MODULES=hand_spiders", "-s", f"ARCHIVE_PATH={tmp_path}/archive.db",
        "-s", f"WARC_DIR={tmp_path}/captures", "-s", f"CONNECT_TO=www.flusskreis.example={address}",
        "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with Archive(tmp_path / "archive.db") as archive:
        rows = {article.url: article.title for _, article in archive.articles()}
        assert [row["cms"] for row in archive.db["portals"].rows] == ["drupal"]
    assert rows == {
        "http://www.flusskreis.example/aktuelles/pegel": "Pegel am Fluss",
        "http://www.flusskreis.example/aktuelles/wehr": "Wehr am Fluss",
    }
