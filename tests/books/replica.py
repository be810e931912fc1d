"""A small portal on loopback that serves whatever a test says, and crawls of it in this process."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.project import get_project_settings
from scrapy.utils.reactor import install_reactor

from crawler.books import Line
from crawler.monitoring.summary import Summary, summary_of
from spiders.portal import PortalSpider

HOST = "portal.example"
HOME = f"http://{HOST}/"
REQUESTS_MAX = 600
"""More than any crawl of such a portal may need."""


class ReplicaSpider(PortalSpider):
    name = "replica"
    title = "Portal der Netzwerke"
    home_url = HOME
    cms = "none"
    lists = ("liste",)
    feeds = ("feed.xml", "sitemap.xml")
    article_path = r"^/artikel/"

    def list_page_number(self, url: str) -> int | None:
        pages = parse_qs(urlsplit(url).query).get("seite", [])
        return int(pages[0]) if pages and pages[0].isdecimal() else None


@dataclass
class Served:
    """An answer: sent as it is, with a Content-Length unless ``headers`` have one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"


Serve = Callable[[str], Served]
"""From the target of a request (path and query) to its answer."""


class ReplicaServer(ThreadingHTTPServer):
    """Serves what ``serve`` says, and remembers what it was asked for."""

    daemon_threads = True

    def __init__(self, serve: Serve) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.serve, self.asked = serve, list[str]()
        self.referers: list[str | None] = []

    @property
    def connect_to(self) -> str:
        return f"{HOST}=127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: ReplicaServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.referers.append(self.headers.get("Referer"))
        served = self.server.serve(self.path)
        self.send_response(served.status)
        headers = {"Content-Type": served.media_type, "Content-Length": str(len(served.body))}
        for name, value in {**headers, **served.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(served.body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def replica(serve: Serve) -> Iterator[ReplicaServer]:
    server = ReplicaServer(serve)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Run:
    """A crawl that has ended: its summary, its books as the archive has them, and the requests."""

    summary: Summary
    lines: list[Line]
    asked: list[str]
    archive: Path

    def outcomes(self, kind: str = "article") -> dict[str, int]:
        """Outcome → how many entries of the kind."""
        found: dict[str, int] = {}
        for line in self.lines:
            if line.kind == kind:
                found[line.outcome] = found.get(line.outcome, 0) + line.count
        return found

    def titles(self) -> list[str]:
        with closing(sqlite3.connect(self.archive)) as db:
            return [title for (title,) in db.execute("SELECT title FROM articles ORDER BY title")]


def crawl(server: ReplicaServer, folder: Path, **options: Any) -> Run:
    """Crawl the portal into ``folder``; options in capitals are settings, others arguments."""
    folder.mkdir(exist_ok=True)
    arguments = {name: value for name, value in options.items() if name.islower()}
    settings = get_project_settings().copy()
    settings.setdict(
        {
            "ARCHIVE_PATH": str(folder / "archive.db"),
            "WARC_DIR": str(folder / "captures"),
            "CONNECT_TO": server.connect_to,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "RETRY_TIMES": 0,
            "STORIES_ENABLED": False,
            "DOWNLOAD_TIMEOUT": 10,
            **{name: value for name, value in options.items() if not name.islower()},
        },
        priority="cmdline",
    )
    server.asked.clear()

    async def run() -> Any:
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler(options.get("spider", ReplicaSpider))
        await runner.crawl(crawler, **arguments)
        return crawler

    arguments.pop("spider", None)
    crawler = asyncio.run_coroutine_threadsafe(run(), _loop()).result(timeout=60)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        rows = db.execute(
            "SELECT kind, outcome, reason, count, example FROM run_outcomes "
            "WHERE run_id = (SELECT max(id) FROM runs)"
        ).fetchall()
    names = ("kind", "outcome", "reason", "count", "example")
    lines = [Line.from_json(dict(zip(names, row, strict=True))) for row in rows]
    return Run(summary_of(crawler), lines, [*server.asked], folder / "archive.db")


def assert_closed(run: Run) -> None:
    """Nothing is unaccounted for, and what the archive says is what the run says."""
    assert not any("books" in reason for reason in run.summary.reasons), run.summary.reasons
    assert not any(line.outcome == "unaccounted" for line in run.lines), run.lines
    assert sorted(map(repr, run.lines)) == sorted(map(repr, run.summary.outcomes))
    outcomes = run.outcomes()
    assert outcomes.get("new", 0) == run.summary.new
    assert outcomes.get("held", 0) == run.summary.held


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all crawls of this process; Twisted's reactor runs in it but once."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    run = reactor.run  # type: ignore[attr-defined]
    Thread(target=run, kwargs={"installSignalHandlers": False}, daemon=True).start()
    return reactor._asyncioEventloop  # type: ignore[attr-defined,no-any-return]


# -- pages -----------------------------------------------------------------------------------------

_SENTENCES = (
    "Das Netzwerk {name} hat seine Arbeit aufgenommen und berichtet über die ersten Ergebnisse.",
    "Zwölf Unternehmen aus {name} und drei Institute haben sich zusammengeschlossen.",
    "Gefördert wird das Vorhaben aus Mitteln des Landes, die bis zum Jahresende reichen.",
    "Die Partner in {name} wollen neue Werkstoffe erproben und ihre Ergebnisse teilen.",
)


def article(name: str) -> Served:
    """An article's page in plain markup."""
    text = "".join(f"<p>{sentence.format(name=name)}</p>" for sentence in _SENTENCES)
    return Served(
        f"<!DOCTYPE html><html lang='de'><head><title>Neues aus {name}</title></head><body>"
        f"<nav><a href='/'>Start</a></nav><main><h1>Neues aus {name}</h1>"
        f"<p class='date'>12.03.2024</p>{text}</main></body></html>".encode()
    )


def page_of_links(*links: str) -> Served:
    """A list page."""
    anchors = "".join(f'<li><a href="{link}">Mehr</a></li>' for link in links)
    return Served(
        "<!DOCTYPE html><html lang='de'><head><title>Nachrichten</title></head>"
        f"<body><main><h1>Nachrichten</h1><ul>{anchors}</ul></main></body></html>".encode()
    )


def sitemap(*links: str) -> Served:
    urls = "".join(f"<url><loc>{HOME[:-1]}{link}</loc></url>" for link in links)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'<?xml version="1.0"?><urlset xmlns="{namespace}">{urls}</urlset>'
    return Served(body.encode(), media_type="application/xml")


def rss(*links: str) -> Served:
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    return Served(body.encode(), media_type="application/rss+xml")


NOTHING = Served(b"<h1>Nicht gefunden</h1>", 404)


def portal(pages: Mapping[str, Served], **others: Served) -> Serve:
    """What a healthy portal serves, but for ``pages``: by target, else by path."""
    names = ("Aachen", "Bremen", "Celle")
    links = [f"/artikel/{name.lower()}" for name in names]
    usual = {
        "/robots.txt": NOTHING,
        "/.well-known/tdmrep.json": NOTHING,
        "/liste": page_of_links(*links, "/impressum"),
        "/feed.xml": rss(f"{HOME[:-1]}{links[0]}"),
        "/sitemap.xml": sitemap(*links),
        **{link: article(name) for link, name in zip(links, names, strict=True)},
    }
    served = {**usual, **pages}

    def serve(target: str) -> Served:
        return served.get(target) or served.get(target.partition("?")[0]) or NOTHING

    return serve
