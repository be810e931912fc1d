"""Upgrades of archives that exist: numbered steps, each of which runs once in an archive, in order.

``schema.sql`` is where the tables stand, as a new archive gets them at once. A change of tables is
made there and as a new module here with the next number, for archives that exist; a step that has
been in use is never edited. ``Table.transform()`` of sqlite-utils drops triggers without a word, so
a step that uses it on ``articles`` makes them again.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

_BEFORE = (
    "0001_articles",
    "0002_details",
    "0003_evidence",
    "0004_stories",
    "0005_search",
    "0006_views",
    "0007_visits",
    "0008_web_archives",
    "0009_story_index",
    "0010_search",
    "0011_health",
    "0013_reservations",
    "0014_run_identity",
)
"""Steps whose modules are gone: every archive in use has had them, and says so by these names."""
_STEPS = (
    "0015_partial_copies",
    "0016_incomplete",
    "0017_lost_captures",
    "0018_run_outcomes",
    "0019_clocks",
    "0020_recent_edits",
    "0021_dated_by",
    "0022_gone_once",
    "0023_further_reading",
    "0024_origins",
    "0025_events",
    "0026_confidence",
    "0027_dating",
    "0028_event_words",
    "0029_watches",
    "0030_forgotten",
    "0033_search_index",
    "0034_newest_article",
    "0035_visits",
)
"""The steps that archives may still lack; each is the module of its name behind an ``m``."""

OLDEST = _BEFORE[-1]
"""The step an archive must have had to be upgraded."""
NAMES = (*_BEFORE, *_STEPS)
"""All steps of this version, the oldest first, as an archive lists them."""

migrations = Migrations("clusterarchiv")
"""The steps an archive has and lacks, and how to apply them."""

for _name in _STEPS:
    migrations(name=_name)(import_module(f"{__name__}.m{_name}").apply)


def create_tables(database: Database) -> None:
    """Make all tables in an empty database, in the state in which no step is lacking."""
    migrations.ensure_migrations_table(database)
    # Inside a transaction executescript() of sqlite-utils tries after each letter of the script
    # whether a statement ends there, which took four fifths of the time to make an archive.
    script = files("crawler.archive").joinpath("schema.sql").read_text("utf-8")
    for statement in _statements(script):
        database.execute(statement)
    database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "SELECT ?, value, ? FROM json_each(?) ORDER BY key",
        (migrations.name, str(dt.datetime.now(dt.UTC)), json.dumps(NAMES)),
    )


def _statements(script: str) -> Iterator[str]:
    """The statements of a script in which each begins on a line of its own."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
