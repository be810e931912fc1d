"""A power cut at any moment: what was reported stored is there, once, with its evidence."""

from __future__ import annotations

import functools
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crawler.archive import Archive, ArchiveError
from tests.crash.checking import problems
from tests.crash.disk import Disk, Operation, record
from tests.crash.workload import PORTAL, RUNS, batches

IMAGES = int(os.environ.get("CRASH_IMAGES", "2000"))
"""Power cuts that are tried; they are shared out evenly over the tests that try them."""
SHARES = 4
CONTROL_IMAGES = 30


@functools.cache
def stored_after() -> list[dict[str, tuple]]:
    """What the archive says of its articles after so many batches; the last one is all."""
    states: list[dict[str, tuple]] = [{}]
    for batch in batches():
        states.append(states[-1] | {article.url: _facts(article) for article in batch})
    return states


def _facts(article) -> tuple:
    lists = (article.topics, article.places, article.links, article.aliases)
    return article.title, article.lead, article.body, repr(lists)


class Crashes:
    """The record of one run of the workload, and the folders its power cuts leave."""

    def __init__(self, folder: Path, recorder: Path, *arguments: str) -> None:
        self.folder = folder / "disk"
        self.folder.mkdir()
        program = ["-m", "tests.crash.workload", str(self.folder), *arguments]
        self.operations = record(program, self.folder, recorder)

    def losses(self, images: int, seed: int) -> Counter[str]:
        """Cut the power at so many random moments; what was wrong, and how often."""
        chance = random.Random(seed)
        moments = Counter(chance.choices(range(len(self.operations)), k=images))
        disk, wrong, acknowledged = Disk(), Counter(), 0
        for moment, operation in enumerate(self.operations):
            disk.apply(operation)
            acknowledged += is_acknowledgement(operation)
            for _ in range(moments[moment]):
                image = disk.after_power_cut(chance)
                wrong.update(set(self._wrong_with(image, acknowledged)))
        return wrong

    def _wrong_with(self, image: dict[str, bytes | None], acknowledged: int) -> list[str]:
        with found_after_reboot(image) as folder:
            try:
                # Opening is what the next run does first, with whatever the last one left.
                with Archive(folder / "archive.db") as archive:
                    if found := problems(archive, folder / "captures"):
                        return ["evidence lost" if "warc" in said else "corrupt" for said in found]
                    stored = facts_of(archive)
            except ArchiveError:
                return ["corrupt"]
        # The batch that was being stored may be there as well, if it is there as a whole.
        if stored in stored_after()[acknowledged : acknowledged + 2]:
            return []
        return ["stored articles lost" if stored in stored_after() else "half a batch"]


def is_acknowledgement(operation: Operation) -> bool:
    return operation.kind == "W" and operation.data.rstrip(b"\n").isdigit()


@contextmanager
def found_after_reboot(image: dict[str, bytes | None]) -> Iterator[Path]:
    """A folder with the files of an image; in memory where there is such a place: 2,000 of them."""
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
    return Crashes(tmp_path_factory.mktemp("crashes"), recorder)


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
    at = {"archive.db": [], "acknowledged": []}
    names = {}
    for number, operation in enumerate(crashes.operations):
        if operation.kind == "O":
            names[operation.fd] = operation.path
        elif operation.kind == "W" and names[operation.fd] in at:
            at[names[operation.fd]].append(number)
    first, *_, last = at["acknowledged"][: RUNS[0]]
    assert any(first < number < last for number in at["archive.db"])


@pytest.mark.parametrize("seed", range(SHARES))
def test_nothing_reported_stored_is_lost_to_a_power_cut(crashes, seed):
    assert crashes.losses(IMAGES // SHARES, seed) == {}


@pytest.mark.parametrize(
    ("weakness", "loss"),
    [
        ("synchronous=NORMAL", "stored articles lost"),
        ("synchronous=OFF", "corrupt"),
        ("captures not synced", "evidence lost"),
    ],
)
def test_each_measure_against_it_is_needed(recorder, tmp_path, weakness, loss):
    weakened = Crashes(tmp_path, recorder, weakness)
    assert weakened.losses(CONTROL_IMAGES, seed=0)[loss] > 0


def test_the_next_run_finishes_what_a_power_cut_left(crashes):
    chance = random.Random(0)
    cuts = chance.sample(range(len(crashes.operations)), k=10)
    disk = Disk()
    for moment, operation in enumerate(crashes.operations):
        disk.apply(operation)
        if moment not in cuts:
            continue
        with found_after_reboot(disk.after_power_cut(chance)) as folder:
            with Archive(folder / "archive.db") as archive:
                run_id = archive.begin_run("musterportal", "live", PORTAL)
                for batch in batches():
                    archive.store(batch, run_id)
                assert facts_of(archive) == stored_after()[-1]
