"""The presets, against stubs of the public archives: paging, limits, Retry-After, ranges."""

from __future__ import annotations

import json
import re

import pytest

from crawler.archive import Archive
from crawler.demo.expected import truth
from tests.webarchives.collection import build
from tests.webarchives.stubs import CommonCrawl, Wayback

PORTAL = "demo_kooperation"
ARTICLES = 12
HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")


@pytest.fixture(scope="module")
def warc(tmp_path_factory):
    path = tmp_path_factory.mktemp("stub") / "portal.warc.gz"
    build(path, truth("kooperation")[:ARTICLES])
    return path


def titles(path):
    with Archive(path) as archive:
        return {article.url: article.title for _, article in archive.articles(PORTAL)}


def test_the_wayback_machine_is_paged_through_and_waited_for(warc, scrapy, archive_path):
    with Wayback(warc, page=25) as stub:
        stub.busy = {2: 429, 5: 503, 9: 429}
        connect = f"CONNECT_TO=web.archive.org=127.0.0.1:{stub.port}"
        done = scrapy("crawl", PORTAL, "-a", "source=wayback", *HASTE, "-s", connect)
        first = list(stub.log)
        again = scrapy("crawl", PORTAL, "-a", "source=wayback", *HASTE, "-s", connect)
        second = stub.log[len(first) :]

    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    assert set(titles(archive_path)) == {row["url"] for row in truth("kooperation")[:ARTICLES]}
    assert sum("resumeKey=" in path for path in first) >= 3
    assert "/robots.txt" not in first  # an interface for programs
    named = [json.loads(line) for line in scrapy("coverage", PORTAL, "--json").stdout.splitlines()]
    on_list = {line["missing"] for line in named if line.get("named_by") == "list"}
    assert on_list  # the collection has the list, and the first articles only
    assert on_list < {row["url"] for row in truth("kooperation")[ARTICLES:]}
    asked = [path for path in first if "id_/" in path]
    assert len(asked) - len(set(asked)) <= len(stub.busy)
    assert [path for path in second if "id_/" in path] == []


class ListsSpoilt(Wayback):
    """Hangs up when it is asked for a page of a list, or answers with ``other`` bytes."""

    other: bytes | None = None

    def answer(self, parts, headers):
        answer = super().answer(parts, headers)
        if "id_/" in parts.path and "/detail/info/" not in parts.path:
            return self.other and (*answer[:2], self.other)
        return answer


def lists_lost(path):
    with Archive(path) as archive:
        rows = archive.db.execute(
            "SELECT url, stage, reason, capture_id, captured_at FROM rejects"
        ).fetchall()
    assert all("/detail/info/" not in url and stage == "source" for url, stage, *_ in rows)
    assert all(f"the capture of {at} is lost" in reason for _, _, reason, _, at in rows)
    return [(reason, capture_id) for _, _, reason, capture_id, _ in rows]


def test_pages_of_lists_that_cannot_be_had_are_told_and_given_up(warc, scrapy, archive_path):
    with ListsSpoilt(warc) as stub:
        connect = f"CONNECT_TO=web.archive.org=127.0.0.1:{stub.port}"
        run = ("crawl", PORTAL, "-a", "source=wayback", *HASTE, "-s", "RETRY_TIMES=0")
        codes = [scrapy(*run, "-s", connect).returncode for _ in range(3)]

    assert codes == [1, 1, 0]
    lost = lists_lost(archive_path)
    assert lost
    for reason, _ in lost:
        assert re.match(r"the capture of \S+ is lost: https://web.archive.org/web/\S+: ", reason)
        assert "onnection" in reason
        assert "twisted" not in reason


def test_pages_of_lists_that_are_others_than_the_index_says_are_kept(warc, scrapy, archive_path):
    with ListsSpoilt(warc) as stub:
        stub.other = b"<p>Wir ziehen um.</p>"
        connect = f"CONNECT_TO=web.archive.org=127.0.0.1:{stub.port}"
        done = scrapy("crawl", PORTAL, "-a", "source=wayback", *HASTE, "-s", connect)

    assert done.returncode == 1
    lost = lists_lost(archive_path)
    assert lost
    assert all(capture_id is not None for _, capture_id in lost)


def test_a_period_is_asked_for_by_time_of_capture(warc, scrapy, archive_path):
    with Wayback(warc) as stub:
        connect = f"CONNECT_TO=web.archive.org=127.0.0.1:{stub.port}"
        done = scrapy(
            "crawl", PORTAL, "-a", "source=wayback", "-a", "since=2025-01-01", "-a",
            "versions=last", *HASTE, "-s", connect,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Archive(archive_path) as archive:
        sql = "SELECT min(captured_at) FROM captures WHERE content_hash IS NOT NULL"
        assert archive.db.execute(sql).fetchone()[0] >= "2025-01-01"
    assert "from=20250101" in stub.log[0]


def test_common_crawl_is_asked_crawl_by_crawl_and_its_records_read_by_range(
    warc, scrapy, archive_path
):
    with CommonCrawl(warc) as stub:
        stub.busy = {3: 503}
        hosts = ("index.commoncrawl.org", "data.commoncrawl.org")
        connect = ",".join(f"{host}=127.0.0.1:{stub.port}" for host in hosts)
        done = scrapy(
            "crawl", PORTAL, "-a", "source=commoncrawl", *HASTE, "-s", f"CONNECT_TO={connect}"
        )

    assert done.returncode == 0, done.stderr
    assert set(titles(archive_path)) == {row["url"] for row in truth("kooperation")[:ARTICLES]}
    assert {path.split("?")[0] for path in stub.log if "-index" in path} == {
        f"/{crawl}-index" for crawl in (*CommonCrawl.CRAWLS, "CC-MAIN-2023-06")
    }
    with Archive(archive_path) as archive:
        sql = "SELECT count(*) FROM captures WHERE content_hash IS NOT NULL AND warc_file IS NULL"
        assert archive.db.execute(sql).fetchone()[0] == 0
    assert scrapy("doctor").returncode == 0


def test_damaged_records_are_lost_alone_and_said_to_be(warc, scrapy, archive_path, tmp_path):
    spoilt = tmp_path / "portal.warc.gz"
    spoilt.write_bytes(warc.read_bytes())
    with CommonCrawl(spoilt) as stub:
        rows = [
            row
            for row in stub.index
            if row["status"] == "200" and "/detail/info/" in row["url"] and "?" not in row["url"]
        ]
        lost = {(row["url"], row["timestamp"]) for row in rows[:2]}
        data = bytearray(spoilt.read_bytes())
        for row in rows[:2]:
            middle = int(row["offset"]) + int(row["length"]) // 2
            data[middle : middle + 8] = b"\0" * 8
        spoilt.write_bytes(data)
        hosts = ("index.commoncrawl.org", "data.commoncrawl.org")
        connect = ",".join(f"{host}=127.0.0.1:{stub.port}" for host in hosts)
        run = ("crawl", PORTAL, "-a", "source=commoncrawl", *HASTE, "-s", f"CONNECT_TO={connect}")
        codes = [scrapy(*run).returncode for _ in range(3)]

    assert codes == [1, 1, 0]  # what could not be had twice is given up
    with Archive(archive_path) as archive:
        rejects = archive.db.execute("SELECT url, reason FROM rejects WHERE run_id = 1").fetchall()
        stored = set(archive.db.execute("SELECT url, captured_at FROM captures").fetchall())
    moments = {(url, re.sub(r"\D", "", moment)) for url, moment in stored}
    assert {url for url, _ in rejects} >= {url for url, _ in lost}
    assert not lost & moments
    months = [json.loads(line) for line in scrapy("coverage", PORTAL, "--json").stdout.splitlines()]
    assert sum(month.get("failed", 0) for month in months) >= 2
