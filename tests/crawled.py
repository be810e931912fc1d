"""A live crawl of a demo portal over two editions, and an archive's rows without surrogates."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.demo import DemoServer
from tests.conftest import kept_in, run_scrapy


@dataclass(frozen=True)
class Crawled:
    """An archive and the folder of its captures."""

    archive: Path
    captures: Path

    @property
    def settings(self) -> tuple[str, ...]:
        return kept_in(self.archive)


def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """``crawl_two_editions``, once for all tests of all processes; not to be spoilt."""
    done = made_once(tmp_path_factory, "crawled", crawl_two_editions)
    return Crawled(done / "archive.db", done / "captures")


def copied(crawled: Crawled, folder: Path) -> Crawled:
    """The same archive and captures in a folder of a test's own."""
    shutil.copytree(crawled.captures, folder / "captures")
    shutil.copy(crawled.archive, folder / "archive.db")
    return Crawled(folder / "archive.db", folder / "captures")


def made_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """A folder that ``make`` has filled, whichever process of the test run came first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


PORTAL = "demo_kooperation"
HOME_URL = "http://www.kooperation.example/"
LAYOUT = "kooperation_international"


def crawl_two_editions(folder: Path) -> Crawled:
    """Everything; everything again after the portal has been edited; and what a cron job asks for.

    The second run finds most pages as they were, the third one confirms what is gone.
    """
    crawled = Crawled(folder / "archive.db", folder / "captures")
    with DemoServer() as server:
        for edition, full in ((1, "0"), (2, "1"), (2, "0")):
            server.edition = edition
            # What two runs see in one second only their order tells apart, which no record has.
            time.sleep(1.1)
            done = run_scrapy(
                "crawl", PORTAL, "-a", "source=live", "-a", f"full={full}", *crawled.settings,
                "-s", f"CONNECT_TO={server.connect_to}", "-s", "DOWNLOAD_DELAY=0",
                "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8",
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
    return crawled


_BY_ARTICLE = ("breadcrumbs", "links", "images", "dates")
_NAMES = {"source": "sources", "editor": "editors", "place": "places", "topic": "topics"}
_SURROGATES = {"id", "article_id", "story_id", "run_id", "capture_id"}


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of articles and their evidence; ids are told as what they stand for."""
    queries = {
        "portals": "SELECT * FROM portals",
        "articles": "SELECT * FROM articles",
        "url_aliases": "SELECT u.url, rule, a.url AS of FROM url_aliases u JOIN articles a "
        "ON a.id = article_id",
        "revisions": "SELECT r.*, a.url AS of, c.url AS captured, c.captured_at FROM revisions r "
        "JOIN articles a ON a.id = r.article_id JOIN captures c ON c.id = capture_id",
        "captures": "SELECT c.*, a.url AS of, r.spider FROM captures c "
        "LEFT JOIN articles a ON a.id = article_id LEFT JOIN runs r ON r.id = run_id",
    }
    for table in _BY_ARTICLE:
        queries[table] = (
            f"SELECT t.*, a.url AS of FROM {table} t JOIN articles a ON a.id = t.article_id"
        )
    for name, table in _NAMES.items():
        queries[table] = (
            f"SELECT n.*, j.position, a.url AS of FROM article_{table} j "
            f"JOIN {table} n ON n.id = j.{name}_id JOIN articles a ON a.id = j.article_id"
        )
    queries["stories"] = (
        "SELECT s.size, m.relation, round(m.similarity, 6) AS similarity, e.url AS first, a.url "
        "FROM story_members m JOIN stories s ON s.id = m.story_id "
        "JOIN articles e ON e.id = s.article_id JOIN articles a ON a.id = m.article_id"
    )
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return {
            table: sorted(
                (
                    tuple((key, row[key]) for key in row.keys() if key not in _SURROGATES)  # noqa: SIM118
                    for row in db.execute(sql)
                ),
                key=repr,
            )
            for table, sql in queries.items()
        }


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables as they are, but for the search index."""
    with closing(sqlite3.connect(path)) as db:
        names = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("articles_fts", "search_", "sqlite_"))
        ]
        return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
