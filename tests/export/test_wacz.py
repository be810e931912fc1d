"""`scrapy export --format wacz`: a package as WACZ 1.1.1 describes it."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive
from crawler.publishing.export.output_file import ExportError
from crawler.publishing.export.wacz import write_wacz
from crawler.sources.warc import read_captures
from tests.conftest import run_scrapy
from tests.crawled import PORTAL


@pytest.fixture
def package(crawled, tmp_path):
    """A package of everything, written by the command."""
    target = tmp_path / "all.wacz"
    done = run_scrapy(
        "export", "--format", "wacz", "--portal", PORTAL, "-o", str(target),
        *crawled.settings,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"→ {target}" in done.stdout
    with zipfile.ZipFile(target) as opened:
        yield opened


def export(crawled, target, portal=None):
    with Archive(crawled.archive) as archive:
        return write_wacz(archive, crawled.captures, target, portal)


def test_everything_in_it_has_the_checksum_it_is_said_to_have(package):
    description = json.loads(package.read("datapackage.json"))
    assert description["wacz_version"] == "1.1.1"
    assert description["profile"] == "data-package"
    listed = {resource["path"] for resource in description["resources"]}
    others = {"datapackage.json", "datapackage-digest.json"}
    assert listed == set(package.namelist()) - others
    for resource in description["resources"]:
        data = package.read(resource["path"])
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["path"].endswith(resource["name"])
    digest = json.loads(package.read("datapackage-digest.json"))
    described = hashlib.sha256(package.read("datapackage.json")).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{described}"}


def test_warc_files_are_stored_as_they_are(package, crawled):
    for path in crawled.captures.iterdir():
        info = package.getinfo(f"archive/{path.name}")
        assert info.compress_type == zipfile.ZIP_STORED
        assert package.read(info) == path.read_bytes()


def test_the_index_leads_to_every_record(package, crawled):
    lines = package.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines)
    with closing(sqlite3.connect(crawled.archive)) as db:
        sql = "SELECT count(*) FROM captures WHERE status <> 304 AND warc_file IS NOT NULL"
        (answers,) = db.execute(sql).fetchone()  # without those of the idle night
        assert len(lines) == answers
    for line in lines[::10]:
        key, moment, values = line.split(" ", 2)
        entry = json.loads(values)
        assert key.startswith("example,kooperation)/")
        start, length = int(entry["offset"]), int(entry["length"])
        member = package.read(f"archive/{entry['filename']}")[start : start + length]
        head = gzip.decompress(member).decode(errors="replace")
        assert f"WARC-Target-URI: {entry['url']}\r\n" in head
        assert f"WARC-Payload-Digest: {entry['digest']}\r\n" in head
        day = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}T{moment[8:10]}:{moment[10:12]}"
        assert f"WARC-Date: {day}" in head


def test_pages_are_the_articles(package, crawled):
    first, *pages = map(json.loads, package.read("pages/pages.jsonl").decode().splitlines())
    assert first["format"] == "json-pages-1.0"
    with closing(sqlite3.connect(crawled.archive)) as db:
        titles = dict(db.execute("SELECT CAST(id AS TEXT), title FROM articles"))
    assert {page["id"]: page["title"] for page in pages} == titles
    assert all(page["url"].startswith("http") and page["ts"].endswith("Z") for page in pages)


def test_we_read_it_ourselves(crawled, tmp_path):
    export(crawled, tmp_path / "x.wacz")
    packed = [page.url for page in read_captures(str(tmp_path / "x.wacz"), lambda url: True)]
    loose = [page.url for page in read_captures(str(crawled.captures), lambda url: True)]
    assert packed == loose


def test_a_torn_record_stays_out(crawled, tmp_path):
    last = max(crawled.captures.iterdir())
    whole = last.read_bytes()
    last.write_bytes(whole + whole[:200])
    export(crawled, tmp_path / "x.wacz")
    with zipfile.ZipFile(tmp_path / "x.wacz") as package:
        with package.open(f"archive/{last.name}") as file:
            assert sum(1 for _ in ArchiveIterator(file)) > 10
        assert package.read(f"archive/{last.name}") == whole


def test_a_lost_file_is_left_out_and_said(crawled, tmp_path):
    first = min(crawled.captures.iterdir())
    first.unlink()
    packed = export(crawled, tmp_path / "x.wacz")
    assert packed.left_out == [f"{first}: No such file or directory"]
    assert packed.files == 1


def test_nothing_to_export_leaves_nothing(crawled, tmp_path):
    target = tmp_path / "x.wacz"
    target.write_text("what was there before")
    for path in crawled.captures.iterdir():
        path.unlink()
    with pytest.raises(ExportError, match="there is nothing of this archive to export"):
        export(crawled, target)
    assert target.read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_wrong_usage(crawled, tmp_path):
    done = run_scrapy(
        "export", "--format", "wacz", "--portal", "nirgendwo", "-o", str(tmp_path / "x.wacz"),
        *crawled.settings,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no portal 'nirgendwo'; there are demo_kooperation" in done.stderr
    assert not (tmp_path / "x.wacz").exists()
