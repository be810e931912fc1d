"""One record in a hundred is corrupt: those are lost and named, and nothing else."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from contextlib import closing

import pytest

from tests.crash.crawling import log_of, start_recovery
from tests.pywb import pywb
from tests.webarchives.collection import build

PORTAL = "demo_kooperation"
ARTICLES = 36


def recover(source, folder):
    """Crawl into a folder; the exit code."""
    folder.mkdir()
    crawl = start_recovery(source, folder, PORTAL)
    crawl.join(60)
    assert "Traceback" not in log_of(folder).read_text("utf-8")
    return crawl.exitcode


def stored(path):
    """Address and moment of the captures articles were read from."""
    with closing(sqlite3.connect(path)) as db:
        sql = "SELECT url, captured_at FROM captures WHERE content_hash IS NOT NULL"
        return {(url, re.sub(r"\D", "", moment)) for url, moment in db.execute(sql)}


def rejects(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT url, stage, reason FROM rejects ORDER BY id").fetchall()


class Spoilt:
    """A collection of which one record in a hundred is corrupt in the middle of its page."""

    def __init__(self, folder):
        warc = folder / "portal.warc.gz"
        build(warc, ARTICLES)
        self.folder = folder
        with pywb(folder / "pywb", warc) as replay:
            source = f"cdx:{replay.url}"
            assert recover(source, folder / "whole") == 0
            self._spoil(replay.folder)
            self.exit_codes = {"asked": recover(source, folder / "asked")}
        self.exit_codes["local"] = recover(f"warc:{replay.folder}", folder / "local")

    def _spoil(self, folder):
        lines = (folder / "indexes" / "index.cdxj").read_text().splitlines()
        rows = []
        for line in lines:
            _, timestamp, fields = line.split(" ", 2)
            rows.append({"timestamp": timestamp, **json.loads(fields)})
        pages = [
            row for row in rows
            if row["mime"] == "text/html" and row["status"] == "200" and "/info/" in row["url"]
        ]  # fmt: skip
        corrupt = random.Random(6).sample(pages, len(rows) // 100)
        digests = {row["digest"] for row in corrupt}
        self.corrupt = {(row["url"], row["timestamp"]) for row in corrupt}
        self.lost = {(row["url"], row["timestamp"]) for row in rows if row["digest"] in digests}
        (file,) = (folder / "archive").iterdir()
        data = bytearray(file.read_bytes())
        for row in corrupt:
            middle = int(row["offset"]) + int(row["length"]) // 2
            data[middle : middle + 8] = bytes(8)
        file.write_bytes(data)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    return Spoilt(tmp_path_factory.mktemp("damage"))


def test_a_web_archive_loses_those_that_cannot_be_had(spoilt):
    whole = stored(spoilt.folder / "whole" / "archive.db")
    path = spoilt.folder / "asked" / "archive.db"

    assert len(spoilt.corrupt) >= 2
    assert spoilt.exit_codes["asked"] == 1
    assert whole - stored(path) == whole & spoilt.lost
    assert {stage for _, stage, _ in rejects(path)} == {"source"}
    named = {(url, re.search(r"/(\d+)id_/", reason)[1]) for url, _, reason in rejects(path)}
    assert named == whole & spoilt.lost
    assert len(rejects(path)) == len(named)
    assert all(reason.endswith("later ones with -a full=1") for _, _, reason in rejects(path))


def test_a_folder_loses_those_that_cannot_be_read(spoilt):
    path = spoilt.folder / "local" / "archive.db"

    assert spoilt.exit_codes["local"] == 1
    assert not stored(path) & spoilt.lost
    assert stored(path) >= stored(spoilt.folder / "whole" / "archive.db") - spoilt.lost
    found = rejects(path)
    assert sorted(url for url, *_ in found) == sorted(url for url, _ in spoilt.lost)
    corrupt = [url for url, _, reason in found if "the record is corrupt" in reason]
    assert sorted(corrupt) == sorted(url for url, _ in spoilt.corrupt)
    assert all(re.search(r"portal\.warc\.gz, byte \d+: ", reason) for *_, reason in found)
    assert all(reason.endswith("(-a source=wayback)") for *_, reason in found)
