"""A disk that fills up during a crawl: one sentence, exit code 1, and the next run goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer
from tests.crash.checking import problems
from tests.crash.crawling import SPIDER, run_crawl

ARTICLES = 60


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(articles=ARTICLES) as server:
        yield server


class SmallDisk:
    """A file system in memory that can be made larger while it is in use."""

    def __init__(self, folder: Path, size: str) -> None:
        self.folder = folder
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
        done = subprocess.run(mount, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no small disk without the right to mount one: {done.stderr.strip()}")

    def grow(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.folder], check=True)

    def remove(self) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "small"
    folder.mkdir()
    disk = SmallDisk(folder, "1500k")
    yield disk
    disk.remove()


def stored_in(folder: Path) -> set[str]:
    with Archive(folder / "archive.db") as archive:
        assert problems(archive, folder / "captures") == []
        return {row["url"] for row in archive.db.table("articles").rows}


def assert_ended_well(exit_code: int | None, said: list[str], stored: set[str]) -> None:
    """What the person is told last: as many new articles as are there, and a failed run."""
    assert exit_code == 1
    assert said[-1].startswith(f"{SPIDER} from live: {len(stored)} new")
    assert not [line for line in said if "Traceback" in line]


def expect_one_sentence(said: list[str]) -> None:
    """Beside the summary."""
    assert len(said) == 2, said


def assert_next_run_finishes(server: DemoServer, folder: Path, before: set[str]) -> None:
    assert 0 <= len(before) < ARTICLES
    exit_code, said = run_crawl(server, folder)
    assert exit_code == 0
    (line,) = said
    assert f" {ARTICLES - len(before)} new" in line
    assert " changed" not in line
    after = stored_in(folder)
    assert after >= before
    assert len(after) == ARTICLES


def test_a_file_that_may_not_grow(server, tmp_path):
    exit_code, said = run_crawl(server, tmp_path, file_size=700_000)
    stored = stored_in(tmp_path)
    assert stored
    assert_ended_well(exit_code, said, stored)
    assert "archive.db could not be read or written" in said[0]
    assert len(said) == 2
    assert_next_run_finishes(server, tmp_path, stored)


def test_no_room_for_an_archive_at_all(server, tmp_path):
    exit_code, said = run_crawl(server, tmp_path, file_size=60_000)
    assert exit_code == 1
    (line,) = said
    assert "archive.db could not be read or written" in line
    assert_next_run_finishes(server, tmp_path, before=set())


def test_a_disk_that_is_full(server, small_disk):
    exit_code, said = run_crawl(server, small_disk.folder)
    stored = stored_in(small_disk.folder)
    assert stored
    assert_ended_well(exit_code, said, stored)
    assert "full" in said[0]
    small_disk.grow("20m")
    assert_next_run_finishes(server, small_disk.folder, stored)
    expect_one_sentence(said)


def test_captures_that_find_no_room(server, small_disk, tmp_path):
    """What could not be recorded is not stored either; what was recorded is."""
    small_disk.grow("100k")
    (tmp_path / "captures").symlink_to(small_disk.folder)
    exit_code, said = run_crawl(server, tmp_path)
    stored = stored_in(tmp_path)
    assert stored
    assert_ended_well(exit_code, said, stored)
    assert "Captures cannot be written" in said[0]
    small_disk.grow("20m")
    assert_next_run_finishes(server, tmp_path, stored)
    expect_one_sentence(said)
