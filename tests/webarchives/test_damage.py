"""One record in fifty is corrupt: those are lost and named, and nothing else."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from tests.webarchives.recovering import recovered_once

pytestmark = pytest.mark.pywb


def stored(path):
    """Address and moment of the captures articles were read from."""
    with closing(sqlite3.connect(path)) as db:
        sql = "SELECT url, captured_at FROM captures WHERE content_hash IS NOT NULL"
        return {(url, re.sub(r"\D", "", moment)) for url, moment in db.execute(sql)}


def rejects(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT url, stage, reason FROM rejects ORDER BY id").fetchall()


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    return recovered_once(tmp_path_factory)


def test_a_web_archive_loses_those_that_cannot_be_had(spoilt):
    whole = stored(spoilt.archive("whole"))
    path = spoilt.archive("asked")

    assert len(spoilt.pairs("corrupt")) >= 4
    assert spoilt.exit_codes["asked"] == 1
    assert whole - stored(path) == whole & spoilt.pairs("lost")
    assert {stage for _, stage, _ in rejects(path)} == {"source"}
    named = {(url, re.search(r"/(\d+)id_/", reason)[1]) for url, _, reason in rejects(path)}
    assert named == whole & spoilt.pairs("lost")
    assert len(rejects(path)) == len(named)
    assert all(reason.endswith("later ones with -a full=1") for _, _, reason in rejects(path))


def test_a_folder_loses_those_that_cannot_be_read(spoilt):
    path = spoilt.archive("local")

    assert spoilt.exit_codes["local"] == 1
    assert not stored(path) & spoilt.pairs("lost")
    assert stored(path) >= stored(spoilt.archive("whole")) - spoilt.pairs("lost")
    found = rejects(path)
    assert sorted(url for url, *_ in found) == sorted(url for url, _ in spoilt.pairs("lost"))
    corrupt = [url for url, _, reason in found if "the record is corrupt" in reason]
    assert sorted(corrupt) == sorted(url for url, _ in spoilt.pairs("corrupt"))
    assert all(re.search(r"portal\.warc\.gz, byte \d+: ", reason) for *_, reason in found)
    assert all(reason.endswith("(-a source=wayback)") for *_, reason in found)
