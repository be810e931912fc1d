"""What is served can be published: nothing can be written, and no path of this machine is told."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.database import now
from crawler.items import Capture
from tests.conftest import run_scrapy
from tests.crawled import Crawled
from tests.serving.served import served


@pytest.fixture(scope="module")
def published(crawled: Crawled, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """An archive made of files: its address, and the folder whose name must not be told."""
    folder = tmp_path_factory.mktemp("geheimer-ordner")
    archive = folder / "archive.db"
    (folder / "kaputt.warc.gz").write_bytes(b"no WARC record")
    (folder / "dumps").symlink_to(crawled.captures)
    for source in (f"warc:{folder / 'dumps'}", f"warc:{folder / 'kaputt.warc.gz'}"):
        run_scrapy(
            "crawl", "demo_kooperation", "-a", f"source={source}", "-a", "limit=5",
            "-s", f"ARCHIVE_PATH={archive}",
        )  # fmt: skip
    with Archive(archive) as opened:
        said = json.dumps([list(row.items()) for row in opened.db.query(
            "SELECT source FROM captures UNION SELECT source FROM runs "
            "UNION SELECT warc_file FROM captures"
        )])  # fmt: skip
        held, (run,) = next(opened.articles())[1], opened.db.query("SELECT max(id) AS id FROM runs")
        held.capture = Capture(
            held.url, now(), now(), warc_file=str(folder / "dumps" / "seite.warc.gz")
        )
        opened.quarantine.hold([held], run["id"])
        (kept,) = opened.db.query("SELECT article FROM quarantine")
        assert folder.name in kept["article"]
    assert folder.name in said  # the archive has paths that could be told
    with served(archive) as address:
        yield address, folder


def get(url: str, method: str = "GET") -> tuple[int, str, Message]:
    request = urllib.request.Request(url, method=method, data=b"" if method == "POST" else None)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def ask(address: str, sql: str) -> tuple[int, str]:
    query = urllib.parse.urlencode({"sql": sql, "_shape": "arrays"})
    return get(f"{address}/archive.json?{query}")[:2]


def test_no_page_names_the_folder(published):
    address, folder = published
    _, tables, _ = get(f"{address}/archive.json")
    names = [table["name"] for table in json.loads(tables)["tables"]]
    names += [
        view["name"] if isinstance(view, dict) else view for view in json.loads(tables)["views"]
    ]
    assert {"captures", "runs", "rejects"} <= set(names)
    pages = [f"/archive/{name}.csv?_stream=1" for name in names]
    pages += [
        f"/-/{name}.json"
        for name in ("databases", "metadata", "settings", "plugins", "versions", "threads", "actor")
    ]
    for page in ("/", "/-/databases", *pages):
        status, text, _ = get(address + page)
        assert status in (200, 404), page
        assert folder.name not in text, page
        assert str(Path.cwd()) not in text, page


@pytest.mark.parametrize(
    "sql",
    [
        "select source from captures",
        "select warc_file from captures",
        "select hex(source) from runs",
        "with served as (select source as s from runs) select s from served",
        "select json_group_array(source) from runs",
        "select file from pragma_database_list()",
        "select * from rejects",
        "select article from quarantine",
    ],
)
def test_no_question_brings_a_path_to_light(published, sql):
    address, folder = published
    status, text = ask(address, sql)
    assert status == 200
    assert folder.name not in text
    assert folder.name.encode().hex() not in text.lower()


@pytest.mark.parametrize(
    "sql",
    [
        "delete from articles",
        "insert into topics (name) values ('x')",
        "attach database '/etc/passwd' as other",
        "pragma database_list",
        "explain pragma database_list",
        "select load_extension('x')",
        "select writefile('x', 'y')",
        "select readfile('/etc/passwd')",
    ],
)
def test_no_question_writes_or_reads_files(published, sql):
    address, _ = published
    status, _ = ask(address, sql)
    assert status == 400


def test_nothing_can_be_posted_or_downloaded(published):
    address, _ = published
    for path in ("/archive/articles", "/archive/search", "/archive/articles/1"):
        assert get(address + path, "POST")[0] == 405
    assert get(f"{address}/archive.db")[0] in (403, 404)


def test_a_question_that_takes_too_long_is_ended(published):
    address, _ = published
    status, text = ask(
        address,
        "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n",
    )
    assert status == 400
    assert "interrupted" in text.lower() or "too long" in text.lower()


def test_every_answer_says_what_browsers_and_robots_may_do(published):
    address, _ = published
    for path in ("/", "/archive/articles.json", "/-/charts", "/nothing", "/-/databases"):
        headers = get(address + path)[2]
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["x-content-type-options"] == "nosniff"
    assert get(f"{address}/robots.txt")[1].endswith("User-agent: *\nDisallow: /\n")
