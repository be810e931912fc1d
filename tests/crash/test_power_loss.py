"""A power cut at any moment: what was reported stored is there, once, with its evidence."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crawler.archive import Archive, ArchiveError
from crawler.demo import DemoServer
from tests.crash.checking import problems
from tests.crash.crawling import crawl_arguments
from tests.crash.disk import Disk, record
from tests.crash.workload import PORTAL, RUNS, batches

IMAGES = int(os.environ.get("CRASH_IMAGES", "1000"))
"""Power cuts that are tried; they are shared out evenly over the tests that try them."""
SHARES = 4
CONTROL_IMAGES = 30
WORKLOAD, CRAWL = "tests.crash.workload", "tests.crash.acknowledging_crawl"


@cache
def stored_after() -> list[dict[str, tuple]]:
    """What the archive says of its articles after so many batches; the last one is all."""
    states: list[dict[str, tuple]] = [{}]
    for batch in batches():
        states.append(states[-1] | {article.url: _facts(article) for article in batch})
    return states


def _facts(article) -> tuple:
    lists = (article.topics, article.places, article.links, article.aliases)
    return article.title, article.lead, article.body, repr(lists)


def stored_batches(archive: Archive, acknowledged: list[str]) -> bool:
    """Whether every batch said to be stored is there, and nothing but whole batches.

    The one that was being stored may be there as well.
    """
    done = len(acknowledged)
    return facts_of(archive) in stored_after()[done : done + 2]


def stored_addresses(archive: Archive, acknowledged: list[str]) -> bool:
    """Whether every article said to be stored is there; a line names one."""
    return archive.known(acknowledged).keys() >= set(acknowledged)


class Crashes:
    """The record of a program that stores articles, and what its power cuts leave."""

    def __init__(self, folder: Path, recorder: Path, *program: str) -> None:
        self.folder = folder
        self.operations = record(["-m", *program], folder, recorder)

    def losses(self, images: int, seed: int, holds=stored_batches) -> Counter[str]:
        """Cut the power at so many random moments; what was wrong, and how often."""
        chance = random.Random(seed)
        moments = Counter(chance.choices(range(len(self.operations)), k=images))
        disk, wrong, acknowledged = Disk(), Counter(), []
        for moment, operation in enumerate(self.operations):
            path = disk.apply(operation)
            if operation.kind == "W" and path == "acknowledged":
                acknowledged += operation.data.decode().splitlines()
            for _ in range(moments[moment]):
                with found_after_reboot(disk.after_power_cut(chance)) as folder:
                    wrong.update(_wrong_in(folder, partial(holds, acknowledged=acknowledged)))
        return wrong


def _wrong_in(folder: Path, holds: Callable[[Archive], bool]) -> set[str]:
    try:
        # Opening is what the next run does first, with whatever the last one left.
        with Archive(folder / "archive.db") as archive:
            if found := problems(archive, folder / "captures"):
                return {"evidence lost" if "warc" in said else "corrupt" for said in found}
            return set() if holds(archive) else {"articles lost"}
    except ArchiveError:
        return {"corrupt"}


@contextmanager
def found_after_reboot(image: dict[str, bytes | None]) -> Iterator[Path]:
    """A folder with the files of an image; in memory where there is such a place: 1,000 of them."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        folder = Path(name)
        for path, content in image.items():
            if content is None:
                (folder / path).mkdir()
            elif path != "archive.db-shm":  # shared memory, made anew by the first who opens
                (folder / path).write_bytes(content)
        yield folder


def facts_of(archive: Archive) -> dict[str, tuple]:
    return {article.url: _facts(article) for _, article in archive.articles()}


@pytest.fixture(scope="module")
def crashes(recorder, tmp_path_factory) -> Crashes:
    folder = tmp_path_factory.mktemp("crashes") / "disk"
    folder.mkdir()
    return Crashes(folder, recorder, WORKLOAD, str(folder))


def test_the_record_misses_nothing_that_happens_to_the_files(crashes):
    disk = Disk()
    for operation in crashes.operations:
        disk.apply(operation)
    there = {
        str(path.relative_to(crashes.folder)): None if path.is_dir() else path.read_bytes()
        for path in crashes.folder.rglob("*")
    }
    assert disk.whole() == there
    with Archive(crashes.folder / "archive.db") as archive:
        assert facts_of(archive) == stored_after()[-1]
        assert problems(archive, crashes.folder / "captures") == []


def test_the_log_is_moved_into_the_archive_while_a_run_is_at_work(crashes):
    """Else the most delicate moment of write-ahead logging would not be among those tried."""
    disk = Disk()
    written = [disk.apply(each) for each in crashes.operations if each.kind in "OWTS"]
    batches_of_first_run = [n for n, path in enumerate(written) if path == "acknowledged"]
    first, *_, last = batches_of_first_run[1 : RUNS[0]]
    assert "archive.db" in written[first:last]


@pytest.mark.parametrize("seed", range(SHARES))
def test_nothing_reported_stored_is_lost_to_a_power_cut(crashes, seed):
    assert crashes.losses(IMAGES // SHARES, seed) == {}


@pytest.mark.parametrize(
    ("weakness", "loss"),
    [
        ("synchronous=NORMAL", "articles lost"),
        ("synchronous=OFF", "corrupt"),
        ("captures not synced", "evidence lost"),
    ],
)
def test_each_measure_against_it_is_needed(recorder, tmp_path, weakness, loss):
    weakened = Crashes(tmp_path, recorder, WORKLOAD, str(tmp_path), weakness)
    assert weakened.losses(CONTROL_IMAGES, seed=0)[loss] > 0


def test_the_next_run_finishes_what_a_power_cut_left(crashes):
    chance = random.Random(0)
    cuts = chance.sample(range(len(crashes.operations)), k=10)
    disk = Disk()
    for moment, operation in enumerate(crashes.operations):
        disk.apply(operation)
        if moment not in cuts:
            continue
        with (
            found_after_reboot(disk.after_power_cut(chance)) as folder,
            Archive(folder / "archive.db") as archive,
        ):
            run_id = archive.begin_run("musterportal", "live", PORTAL)
            for batch in batches():
                archive.store(batch, run_id)
            assert facts_of(archive) == stored_after()[-1]


def test_a_whole_crawl_loses_nothing_to_a_power_cut(recorder, tmp_path):
    with DemoServer(articles=40) as server:
        command = crawl_arguments(server, tmp_path)
        crash = Crashes(tmp_path, recorder, CRAWL, str(tmp_path / "acknowledged"), *command)
    assert (tmp_path / "acknowledged").read_text("utf-8").count("\n") == 40
    assert crash.losses(IMAGES // 10, seed=0, holds=stored_addresses) == {}
