"""What stands in spiders/ and on the command line, and what pages write on terminals."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_command, run_crawl, run_to
from tests.faults.table import Fault, Result

_HEADLINE = re.compile(rb"(<h1[^>]*>).*?(</h1>)", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TITLE = "[bold]Muster[/] [/red] :smile: \x1b]0;x\x07"


def _rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        return [row[0] for row in db.execute(sql)]


def _update_beside_strangers(folder: Path) -> Result:
    """``scrapy update`` where spiders/ holds a portal, plain spiders, and a broken file."""
    with DemoServer(articles=3) as server:
        code, said = run_command(
            folder, "update", "-s", "SPIDER_MODULES=tests.commands.strangers", "-s",
            f"CONNECT_TO={server.connect_to}", "-s", "DOWNLOAD_DELAY=0", "-s", "LOG_LEVEL=WARNING",
            "-s", "AUTOTHROTTLE_ENABLED=0",
        )  # fmt: skip
    assert "Traceback" not in said
    for file in ("plain.py: plainspider", "plain.py: crawling", "unfinished.py: base"):
        assert f"strangers/{file} is passed over" in said
    return Result(code, said, len(_rows(folder, "SELECT id FROM articles")))


def _misspelt(folder: Path) -> Result:
    folder.mkdir(exist_ok=True)
    log = folder / "log"
    code = run_to(log, folder, "crawl", "demo_cluster", "-s", "ARCHIVEPATH=other.db")
    return Result(code, log.read_text(), (folder / "archive.db").exists())


def _crawled(alter: Callable[[Request, Response], Response], **settings: Any) -> Any:
    def happen(folder: Path) -> Result:
        with DemoServer(articles=3, alter=alter) as server:
            code, lines = run_crawl(server, folder, **settings)
            asked = [r.path for r in server.log if "sitemap" in r.path]
        assert len(asked) == len(set(asked))
        titles = _rows(folder, "SELECT title FROM articles")
        return Result(code, "\n".join(lines), len(titles))

    return happen


def _index(*parts: str) -> Response:
    entries = "".join(f"<sitemap><loc>{part}</loc></sitemap>" for part in parts)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Response(
        200, f'<sitemapindex xmlns="{space}">{entries}</sitemapindex>'.encode(), "text/xml"
    )


def _names_itself(request: Request, response: Response) -> Response:
    """Two sitemap indexes that name themselves twice and each other."""
    if request.path == "/sitemap.xml":
        home = "http://www.cluster.example/"
        return _index(home + "sitemap.xml", home + "sitemap.xml#2", "/sitemap.xml", "sitemap_b.xml")
    if request.path == "/sitemap_b.xml":
        return _index("sitemap.xml", "sitemap_b.xml", "http://WWW.cluster.example:80/sitemap.xml")
    return response


def _names_another(request: Request, response: Response) -> Response:
    """Sitemap indexes without end, each naming a new one."""
    if found := re.fullmatch(r"/sitemap(\d*)\.xml", request.path):
        return _index(f"/sitemap{int(found[1] or 0) + 1}.xml")
    return response


def _inspected(folder: Path) -> Result:
    """A title full of markup and escape sequences, stored, and shown with its evidence."""

    def alter(request: Request, response: Response) -> Response:
        response.body = _HEADLINE.sub(
            lambda found: found[1] + _TITLE.encode() + found[2], response.body
        )
        return response

    with DemoServer(articles=1, alter=alter) as server:
        run_crawl(server, folder)
    code, said = run_command(folder, "inspect", "--article", "1")
    assert "\x1b" not in said
    return Result(code, said, _rows(folder, "SELECT title FROM articles"))


def _policy(folder: Path) -> Result:
    """Header fields with escape sequences: what a portal says of licences, type and version."""

    def alter(request: Request, response: Response) -> Response:
        if request.path.endswith(".html"):
            response.headers |= {
                "tdm-reservation": "1", "tdm-policy": "https://l.example/\x1b[2J\x9b1m",
                "Last-Modified": "\x1b]0;x\x07",
            }  # fmt: skip
        return response

    with DemoServer(articles=2, alter=alter) as server:
        code, lines = run_crawl(server, folder)
    said = "\n".join(lines)
    kept = _rows(
        folder,
        "SELECT group_concat(coalesce(content_type, '') || coalesce(etag, '') || "
        "coalesce(last_modified, '') || coalesce(tdm_policy, '')) FROM captures UNION ALL "
        "SELECT group_concat(reason) FROM rejects UNION ALL SELECT group_concat(health) FROM runs",
    )
    assert not _CONTROLS.search(said + "".join(filter(None, kept)))
    policies = _rows(folder, "SELECT DISTINCT tdm_policy FROM captures WHERE tdm_reserved")
    return Result(code, said, policies)


ROWS = [
    Fault(
        "plain spiders and a file that does not import beside a portal",
        _update_beside_strangers,
        stored=3,
        said="broken: tests/commands/strangers/broken.py cannot be imported: line 3: ModuleNotFo",
        code=1,
    ),
    Fault(
        "a misspelt setting",
        _misspelt,
        stored=False,
        said="ARCHIVEPATH is no setting: did you mean ARCHIVE_PATH?",
        code=2,
    ),
    Fault(
        "sitemap indexes that name themselves and each other",
        _crawled(_names_itself),
        stored=3,
        said="3 new",
        code=0,
    ),
    Fault(
        "sitemap indexes without end",
        _crawled(_names_another, LIST_PAGES_MAX=20),
        stored=3,
        said="a run reads 20 feeds and sitemaps at most (LIST_PAGES_MAX)",
        code=1,
    ),
    Fault(
        "a title of markup and escape sequences",
        _inspected,
        stored=["[bold]Muster[/] [/red] :smile: ]0;x"],
        said="[bold]Muster[/] [/red] :smile: ]0;x",
        code=0,
    ),
    Fault(
        "header fields with escape sequences",
        _policy,
        stored=["https://l.example/\\x1b[2J\\x9b1m"],
        said="2 rejected",
        code=0,
    ),
]
