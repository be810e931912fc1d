"""A real pywb opens our package and replays a page byte for byte."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.request
import zipfile
from contextlib import closing

import pytest

from crawler.archive import Archive
from crawler.publishing.export.wacz import write_wacz
from crawler.webarchives.warc.captured_page import read_capture
from tests.pywb import pywb


@pytest.fixture
def replay(crawled, tmp_path):
    """The address of a pywb that has our package as its collection."""
    package = tmp_path / "x.wacz"
    with Archive(crawled.archive) as archive:
        write_wacz(archive, crawled.captures, package)
    with pywb(tmp_path / "pywb", package, "--unpack-wacz") as replay:
        yield replay.url.rstrip("/")


def test_pages_come_back_byte_for_byte(replay, crawled, tmp_path):
    with closing(sqlite3.connect(crawled.archive)) as db:
        rows = db.execute(
            "SELECT url, captured_at, warc_file, warc_offset, digest FROM captures "
            "WHERE content_hash IS NOT NULL AND status = 200 ORDER BY id"
        ).fetchall()
        first = {
            digest: (str(crawled.captures / file), offset)
            for _, _, file, offset, digest in reversed(rows)
        }
    repeated = [row for row in rows if first[row[4]] != (str(crawled.captures / row[2]), row[3])]
    assert repeated  # revisit records: the second run got pages that had not changed
    for url, captured_at, file, offset, digest in (rows[0], rows[-1], repeated[0]):
        moment = re.sub(r"\D", "", captured_at)
        with urllib.request.urlopen(f"{replay}/{moment}id_/{url}", timeout=30) as answer:
            assert answer.headers["Memento-Datetime"]
            replayed = answer.read()
        page = read_capture(str(crawled.captures / file), offset, original=first[digest])
        assert replayed == page.body
    with zipfile.ZipFile(tmp_path / "x.wacz") as package:
        start = json.loads(package.read("pages/pages.jsonl").splitlines()[1])
    with urllib.request.urlopen(f"{replay}/*/{start['url']}", timeout=30) as answer:
        assert answer.status == 200
