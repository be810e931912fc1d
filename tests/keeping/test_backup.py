"""Backups made while a crawl writes, and put back: what stood there stands there again."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing

import pytest

from crawler.archive import Archive
from crawler.maintenance import backup
from crawler.maintenance.backup import back_up
from crawler.maintenance.captures.packing import pack
from tests.conftest import kept_in, run_scrapy
from tests.crash.checking import problems
from tests.crash.crawling import WatchedServer, start_crawl
from tests.crawled import everything
from tests.keeping.making import FIRST, fill, records


def backed_up(folder, target):
    return back_up(folder / "archive.db", folder / "captures", target)


def add_nights(folder, nights):
    """The same portal some nights later."""
    fill(folder, nights, first=FIRST + dt.timedelta(days=40))


def checked(folder):
    """The manifest, by the program that everybody has."""
    return subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False
    ).returncode


@pytest.mark.parametrize("name", ["of-night-3", "of-night-3.tar"])
def test_what_is_put_back_equals_that_night_also_elsewhere(tmp_path, name):
    home = tmp_path / "home"
    fill(home, nights=3)
    rows, kept = everything(home / "archive.db"), records(home)
    done = backed_up(home, tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"home", name}
    assert (done.articles, done.files, done.missing) == (4, 3, [])

    add_nights(home, 2)
    assert everything(home / "archive.db") != rows
    elsewhere = tmp_path / "anderswo"
    if name.endswith(".tar"):
        with tarfile.open(tmp_path / name) as tar:
            tar.extractall(elsewhere, filter="data")
    else:
        shutil.copytree(tmp_path / name, elsewhere)
    assert checked(elsewhere) == 0
    assert everything(elsewhere / "archive.db") == rows
    assert records(elsewhere) == kept
    done = run_scrapy("doctor", *kept_in(elsewhere / "archive.db"))
    assert (done.returncode, done.stdout) == (0, "The archive is sound.\n")
    add_nights(elsewhere, 1)  # and the next night goes on from there


def test_the_manifest_tells_what_was_spoilt(tmp_path):
    fill(tmp_path / "home")
    backed_up(tmp_path / "home", tmp_path / "copy")
    some = next((tmp_path / "copy/captures").iterdir())
    some.write_bytes(some.read_bytes()[:-1] + b"!")
    assert checked(tmp_path / "copy") == 1


def test_a_copy_taken_in_the_middle_of_a_crawl_is_whole(tmp_path):
    """Again and again, until the crawl is over: every record that a copy names is in it."""
    home = tmp_path / "home"
    home.mkdir()
    copies = []
    with WatchedServer(20) as server:
        crawl = start_crawl(server, home)
        while crawl.is_alive():
            if (home / "archive.db").exists() and _has_tables(home):
                copies.append(tmp_path / f"copy-{len(copies)}")
                backed_up(home, copies[-1])
        crawl.join()
    assert crawl.exitcode == 0
    counts = set()
    for copy in copies:
        assert checked(copy) == 0
        with Archive(copy / "archive.db") as archive:
            assert problems(archive, copy / "captures") == []
            counts.add(archive.db["captures"].count)
        for path in copy.glob("captures/*"):
            gzip.decompress(path.read_bytes())  # ends with a whole record
    assert len(counts) > 2


def _has_tables(folder):
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        sql = "SELECT count(*) FROM sqlite_master WHERE name = 'superseded_files'"
        return db.execute(sql).fetchone()[0] == 1


def test_a_file_that_is_packed_meanwhile_makes_it_begin_anew(tmp_path, monkeypatch):
    home = tmp_path / "home"
    fill(home, nights=6)
    copied = backup._copy_database
    times = []

    def copy_and_pack(path, snapshot):
        copied(path, snapshot)
        if not times:
            with Archive(path) as archive:
                pack(archive, home / "captures", 10_000_000, dt.date(2024, 12, 1))
        times.append(1)

    monkeypatch.setattr(backup, "_copy_database", copy_and_pack)
    done = backed_up(home, tmp_path / "copy")
    assert (len(times), done.files, done.missing) == (2, 2, [])
    assert records(tmp_path / "copy") == records(home)


def test_the_command_says_it_in_a_line_and_writes_nothing_over(tmp_path):
    fill(tmp_path / "home")
    settings = kept_in(tmp_path / "home/archive.db")
    target = tmp_path / "copy"
    done = run_scrapy("backup", str(target), *settings)
    assert (done.returncode, done.stdout) == (
        0, f"{target}: 4 articles, 3 files of captures, 1 MB\n",
    )  # fmt: skip
    again = run_scrapy("backup", str(target), *settings)
    assert (again.returncode, "exists" in again.stderr) == (1, True)
    next((tmp_path / "home/captures").iterdir()).unlink()
    lacking = run_scrapy("backup", str(tmp_path / "other"), *settings)
    assert (lacking.returncode, "1 files of captures are not there" in lacking.stderr) == (1, True)
    assert hashlib.sha256((target / "archive.db").read_bytes()).hexdigest() in (
        target / "SHA256SUMS"
    ).read_text("utf-8")
