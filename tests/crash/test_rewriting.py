"""``kill -9`` while captures are rewritten: either nothing has happened, or all of it has."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.commands._preflight import exclusive_run
from crawler.maintenance.captures.packing import pack
from crawler.maintenance.doctor.unindexed import check_index
from crawler.maintenance.doctor.warc_records import check_records
from crawler.maintenance.forgetting.erasing import forget
from crawler.maintenance.forgetting.proof import check_forgotten
from tests import forked
from tests.crash.checking import problems
from tests.crawled import everything
from tests.keeping.making import PATH, WORDS, article_url, fill, records, words_left

KILLS = max(6, int(os.environ.get("CRASH_KILLS", "6")))


def forget_first(folder: Path, begun: Path) -> None:
    """Forget article 1; ``begun`` is there as soon as that begins."""
    url = article_url(1)
    with exclusive_run(folder / "archive.db", folder / "captures"), _open(folder) as archive:
        article = archive.find(url)
        if article is not None:
            begun.touch()
            forget(archive, folder / "captures", url, article, archive.number_of(url), "asked for")


def pack_all(folder: Path, begun: Path) -> None:
    """Pack what there is into one file."""
    with exclusive_run(folder / "archive.db", folder / "captures"), _open(folder) as archive:
        begun.touch()
        pack(archive, folder / "captures", 1_000_000, dt.date(2030, 1, 1))


def _open(folder: Path) -> Archive:
    return Archive(folder / "archive.db")


def killed(work, folder: Path, delay: float) -> int | None:
    begun = folder.with_suffix(".begun")
    process = forked.call(work, folder, begun)
    while not begun.exists() and process.is_alive():
        time.sleep(0.0005)
    process.join(delay)
    if process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode


def how_long(work, folder: Path) -> float:
    begun = folder.with_suffix(".begun")
    process = forked.call(work, folder, begun)
    process.join()
    assert process.exitcode == 0
    return time.time() - begun.stat().st_mtime


def is_sound(folder: Path) -> bool:
    with _open(folder) as archive:
        db, captures = archive.db.conn, folder / "captures"
        found = [
            *problems(archive, captures), *check_records(db, captures), *check_index(db, captures),
            *check_forgotten(db, archive.path, captures),
        ]  # fmt: skip
    assert found == []
    return True


def rows_of(folder: Path):
    """All rows, but for the names of files in which nothing counts."""
    found = everything(folder / "archive.db")
    del found["superseded_files"]
    return found


def made(folder: Path) -> Path:
    fill(folder, nights=12, articles=12)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return made(tmp_path_factory.mktemp("whole"))


def test_forgetting_that_is_killed_has_happened_wholly_or_not_at_all(tmp_path, whole):
    seconds = how_long(forget_first, shutil.copytree(whole, tmp_path / "unharmed"))
    before, kept = rows_of(whole), records(whole)
    chance, untouched = random.Random(1), 0
    for number in range(KILLS):
        folder = shutil.copytree(whole, tmp_path / str(number))
        killed(forget_first, folder, chance.random() * seconds * 1.1)
        with _open(folder) as archive:
            (buried,) = archive.db.execute("SELECT count(*) FROM forgotten").fetchone()
        if not buried:
            untouched += 1
            assert rows_of(folder) == before
            assert records(folder) == kept
        # Whatever takes the archive's lock next does what is left to do.
        with exclusive_run(folder / "archive.db", folder / "captures"):
            pass
        if not buried:
            assert {word for _, word in words_left(folder)} == set(WORDS)
            assert rows_of(folder) == before
            assert is_sound(folder)
            forget_first(folder, tmp_path / "again")
        assert words_left(folder, (*WORDS, PATH)) == set()
        assert is_sound(folder)
        shutil.rmtree(folder)
    print(f"{KILLS} kills within {seconds:.2f} s: {untouched} found it untouched")


def test_packing_that_is_killed_loses_no_record(tmp_path, whole):
    seconds = how_long(pack_all, shutil.copytree(whole, tmp_path / "unharmed"))
    kept, chance = records(whole), random.Random(2)
    for number in range(KILLS):
        folder = shutil.copytree(whole, tmp_path / str(number))
        killed(pack_all, folder, chance.random() * seconds * 1.1)
        assert records(folder) == kept
        pack_all(folder, tmp_path / "again")
        assert records(folder) == kept
        assert is_sound(folder)
        assert len([*(folder / "captures").iterdir()]) == 2  # of two months
        shutil.rmtree(folder)
