"""A portal that breaks: the run rings, names the field, and good articles stay as they are."""

from __future__ import annotations

import re
import time

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer
from tests.crash.crawling import run_crawl

ARTICLES = 12
IS_ARTICLE = re.compile(r"/Aktuelles/\d{4}/")


def on_articles(change):
    def alter(request, response):
        if IS_ARTICLE.search(request.path) and response.status == 200:
            response.body = change(response.body.decode()).encode()
        return response

    return alter


NAME_AS_TITLE = on_articles(
    lambda page: re.sub(r"<h1 class=\"isFirst.*?</h1>", "<h1>Clusterplattform Demo</h1>", page)
    .replace("<title>", "<title>x").replace('name="title"', 'name="x"')
)  # fmt: skip


@pytest.fixture
def broken(tmp_path):
    def run(alter):
        with DemoServer(articles=ARTICLES) as server:
            assert run_crawl(server, tmp_path)[0] == 0
            time.sleep(1.1)  # what was visited in this second is taken for this run's
            server.alter = alter
            server.etag = server.last_modified = False
            code, said = run_crawl(server, tmp_path, ("-a", "full=1"))
        return code, "\n".join(said)

    return run


def titles(folder):
    with Archive(folder / "archive.db") as archive:
        return {row["title"] for row in archive.db.table("articles").rows}


def test_titles_that_become_the_portals_name_are_held_until_a_person_accepts(broken, tmp_path):
    code, said = broken(NAME_AS_TITLE)
    assert code == 4, said
    assert "demo_cluster: title" in said
    assert "scrapy inspect http://www.cluster.example/" in said
    assert "Clusterplattform Demo" not in titles(tmp_path)
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.db.table("quarantine").count == ARTICLES
        assert archive.db.table("revisions").count == 0
        archive.accept(2)
        assert archive.db.table("quarantine").count == 0
    assert titles(tmp_path) == {"Clusterplattform Demo"}


@pytest.mark.parametrize(
    ("field", "alter"),
    [
        ("published_on", on_articles(lambda page: re.sub(r"\d\d\.\d\d\.\d{4}", "", page))),
        ("body", on_articles(lambda page: re.sub(r"(<p>.*?</p>\s*){4,}", "", page, count=1))),
    ],
)
def test_what_breaks_is_named(broken, field, alter):
    code, said = broken(alter)
    assert code == 4, said
    assert f"demo_cluster: {field} " in said
