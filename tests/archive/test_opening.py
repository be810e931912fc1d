"""Opening a file: made, migrated, shared, or refused in one clear sentence."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.archive import (
    Archive,
    ArchiveError,
    ArchiveWriteError,
    NewerArchiveError,
    NotAnArchiveError,
    Portal,
)
from crawler.archive.migrations import NAMES, migrations
from crawler.items import Article
from tests import forked

PORTAL = Portal("musterportal")


def test_an_archive_is_durable_and_checks_its_references(archive):
    pragma = {
        name: archive.db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_every_migration_ran_once_in_order(archive):
    applied = [migration.name for migration in migrations.applied(archive.db)]
    assert applied == list(NAMES) == sorted(NAMES)


def test_opening_again_changes_nothing(tmp_path):
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.begin_run("musterportal", "live", PORTAL)
        schema = archive.db.schema
    with Archive(path) as archive:
        assert archive.db.schema == schema
        assert archive.db.table("runs").count == 1


def test_an_archive_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        archive.db.table("_sqlite_migrations").insert(
            {"migration_set": "clusterarchiv", "name": "9999_later", "applied_at": "2099"}
        )
    before = path.read_bytes()
    with pytest.raises(
        NewerArchiveError, match=r"newer version .*9999_later.*update Clusterarchiv"
    ):
        Archive(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_an_archive(tmp_path):
    (tmp_path / "archive.db").touch()
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.db.table("articles").exists()


@pytest.mark.parametrize("content", [b"kein SQLite", b"kein SQLite, aber lang genug. " * 100])
def test_a_file_that_is_not_sqlite_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "brief.txt"
    path.write_bytes(content)
    with pytest.raises(NotAnArchiveError, match=r"brief\.txt is not an SQLite database"):
        Archive(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "kontakte.db"
    with sqlite3.connect(path) as other:
        other.execute("create table kontakte (name)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(NotAnArchiveError, match="no archive of Clusterarchiv"):
        Archive(path)
    assert path.read_bytes() == before


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(NotAnArchiveError, match="is a folder"):
        Archive(tmp_path)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ArchiveWriteError, match=r"its folder .*nirgends does not exist"):
        Archive(tmp_path / "nirgends" / "archive.db")


def test_a_damaged_archive_is_told_apart(tmp_path):
    path = tmp_path / "archive.db"
    with Archive(path):
        pass
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(ArchiveError, match=r"is damaged .*scrapy doctor"):
        Archive(path)


def test_one_that_is_damaged_where_it_is_read_first_is_told_apart(tmp_path):
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        db = archive.db.conn
        (size,) = db.execute("PRAGMA page_size").fetchone()
        (page,) = db.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'forgotten_keys'"
        ).fetchone()
    whole = path.read_bytes()
    path.write_bytes(whole[: size * (page - 1)] + b"\xff" * size + whole[size * page :])
    with pytest.raises(ArchiveError, match=r"is damaged .*scrapy doctor"):
        Archive(path)


@pytest.fixture
def unprivileged():
    """Root may write anywhere; as nobody, permissions count."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that every user can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def read_only_archive(open_folder):
    path = open_folder / "archive.db"
    with Archive(path):
        pass
    path.chmod(0o444)
    open_folder.chmod(0o555)
    yield path
    open_folder.chmod(0o755)


def test_a_file_that_cannot_be_written_is_refused(read_only_archive, unprivileged):
    with pytest.raises(ArchiveWriteError, match=r"archive\.db cannot be written: make the file"):
        Archive(read_only_archive)


@pytest.fixture
def once_read_only(open_folder, unprivileged):
    """An archive that somebody read while it was read-only; that is over, the traces are left."""
    folder = open_folder / "ours"
    try:
        folder.mkdir()
    except PermissionError:
        os.seteuid(0)
        folder.mkdir()
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    path = folder / "archive.db"
    with Archive(path) as archive:
        archive.begin_run("musterportal", "live", PORTAL)
    path.chmod(0o444)
    reader = sqlite3.connect(path)
    assert reader.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    reader.close()
    assert stat.S_IMODE(path.with_name("archive.db-shm").stat().st_mode) == 0o444
    path.chmod(0o644)
    return path


def test_an_archive_that_was_once_read_only_opens_again(once_read_only):
    with Archive(once_read_only) as archive:
        archive.begin_run("musterportal", "live", PORTAL)
        assert archive.db.table("runs").count == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_companion_that_is_somebody_elses_is_named(once_read_only):
    os.seteuid(0)
    os.chown(once_read_only.with_name("archive.db-shm"), 0, 0)
    os.seteuid(65534)
    with pytest.raises(ArchiveWriteError, match=r"archive\.db-shm cannot be written"):
        Archive(once_read_only)


def test_a_folder_that_cannot_be_written_is_refused(open_folder, unprivileged):
    open_folder_is_writable = os.access(open_folder, os.W_OK, effective_ids=True)
    if open_folder_is_writable:
        open_folder.chmod(0o555)
    with pytest.raises(ArchiveWriteError, match=r"archive\.db cannot be written"):
        Archive(open_folder / "archive.db")


def test_a_full_disk_keeps_what_was_stored_before(archive, run_id, make):
    archive.store([make("https://muster.example/eins")], run_id)
    pages = archive.db.execute("PRAGMA page_count").fetchone()[0]
    archive.db.execute(f"PRAGMA max_page_count = {pages + 5}").fetchone()
    batch = [make(f"https://muster.example/{n}", body="Text. " * 2000) for n in range(20)]
    with pytest.raises(ArchiveWriteError, match=r"is full.*everything before it is: free some"):
        archive.store(batch, run_id)
    assert [article.url for _, article in archive.articles()] == ["https://muster.example/eins"]
    assert archive.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

    archive.db.execute("PRAGMA max_page_count = 1000000").fetchone()
    assert set(archive.store(batch, run_id)) == {"new"}


def test_a_batch_that_breaks_off_leaves_nothing_behind(archive, run_id, make, monkeypatch):
    def broken(db, article, run_id, store=archive.store.__globals__["store_article"]):
        if article.url.endswith("/drei"):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
            raise error
        return store(db, article, run_id)

    monkeypatch.setitem(archive.store.__globals__, "store_article", broken)
    batch = [make(f"https://muster.example/{n}") for n in ("eins", "zwei", "drei")]
    with pytest.raises(ArchiveError, match="disk I/O error"):
        archive.store(batch, run_id)
    assert list(archive.articles()) == []
    assert archive.store(batch[:2], run_id) == ["new", "new"]


def test_another_writer_is_waited_for_and_then_named(tmp_path, archive, run_id, make):
    archive.db.execute("PRAGMA busy_timeout = 50").fetchone()
    other = sqlite3.connect(archive.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveWriteError, match="held by another writer"):
        archive.store([make()], run_id)
    other.execute("ROLLBACK")
    other.close()
    assert archive.store([make()], run_id) == ["new"]


def test_writers_of_one_process_take_turns_however_long_a_turn_is(archive, run_id, make):
    begun = threading.Event()

    def store():
        with Archive(archive.path) as other:
            other.db.execute("PRAGMA busy_timeout = 0").fetchone()  # SQLite itself waits for nobody
            begun.set()
            return other.store([make()], run_id)

    with ThreadPoolExecutor(1) as pool:
        with archive.transaction():
            waiting = pool.submit(store)
            assert begun.wait(timeout=10)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.1)
        assert waiting.result(timeout=10) == ["new"]


def write_forty(path, name):
    with Archive(path) as archive:
        run_id = archive.begin_run(name, "live", Portal(name))
        for number in range(40):
            article = Article(f"https://{name}.example/{number}", title=name, topics=["Netzwerke"])
            assert archive.store([article], run_id) == ["new"]


def test_several_processes_may_open_and_write_at_once(tmp_path):
    path = tmp_path / "archive.db"
    writers = [forked.call(write_forty, path, f"portal{n}") for n in range(4)]
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with Archive(path) as archive:
        assert archive.db.table("articles").count == 160
        assert archive.db.table("topics").count == 1


def test_a_reader_is_not_in_the_way_of_a_writer(archive, run_id, make):
    reader = sqlite3.connect(f"file:{archive.path}?mode=ro", uri=True)
    reader.execute("BEGIN")
    assert reader.execute("select count(*) from articles").fetchone() == (0,)
    assert archive.store([make()], run_id) == ["new"]
    reader.close()
