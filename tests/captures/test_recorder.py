"""What a crawl writes down: every answer, as received, where the archive says it stands."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive
from crawler.demo import DemoServer
from tests.conftest import kept_in, run_scrapy

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=0")


def crawl(server: DemoServer, path: Path, *more: str):
    return run_scrapy(
        "crawl", "demo_cluster", "-a", "source=live", "-s", f"CONNECT_TO={server.connect_to}",
        *FAST, *kept_in(path), *more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def archive_file(tmp_path_factory) -> Path:
    """A portal crawled twice, the second time in full: the same pages were sent again."""
    path = tmp_path_factory.mktemp("recorded") / "archive.db"
    with DemoServer(articles=12, etag=False, last_modified=False) as server:
        crawl(server, path)
        server.edition = 2
        crawl(server, path, "-a", "full=1")
    return path


def records(path: Path) -> list[tuple[str, dict, bytes]]:
    """All records: type, WARC fields, and block as it stands there."""
    found = []
    for file in sorted(path.with_name("captures").iterdir()):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, no_record_parse=False):
                headers = dict(record.rec_headers.headers)
                found.append((record.rec_type, headers, record.raw_stream.read()))
    return found


def captures(path: Path, where: str) -> list[dict]:
    with Archive(path) as archive:
        return list(archive.db["captures"].rows_where(where, order_by="id"))


def test_each_run_has_files_of_its_own_that_say_whose_they_are(archive_file):
    infos = [block.decode() for kind, _, block in records(archive_file) if kind == "warcinfo"]
    assert len(infos) == 2
    assert "software: clusterarchiv/" in infos[0]
    assert "run 1 of demo_cluster from live" in infos[0]
    assert "run 2 of demo_cluster from live" in infos[1]
    assert "run: 2\r\nspider: demo_cluster\r\nsource: live\r\n" in infos[1]


def test_every_answer_has_its_request(archive_file):
    answers = [r for r in records(archive_file) if r[0] in ("response", "revisit")]
    requests = [r for r in records(archive_file) if r[0] == "request"]
    assert [r[1]["WARC-Target-URI"] for r in answers] == [r[1]["WARC-Target-URI"] for r in requests]
    assert "http://www.cluster.example/robots.txt" in {r[1]["WARC-Target-URI"] for r in answers}


def test_payloads_are_kept_as_received(archive_file):
    (page, *_) = [
        block for kind, fields, block in records(archive_file)
        if kind == "response" and fields["WARC-Target-URI"].endswith("meldungen_node.html")
    ]  # fmt: skip
    assert gzip.decompress(page).startswith(b"<!doctype html>")


def test_what_was_sent_again_is_referred_to(archive_file):
    """Session ids make GSB pages differ in every answer, its feeds do not."""
    again = [fields for kind, fields, _ in records(archive_file) if kind == "revisit"]
    assert "http://www.cluster.example/robots.txt" in {f["WARC-Target-URI"] for f in again}
    assert all(f["WARC-Profile"].endswith("identical-payload-digest") for f in again)


def test_lists_feeds_and_errors_have_captures_too(archive_file):
    lists = captures(archive_file, "article_id IS NULL AND status = 200")
    assert {"meldungen_node.html", "sitemap.xml", "robots.txt"} <= {
        row["url"].rpartition("/")[2] for row in lists
    }
    (missing,) = captures(archive_file, "status = 404 and url not like '%/tdmrep.json'")
    assert missing["article_id"]
    assert missing["warc_file"]


def test_the_archive_says_where_each_record_stands(archive_file):
    folder = archive_file.with_name("captures")
    for row in captures(archive_file, "1"):
        with (folder / row["warc_file"]).open("rb") as file:
            file.seek(row["warc_offset"])
            member = gzip.decompress(file.read(row["warc_length"]))
        assert f"WARC-Target-URI: {row['url']}\r\n".encode() in member
        assert f"WARC-Payload-Digest: {row['digest']}\r\n".encode() in member


# -- from an article to its record -----------------------------------------------------------------


def inspect(path: Path, *arguments: str):
    return run_scrapy("inspect", *arguments, *kept_in(path))


def edited(path: Path) -> int:
    with Archive(path) as archive:
        return next(archive.db["revisions"].rows)["article_id"]


def test_inspect_leads_from_versions_to_records(archive_file):
    done = inspect(archive_file, "--article", str(edited(archive_file)), "--json")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["number"], first["changed_fields"]) == (0, [])
    assert (second["number"], second["changed_fields"]) == (1, ["dates", "lead"])
    assert first["warc_file"] != second["warc_file"]
    assert second["warc_length"] > 0


def test_inspect_prints_the_newest_page_as_captured(archive_file):
    done = inspect(archive_file, "--article", str(edited(archive_file)), "--raw")
    assert done.stdout.startswith("<!doctype html>")
    assert "Nachtrag vom Herbst 2025" in done.stdout


def test_inspect_says_when_the_file_of_a_page_is_broken(archive_file, tmp_path):
    captures = shutil.copytree(archive_file.with_name("captures"), tmp_path / "captures")
    path = Path(shutil.copy(archive_file, tmp_path))
    for file in captures.iterdir():
        file.write_bytes(b"")

    done = inspect(path, "--article", str(edited(path)), "--raw")

    assert done.returncode == 1
    assert done.stdout == ""
    (said,) = done.stderr.splitlines()
    assert said.startswith(f"scrapy inspect: {captures}")
    assert said.endswith("cannot be read as a WARC file: it is empty")


def test_inspect_of_an_article_that_is_not_there(archive_file):
    done = inspect(archive_file, "--article", "999")
    assert "has no article 999" in done.stderr
    assert done.returncode == 1


# -- what changed when -----------------------------------------------------------------------------


def test_v_changes_tells_what_was_there_and_what_is_there_now(archive_file):
    with Archive(archive_file) as archive:
        changes = list(archive.db.query("SELECT * FROM v_changes WHERE field = 'lead'"))
    assert len(changes) == 3
    for change in changes:
        assert change["new_value"] == f"{change['old_value']} Nachtrag vom Herbst 2025."
        assert change["capture_id"]


# -- when captures cannot be written ---------------------------------------------------------------


def test_without_room_for_captures_a_run_ends_with_one_sentence(tmp_path):
    path = tmp_path / "archive.db"
    path.with_name("captures").write_text("a file where the folder should be")
    with DemoServer(articles=5) as server:
        done = crawl(server, path)
    assert done.returncode == 1
    assert done.stderr.count("Captures cannot be written to") == 1
    with Archive(path) as archive:
        assert archive.db["articles"].count == 0
        assert next(archive.db["runs"].rows)["finish_reason"] == "captures_failed"


def test_captures_can_be_left_out(tmp_path):
    path = tmp_path / "archive.db"
    with DemoServer(articles=5) as server:
        done = crawl(server, path, "-s", "CAPTURES_ENABLED=False")
    assert done.returncode == 0
    assert not path.with_name("captures").exists()
    assert {row["warc_file"] for row in captures(path, "1")} == {None}


# -- where it pays to look -------------------------------------------------------------------------


def test_the_doubtful_articles_are_listed_with_the_least_sure_first(archive_file):
    done = inspect(archive_file, "--doubtful", "--json", "--limit", "5")
    rows = [*map(json.loads, done.stdout.splitlines())]
    assert len(rows) == 5
    assert [row["sure"] for row in rows] == sorted(row["sure"] for row in rows)
    for row in rows:
        assert row["sure"] == min(row["confidence"].values()) == row["confidence"][row["field"]]


def test_the_doubtful_articles_of_one_portal_are_listed(archive_file):
    done = inspect(archive_file, "--doubtful", "--json", "--spider", "demo_kooperation")
    assert done.stdout == ""
    assert done.returncode == 0


def test_a_limit_that_is_none_is_wrong_usage(archive_file):
    done = inspect(archive_file, "--doubtful", "--limit", "0")
    assert "--limit takes a number above 0" in done.stderr
    assert done.returncode == 2
