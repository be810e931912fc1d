"""Many small files of captures packed into a few, byte for byte."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing

import pytest

from crawler.archive import Archive
from crawler.maintenance.captures import rewriting
from crawler.maintenance.captures.packing import pack
from crawler.maintenance.doctor.unindexed import check_index, index_files
from crawler.maintenance.doctor.warc_records import check_records
from tests.conftest import run_scrapy
from tests.keeping.making import fill, records

TODAY = dt.date(2024, 3, 1)
MOST = 1_000_000


def packed(folder, today=TODAY, most=MOST):
    with Archive(folder / "archive.db") as archive:
        done = pack(archive, folder / "captures", most, today)
        findings = [
            *check_records(archive.db.conn, folder / "captures"),
            *check_index(archive.db.conn, folder / "captures"),
        ]
    assert findings == []
    return done


def files(folder):
    return sorted(path.name for path in (folder / "captures").iterdir())


def test_each_months_files_become_one_and_every_record_is_where_the_archive_says(tmp_path):
    fill(tmp_path, nights=6)  # from 31 January on
    before = records(tmp_path)
    done = packed(tmp_path)
    assert (done.files, done.into, done.left) == (5, 1, [])  # January has one file
    assert len(files(tmp_path)) == 2
    assert records(tmp_path) == before
    assert packed(tmp_path).files == 0


def test_the_month_that_is_not_over_is_left_alone(tmp_path):
    fill(tmp_path, nights=4)
    before = files(tmp_path)
    assert packed(tmp_path, today=dt.date(2024, 2, 29)).files == 0
    assert files(tmp_path) == before


def test_no_file_grows_beyond_what_a_file_may_have(tmp_path):
    fill(tmp_path, nights=9)
    size = max(path.stat().st_size for path in (tmp_path / "captures").iterdir())
    done = packed(tmp_path, most=3 * size)
    assert done.into >= 2
    assert all(p.stat().st_size <= 3 * size for p in (tmp_path / "captures").iterdir())


def test_what_waits_in_quarantine_is_found_again_too(tmp_path):
    fill(tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        name, offset = db.execute(
            "SELECT warc_file, warc_offset FROM captures WHERE run_id = 3 LIMIT 1"
        ).fetchone()
        article = json.dumps({"capture": {"warc_file": name, "warc_offset": offset}})
        db.execute(
            "INSERT INTO quarantine (run_id, url, fields, reason, article) "
            "VALUES (3, 'u', '', '', ?)",
            (article,),
        )
        db.commit()
    packed(tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        ((new_name, new_offset),) = db.execute(
            "SELECT article ->> '$.capture.warc_file', article ->> '$.capture.warc_offset' "
            "FROM quarantine"
        )
        assert new_name in files(tmp_path)
        assert db.execute(
            "SELECT count(*) FROM captures WHERE warc_file = ? AND warc_offset = ?",
            (new_name, new_offset),
        ).fetchone() == (1,)


def test_the_torn_tail_of_a_killed_run_is_left_out(tmp_path):
    fill(tmp_path)
    *_, third = files(tmp_path)
    with (tmp_path / "captures" / third).open("ab") as file:
        file.write(b"\x1f\x8b\x08" + bytes(40))
    before = records(tmp_path)
    assert packed(tmp_path).into == 1
    assert records(tmp_path) == before


@pytest.mark.parametrize("step", ["_write", "_move", "remove_superseded"])
@pytest.mark.parametrize("late", [False, True])
def test_whatever_step_fails_either_files_are_whole_and_the_next_run_ends_it(
    tmp_path, monkeypatch, step, late
):
    fill(tmp_path)
    before, names = records(tmp_path), files(tmp_path)
    with monkeypatch.context() as patched:
        done = getattr(rewriting, step)

        def fails(*arguments, **named):
            if late:
                done(*arguments, **named)
            raise KeyboardInterrupt

        patched.setattr(rewriting, step, fails)
        with Archive(tmp_path / "archive.db") as archive, pytest.raises(KeyboardInterrupt):
            pack(archive, tmp_path / "captures", MOST, TODAY)
    assert records(tmp_path) == before
    done = packed(tmp_path)
    assert records(tmp_path) == before
    assert len(files(tmp_path)) == len(names) - 1


def test_lost_rows_of_packed_records_come_back_under_their_runs(tmp_path):
    fill(tmp_path)
    packed(tmp_path)
    sql = "SELECT url, run_id, warc_offset FROM captures ORDER BY warc_file, warc_offset"
    with Archive(tmp_path / "archive.db") as archive:
        before = archive.db.execute(sql).fetchall()
        archive.db.execute("DELETE FROM captures WHERE run_id = 3")
        index_files(archive, tmp_path / "captures")
        assert archive.db.execute(sql).fetchall() == before


def test_the_command_says_it_in_a_line(tmp_path):
    fill(tmp_path)
    done = run_scrapy(
        "compact", "-s", f"ARCHIVE_PATH={tmp_path / 'archive.db'}",
        "-s", f"WARC_DIR={tmp_path / 'captures'}",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "2 files packed into 1\n")
