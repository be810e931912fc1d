"""Items that cannot be written, and copies that show less than the archive knows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.demo import DemoServer, Request
from crawler.demo.expected import truth
from crawler.layouts import extract
from tests.crash.crawling import log_of, run_crawl, start_recovery
from tests.faults.table import Fault, Result
from tests.warc.making import HTML, Warc

ARTICLES = 12
SPIDER = "demo_kooperation"
URL = truth("kooperation")[0]["url"]
BAD = "_muster-3-"
"""Stands in the URL of one of the articles that the demo portal makes up."""


def _demo_crawl(folder: Path, sabotage: str) -> Result:
    """Crawl the demo portal into an archive whose tables refuse something."""
    folder /= "run"
    folder.mkdir()
    with Archive(folder / "archive.db") as archive:
        archive.db.execute(sabotage)
    with DemoServer(articles=ARTICLES) as server:
        code, said = run_crawl(server, folder)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
        rejects = db.execute("SELECT stage, count(DISTINCT url) FROM rejects GROUP BY 1").fetchall()
        (errors,) = db.execute("SELECT errors FROM runs").fetchone()
    return Result(code, "\n".join(said), (articles, rejects, errors > 0))


def _refusing(what: str) -> Callable[[Path], Result]:
    """Have SQLite raise at a statement of one item: not what anybody expected of a value."""
    when = f"WHEN new.url LIKE '%{BAD}%'"
    trigger = f"CREATE TRIGGER refusing BEFORE {what} {when} BEGIN SELECT json('{{'); END"
    return lambda folder: _demo_crawl(folder, trigger)


def _poorer(make_text: Callable[[str], str]) -> Callable[[Path], Result]:
    """Recover a whole page, then a text export of it that was made a year later."""

    def happen(folder: Path) -> Result:
        with DemoServer() as server:
            host, _, target = URL.removeprefix("http://").partition("/")
            page = server.respond(Request(host, f"/{target}")).body
        warc = folder / "portal.warc.gz"
        Warc().response(URL, page, headers=HTML, date="2023-05-01T00:00:00Z").save(warc)
        body = extract(page, URL).body
        assert body is not None
        text = {"url": URL, "text": make_text(body), "captured_at": "2024-05-01T00:00:00Z"}
        (folder / "texts.jsonl").write_text(json.dumps(text), "utf-8")
        run = folder / "run"
        run.mkdir()
        codes, said, seen = [], "", []
        for source in (f"warc:{warc}", f"text:{folder / 'texts.jsonl'}"):
            process = start_recovery(source, run, SPIDER, LOG_LEVEL="WARNING")
            process.join(60)
            codes.append(process.exitcode)
            said = log_of(run).read_text("utf-8")
            seen.append(_shown(run))
        same = [name for name in seen[0] if seen[0][name] == seen[1][name]]
        changed = sorted(seen[0].keys() - {*same} - {"content_hash", "word_count"})
        return Result(max(codes), said, (changed, seen[1]["revisions"]))

    return happen


def _shown(folder: Path) -> dict[str, Any]:
    """All columns of the one article but its times, its lists and its revisions."""
    with Archive(folder / "archive.db") as archive:
        (row,) = archive.db.table("articles").rows
        times = {name for name in row if name.endswith("_at") or name == "revision_count"}
        article = archive.article(row["id"])
        assert article is not None
        lists = ("breadcrumbs", "links", "images", "places", "topics", "sources", "editors")
        revisions = archive.db.execute("SELECT changed_fields FROM revisions").fetchall()
        return {
            **{name: value for name, value in row.items() if name not in times},
            **{name: getattr(article, name) for name in lists},
            "revisions": [json.loads(fields) for (fields,) in revisions],
        }


ROWS = [
    Fault(
        "SQLite raises while one article is inserted",
        _refusing("INSERT ON articles"),
        (ARTICLES - 1, [("archive", 1)], True),
        ".html could not be stored: OperationalError: malformed JSON",
        1,
    ),
    Fault(
        "SQLite raises while the capture of one article is linked to it",
        _refusing("UPDATE ON captures"),
        (ARTICLES - 1, [("archive", 1)], True),
        ".html could not be stored: OperationalError: malformed JSON",
        1,
    ),
    Fault(
        "a body-only text export after a whole page",
        _poorer(lambda body: body),
        ([], []),
        "nothing new, 1 unchanged in ",
        0,
    ),
    Fault(
        "a text export with another text after a whole page",
        _poorer(lambda body: f"{body}\n\nDas Vorhaben ist inzwischen beendet, meldet das Haus."),
        (["body", "revisions"], [["body"]]),
        "1 changed",
        0,
    ),
]
