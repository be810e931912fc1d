"""Runs, captures, rejects, lists and portals of the attached archive ``other`` taken into ``main``.

All functions work inside the caller's transaction. Temporary tables say which row became which:
``merged_runs`` and ``merged_captures`` (``other_id`` → ``id``; ``is_new``: it was not there), and
``merged_articles`` for ``new_articles``.
"""
# Column names in the SQL come from SQLite itself, conditions stand in this file.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3

_PORTALS = """
    INSERT INTO main.portals (name, title, home_url, cms, alive)
    SELECT name, title, home_url, cms, alive FROM other.portals WHERE true
    ON CONFLICT (name) DO UPDATE SET
        title = CASE WHEN {later} THEN coalesce(excluded.title, title)
            ELSE coalesce(title, excluded.title) END,
        home_url = CASE WHEN {later} THEN coalesce(excluded.home_url, home_url)
            ELSE coalesce(home_url, excluded.home_url) END,
        cms = CASE WHEN {later} THEN coalesce(excluded.cms, cms)
            ELSE coalesce(cms, excluded.cms) END,
        alive = CASE WHEN {later} THEN coalesce(excluded.alive, alive)
            ELSE coalesce(alive, excluded.alive) END
""".replace(
    "{later}",
    "coalesce((SELECT max(started_at) FROM other.runs WHERE spider = excluded.name), '') "
    "> coalesce((SELECT max(started_at) FROM main.runs WHERE spider = excluded.name), '')",
)

# Runs older than their uuid are told apart by what they did and when.
_SAME_RUN = (
    "m.uuid IS o.uuid AND m.spider = o.spider AND m.source = o.source "
    "AND m.started_at = o.started_at"
)

# A capture is the same if it is the same record. One that is no record of a crawl of ours (a page
# out of a WARC file, a web archive or a text export) is the same whoever read it, and whence:
# that is how the archive itself knows a page it reads again. Where one archive has packed its
# files, or left records out of them, a record has another place there.
_SAME_CAPTURE = """
    m.url = o.url
    AND coalesce(m.clock_at, m.captured_at) = coalesce(o.clock_at, o.captured_at)
    AND coalesce(m.digest = o.digest, 1) AND coalesce(m.status = o.status, 1)
    AND CASE WHEN m.source IN ('live', 'demo') AND o.source IN ('live', 'demo')
        THEN NOT coalesce(r.is_new, 0) AND CASE
            WHEN m.warc_file IN temp.other_files THEN
                m.warc_file IS o.warc_file AND m.warc_offset IS o.warc_offset
            ELSE m.run_id = r.id
        END
        ELSE 1 END
"""
_MEMORY = """
    CREATE TEMP TABLE merged_runs (
        other_id INTEGER PRIMARY KEY, id INTEGER, is_new INTEGER NOT NULL
    );
    CREATE TEMP TABLE other_files (name TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE merged_captures (
        other_id INTEGER PRIMARY KEY, id INTEGER, is_new INTEGER NOT NULL
    );
    CREATE TEMP TABLE merged_articles (other_id INTEGER PRIMARY KEY, id INTEGER);
"""


def remember_rows(db: sqlite3.Connection) -> None:
    """Make the temporary tables; before the transaction."""
    db.executescript(_MEMORY)


def forget_rows(db: sqlite3.Connection) -> None:
    """Drop the temporary tables."""
    db.executescript(
        "DROP TABLE temp.merged_runs; DROP TABLE temp.merged_captures; "
        "DROP TABLE temp.merged_articles; DROP TABLE temp.other_files;"
    )


def take_evidence(db: sqlite3.Connection) -> None:
    """Take in everything but articles; captures that are new show no article yet."""
    db.execute(_PORTALS)
    _take_runs(db)
    _take_captures(db)
    _take_rejects(db)
    _take_checkups(db)
    _take_lists(db)
    db.execute("INSERT OR IGNORE INTO main.listed_captures SELECT * FROM other.listed_captures")
    _take_decisions(db)


def take_forgotten(db: sqlite3.Connection) -> None:
    """What was forgotten in one archive is forgotten in both; looked for here, it is not yet."""
    columns = columns_of(db, "forgotten", without=("id", "erased_at"))
    names = ", ".join(columns)
    db.execute(
        f"INSERT INTO main.forgotten ({names}) SELECT {names} FROM other.forgotten WHERE true "
        "ON CONFLICT (uuid) DO NOTHING"
    )
    db.execute(
        "INSERT OR IGNORE INTO main.forgotten_keys (forgotten_id, kind, key) "
        "SELECT m.id, k.kind, k.key FROM other.forgotten_keys AS k "
        "JOIN other.forgotten AS o ON o.id = k.forgotten_id "
        "JOIN main.forgotten AS m ON m.uuid = o.uuid"
    )


def _take_runs(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO merged_runs SELECT o.id, (SELECT m.id FROM main.runs AS m "
        f"WHERE {_SAME_RUN} ORDER BY m.id LIMIT 1), 0 FROM other.runs AS o"
    )
    columns = columns_of(db, "runs", without=("id",))
    _number(db, "runs")
    _insert(db, "runs", columns, ", ".join(f"o.{name}" for name in columns))
    # A run that was at work when it was merged, and has ended since.
    db.execute(
        f"UPDATE main.runs AS m SET ({', '.join(columns)}) = "
        f"(SELECT {', '.join(columns)} FROM other.runs WHERE id = t.other_id) "
        "FROM temp.merged_runs AS t JOIN other.runs AS o ON o.id = t.other_id "
        "WHERE m.id = t.id AND m.finished_at IS NULL AND o.finished_at IS NOT NULL"
    )
    db.execute(
        "UPDATE main.runs AS m SET accepted_at = o.accepted_at "
        "FROM temp.merged_runs AS t JOIN other.runs AS o ON o.id = t.other_id "
        "WHERE m.id = t.id AND m.accepted_at IS NULL AND o.accepted_at IS NOT NULL"
    )


def _take_captures(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO temp.other_files "
        "SELECT DISTINCT warc_file FROM other.captures WHERE warc_file IS NOT NULL"
    )
    same = f"SELECT min(m.id) FROM main.captures AS m WHERE {_SAME_CAPTURE}"
    db.execute(
        "INSERT INTO merged_captures SELECT o.id, coalesce("
        f"({same} AND m.content_hash IS o.content_hash), ({same})), 0 "
        "FROM other.captures AS o LEFT JOIN merged_runs AS r ON r.other_id = o.run_id"
    )
    shows = ("article_id", "content_hash", "is_canonical", "is_filed")
    columns = columns_of(db, "captures", without=("id", "run_id", *shows))
    _number(db, "captures")
    _insert(
        db,
        "captures",
        ["run_id", *columns],
        "(SELECT id FROM merged_runs WHERE other_id = o.run_id), "
        + ", ".join(f"o.{name}" for name in columns),
    )


def _take_rejects(db: sqlite3.Connection) -> None:
    columns = columns_of(db, "rejects", without=("id", "run_id", "capture_id"))
    names = ", ".join(columns)
    same = " AND ".join(f"m.{name} IS o.{name}" for name in columns)
    db.execute(
        f"INSERT INTO main.rejects (run_id, capture_id, {names}) "
        f"SELECT r.id, c.id, {', '.join(f'o.{name}' for name in columns)} "
        "FROM other.rejects AS o LEFT JOIN merged_runs AS r ON r.other_id = o.run_id "
        "LEFT JOIN merged_captures AS c ON c.other_id = o.capture_id "
        "WHERE r.is_new OR NOT EXISTS (SELECT 1 FROM main.rejects AS m "
        f"WHERE m.run_id IS r.id AND m.capture_id IS c.id AND {same}) ORDER BY o.id"
    )


def _take_checkups(db: sqlite3.Connection) -> None:
    """Measures and books of runs, and what they held back that nobody here has decided on.

    Of a run that was here before, what is not in the quarantine has been let out of it. Of an
    URL held back twice only the later run's is kept, as when one archive holds it.
    """
    db.execute(
        "INSERT OR IGNORE INTO main.health_measures "
        'SELECT r.id, measure, field, value, text, "of", example FROM other.health_measures AS o '
        "JOIN merged_runs AS r ON r.other_id = o.run_id"
    )
    db.execute(
        "INSERT OR IGNORE INTO main.run_outcomes "
        "SELECT r.id, kind, outcome, reason, count, example FROM other.run_outcomes AS o "
        "JOIN merged_runs AS r ON r.other_id = o.run_id"
    )
    db.execute(
        "INSERT INTO main.quarantine (run_id, url, fields, reason, article) "
        "SELECT r.id, url, fields, reason, article FROM other.quarantine AS o "
        "JOIN merged_runs AS r ON r.other_id = o.run_id WHERE r.is_new ORDER BY o.id"
    )
    db.execute(
        "INSERT INTO main.recent_edits (run_id, url, article) "
        "SELECT r.id, url, article FROM other.recent_edits AS o "
        "JOIN merged_runs AS r ON r.other_id = o.run_id WHERE r.is_new ORDER BY o.id"
    )
    db.execute(
        "DELETE FROM main.quarantine AS q WHERE EXISTS (SELECT 1 FROM main.quarantine AS later "
        "JOIN main.runs AS b ON b.id = later.run_id JOIN main.runs AS a ON a.id = q.run_id "
        "WHERE later.url = q.url AND (b.started_at, later.id) > (a.started_at, q.id))"
    )


def _take_lists(db: sqlite3.Connection) -> None:
    """What a list showed is stored by either archive, hence by both together; and what it says."""
    db.execute(
        "INSERT INTO main.lists (url, portal, read_at, read_fully_at) "
        "SELECT url, portal, read_at, read_fully_at FROM other.lists WHERE true "
        "ON CONFLICT (url) DO UPDATE SET "
        "portal = CASE WHEN excluded.read_at > read_at THEN excluded.portal ELSE portal END, "
        "read_at = max(read_at, excluded.read_at), read_fully_at = nullif(max("
        "coalesce(read_fully_at, ''), coalesce(excluded.read_fully_at, '')), '')"
    )
    db.execute(
        "INSERT INTO main.list_snapshots SELECT * FROM other.list_snapshots WHERE true "
        "ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at), "
        "last_at = max(last_at, excluded.last_at)"
    )
    db.execute(
        "INSERT INTO main.listed_dates SELECT * FROM other.listed_dates WHERE true "
        "ON CONFLICT DO UPDATE SET day = min(day, excluded.day)"
    )
    db.execute(
        "INSERT OR IGNORE INTO main.dating_pending "
        "SELECT DISTINCT portal, 0 FROM other.list_snapshots "
        "UNION SELECT DISTINCT portal, 0 FROM other.listed_dates"
    )


def _take_decisions(db: sqlite3.Connection) -> None:
    """What people decided on stories: the later word on two URLs counts."""
    later = (
        "FROM other.story_overrides AS o LEFT JOIN main.story_overrides AS m "
        "ON m.url = o.url AND m.other_url = o.other_url "
        "WHERE m.url IS NULL OR o.decided_at > m.decided_at"
    )
    db.execute(
        "INSERT INTO main.story_pending SELECT id FROM main.articles WHERE url IN "
        f"(SELECT o.url {later}) AND id NOT IN (SELECT article_id FROM main.story_pending)"
    )
    db.execute(f"INSERT OR REPLACE INTO main.story_overrides SELECT o.* {later}")


def _number(db: sqlite3.Connection, table: str) -> None:
    """Give rows that are new their ids, in the order they have in the other archive.

    The first capture with a payload holds it, and later ones refer to it: the order is needed.
    """
    db.execute(
        f"UPDATE temp.merged_{table} AS t SET is_new = 1, id = n.id FROM ("
        "SELECT other_id, row_number() OVER (ORDER BY other_id) "
        f"+ (SELECT coalesce(max(id), 0) FROM main.{table}) AS id "
        f"FROM temp.merged_{table} WHERE id IS NULL) AS n WHERE n.other_id = t.other_id"
    )


def _insert(db: sqlite3.Connection, table: str, columns: list[str], values: str) -> None:
    db.execute(
        f"INSERT INTO main.{table} (id, {', '.join(columns)}) SELECT t.id, {values} "
        f"FROM temp.merged_{table} AS t JOIN other.{table} AS o ON o.id = t.other_id "
        "WHERE t.is_new ORDER BY t.id"
    )


def columns_of(db: sqlite3.Connection, table: str, without: tuple[str, ...]) -> list[str]:
    """The columns of a table by name: two archives need not have them in the same order."""
    rows = db.execute(f"PRAGMA main.table_info({table})")
    return [row[1] for row in rows if row[1] not in without]
