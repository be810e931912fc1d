"""The allow-list of readers' SQL: tables of the archive, functions that only compute, no paths.

SQLite asks an authorizer about each table, column, function and pragma of a statement when it is
prepared, whoever wrote it and through however many views. Names are told as they are written in
the schema, or as typed where there is none, so they are compared in small letters. What is not
listed is refused: a newer SQLite brings functions nobody here has looked at.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.publishing.datasette.limits import BoundedConnection

WITHHELD = {
    "captures": ("source", "warc_file"),
    "runs": ("source",),
    "quarantine": ("article",),  # the whole item as JSON, its capture included
    "recent_edits": ("article",),
    "rejects": ("url", "reason"),
    "run_outcomes": ("reason", "example"),
    "forgotten": ("salt",),  # with it anybody could try URLs and words against the keys
    "forgotten_keys": ("key",),
    "superseded_files": ("warc_file",),
    "pragma_database_list": ("file",),
}
"""Columns that can hold paths, by table: what was given as ``warc:PATH`` or ``text:PATH``; and what
would help to find out what was forgotten. They read as NULL."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTIONS = _names("""
    -> ->> abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil ceiling char coalesce concat
    concat_ws cos cosh count cume_dist current_date current_time current_timestamp date datetime
    degrees dense_rank escape_fts exp first_value floor format german_query glob group_concat hex
    highlight ifnull iif instr json json_array json_array_length json_each json_error_position
    json_extract json_group_array json_group_object json_insert json_object json_pretty json_quote
    json_remove json_replace json_set json_tree json_type json_valid julianday lag last_value lead
    length like likelihood likely ln log log10 log2 lower ltrim match max min mod nth_value ntile
    nullif octet_length percent_rank pi pow power printf quote radians random rank replace round
    row_number rtrim sign sin sinh snippet soundex sqlite_version sqrt strftime string_agg substr
    substring sum tan tanh time timediff total trim trunc typeof unhex unicode unixepoch unlikely
    upper
""")
"""Functions of SQLite, FTS5 and ours. Left out, because they take time or memory out of all
proportion, or say or do something about the machine: json_patch, zeroblob, randomblob, those of
FTS3 and R*Tree, load_extension, sqlite_* but for the version."""

_TABLES = _names("""
    sqlite_master sqlite_schema sqlite_temp_master sqlite_temp_schema json_each json_tree
""")
"""Tables that stand in no schema. Not dbstat, which walks the file, nor sqlite_stmt, which tells
others' SQL."""

_PRAGMAS = _names("""
    database_list foreign_key_list function_list index_info index_list index_xinfo page_count
    page_size schema_version table_info table_list table_xinfo
""")
_ABOUT_A_TABLE = _names("""
    foreign_key_list index_info index_list index_xinfo table_info table_list table_xinfo
""")
"""Pragmas whose argument is a table or index; that of any other would set something."""
_OF_FTS5 = "data_version"
"""What FTS5 asks for by itself."""


def restrict(connection: sqlite3.Connection) -> None:
    """Let this connection read what is listed, and nothing else be done with it."""
    tables = _TABLES | {f"pragma_{name}" for name in _PRAGMAS}
    tables |= {
        name.lower()
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    }

    def decide(
        action: int, first: str | None, second: str | None, _database: str | None, _view: str | None
    ) -> int:
        if _is_late(connection):
            return sqlite3.SQLITE_DENY
        first, second = (first or "").lower(), (second or "").lower()
        allowed = False
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
                allowed = True
            case sqlite3.SQLITE_READ:
                if second in WITHHELD.get(first, ()):
                    return sqlite3.SQLITE_IGNORE
                allowed = first in tables
            case sqlite3.SQLITE_UPDATE | sqlite3.SQLITE_INSERT:
                # A virtual table that is opened declares its columns, which asks for this; to
                # write it, a statement would have to get past mode=ro and writable_schema.
                allowed = first == "sqlite_master"
            case sqlite3.SQLITE_FUNCTION:
                allowed = second in FUNCTIONS
            case sqlite3.SQLITE_PRAGMA:
                allowed = first in _ABOUT_A_TABLE or (
                    not second and (first in _PRAGMAS or first == _OF_FTS5)
                )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    connection.set_authorizer(decide)


def _is_late(connection: sqlite3.Connection | BoundedConnection) -> bool:
    """A statement that takes long to prepare is ended as one that takes long to run."""
    is_late = getattr(connection, "is_late", None)
    return is_late is not None and bool(is_late())
