"""Archives made before: upgraded to the very tables a new one has, with nothing lost."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
import sqlite_utils

from crawler.archive import Archive, OlderArchiveError
from crawler.archive.listings import coverage
from crawler.archive.migrations import NAMES, OLDEST, migrations

# FTS5's own tables hold the index, not the schema; SQLite makes names for some indexes itself.
_OURS = "NOT (type = 'table' AND name LIKE 'articles_fts_%') AND name NOT LIKE 'sqlite_%'"
_KINDS = ("table", "index", "trigger", "view")
_STEPS = [name for name in NAMES if name > OLDEST]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An archive as it was at the oldest step that is upgraded, with rows in all its tables."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(Path(__file__).with_name("step_14.sql").read_text("utf-8"))
    return path


def _statements(db: sqlite3.Connection, kind: str) -> dict[str, str]:
    """Name → its CREATE statement, whatever its comments, white space and quotes."""
    rows = db.execute(f"SELECT name, sql FROM sqlite_master WHERE type = ? AND {_OURS}", (kind,))
    return {name: _plain(sql) for name, sql in rows if sql is not None}


def _plain(sql: str) -> str:
    words = " ".join(re.sub(r"--[^\n]*", "", sql).split())
    return re.sub(r"\s*([(),])\s*", r"\1", words).replace('"', "")


def _pragmas(db: sqlite3.Connection, table: str) -> dict[str, list[tuple[object, ...]]]:
    """A table as SQLite understands it: columns in order, references, indexes."""
    indexes = {row[1]: row[2:] for row in db.execute(f"PRAGMA index_list({table})")}
    return {
        "columns": db.execute(f"PRAGMA table_xinfo({table})").fetchall(),
        "references": sorted(row[2:] for row in db.execute(f"PRAGMA foreign_key_list({table})")),
        "indexes": sorted(
            (name, *how, *db.execute(f"PRAGMA index_xinfo({name})").fetchall())
            for name, how in indexes.items()
        ),
    }


@pytest.mark.parametrize("kind", _KINDS)
def test_an_upgraded_archive_has_the_schema_of_a_new_one(old, archive, kind):
    with Archive(old) as upgraded:
        assert _statements(upgraded.db.conn, kind) == _statements(archive.db.conn, kind)
    assert _statements(archive.db.conn, kind)


def test_sqlite_understands_both_alike(old, archive):
    with Archive(old) as upgraded:
        for table in _statements(archive.db.conn, "table"):
            assert _pragmas(upgraded.db.conn, table) == _pragmas(archive.db.conn, table), table


def test_every_object_of_the_schema_file_is_in_a_new_archive(archive):
    schema = files("crawler.archive").joinpath("schema.sql").read_text("utf-8")
    made = re.findall(
        r"^CREATE (?:UNIQUE |VIRTUAL )?(TABLE|INDEX|TRIGGER|VIEW) (\w+)", schema, re.MULTILINE
    )
    there = {name for kind in _KINDS for name in _statements(archive.db.conn, kind)}
    assert sorted(name for _, name in made) == sorted(
        there - {"_sqlite_migrations", "idx__sqlite_migrations_migration_set_name"}
    )


def test_nothing_is_lost(old):
    def rows(db: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
        found = {}
        for (table,) in db.execute(
            f"SELECT name FROM sqlite_master WHERE type = 'table' AND {_OURS}"
        ).fetchall():
            cursor = db.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
        return found

    with closing(sqlite3.connect(old)) as db:
        before = rows(db)
    with Archive(old) as upgraded:
        after = rows(upgraded.db.conn)
        applied = [migration.name for migration in migrations.applied(upgraded.db)]
        assert applied == list(NAMES)
        assert upgraded.find("http://muster.example/eins").title == "Blaumilch gefördert"
        found = upgraded.db.query(
            "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'absatz'"
        )
        assert sorted(row["rowid"] for row in found) == [1, 3]
        assert list(upgraded.db.query("PRAGMA foreign_key_check")) == []
        assert upgraded.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    del before["_sqlite_migrations"]
    assert sum(bool(held) for held in before.values()) > 25
    for table, held in before.items():
        kept = zip(held, after[table], strict=True)
        assert [{name: row[name] for name in was} for was, row in kept] == held, table


def test_captures_that_could_not_be_had_get_their_moment_from_the_reason(old):
    with Archive(old) as upgraded:
        rejects = upgraded.db.execute("SELECT stage, captured_at FROM rejects ORDER BY id")
        assert rejects.fetchall() == [("extract", None), ("source", "2019-05-06T07:08:09Z")]
        (month,) = coverage(upgraded.db.conn, "musterportal")
        assert (month.month, month.failed, month.missing) == ("2019-05", 1, 0)


@pytest.mark.parametrize("lacking", _STEPS)
def test_an_archive_gets_the_steps_it_lacks(old, archive, lacking):
    between = sqlite_utils.Database(old, execute_plugins=False)
    migrations.apply(between, stop_before=lacking)
    between.close()
    with Archive(old) as upgraded:
        for kind in _KINDS:
            assert _statements(upgraded.db.conn, kind) == _statements(archive.db.conn, kind)


def test_an_archive_that_is_too_old_is_refused_and_left_alone(old):
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (OLDEST,))
    before = old.read_bytes()
    with pytest.raises(
        OlderArchiveError,
        match=r"old\.db was made by a version .* too old .* at step 0013_reservations",
    ):
        Archive(old)
    assert old.read_bytes() == before
