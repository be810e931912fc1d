"""The arguments of Datasette's own pages: which there are, and what can be read of each.

Datasette looks at few of them before it uses them, so that a mistyped one ends in an error of its
own code (status 500), and it passes over those it does not know, so that all rows look like an
answer. Here each has a reader, and what is unknown is refused.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from datasette.filters import Filters

from crawler.publishing.datasette.csv_files import EXCEL_ARGUMENT
from crawler.publishing.language import marked
from crawler.publishing.parameters import Pairs
from crawler.publishing.refusal import Refusal, RefusedError, UnreadableValueError
from crawler.publishing.search.names import close_to
from crawler.publishing.sentence import Sentence

SQL = "sql"
SQL_ARGUMENTS = (SQL, "_where")
"""Arguments that hold SQL written by the reader."""

ARGUMENTS_MAX = 100
"""Arguments of one request: each may be a condition for every row."""
FACETS_MAX = 12
"""Facets asked for in one request: each may take the time of a question."""
PATTERN_MAX = 200
"""Letters of a pattern, which is compared with the text from each of its letters on."""

Reader = Callable[[str], Any]
"""Raises UnreadableValueError for a value that cannot be read."""


def _whole(most: int) -> Reader:
    def read(value: str) -> None:
        if value and not (re.fullmatch(r"[0-9]{1,18}", value) and int(value) <= most):
            raise UnreadableValueError(
                marked("is no whole number from 0 to %(most)s, in figures"), most=most
            )

    return read


def _whole_or_max(value: str) -> None:
    if value != "max":
        _whole(10_000)(value)


def _truth(value: str) -> None:
    if value.lower() not in ("on", "off", "true", "false", "1", "0"):
        raise UnreadableValueError(marked("is neither “on” nor “off”"))


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise UnreadableValueError(marked("is no JSON")) from None


def _is_single(value: object) -> bool:
    """Whether a value of JSON can be compared with a column."""
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, str | float)


def _through(value: str) -> None:
    """``{"table": …, "column": …, "value": …}``: rows that another table leads to."""
    names = ("table", "column")
    asked = _json(value)
    if not (
        isinstance(asked, dict)
        and asked.keys() >= {*names, "value"}
        and all(isinstance(asked[name], str) for name in names)
        and _is_single(asked["value"])
    ):
        raise UnreadableValueError(
            marked(
                "is no JSON object with a table, a column and a value, as in "
                "{“table”: “article_places”, “column”: “place_id”, “value”: 1}"
            )
        )


def facet_column(config: dict[str, str]) -> str:
    """The column of a facet, as Datasette has it: named outright, or in an object."""
    return config.get("column") or config["simple"]


def _facet(value: str) -> None:
    if not value.startswith("{"):
        return
    asked = _json(value)
    if not (
        isinstance(asked, dict)
        and all(isinstance(part, str) for part in asked.values())
        and (asked.get("column") or "simple" in asked)
    ):
        raise UnreadableValueError(marked("names no column"))


def _listed(value: str) -> None:
    if value.startswith("["):
        asked = _json(value)
        if not (isinstance(asked, list) and all(map(_is_single, asked))):
            raise UnreadableValueError(marked("is no list of numbers and texts"))


def _number(value: str) -> None:
    """Datasette takes what consists of figures for a number, of any script and size."""
    if value.isdigit():
        _whole(2**63 - 1)(value)


def _pattern(value: str) -> None:
    if len(value) > PATTERN_MAX:
        raise UnreadableValueError(
            marked("is longer than the %(most)s letters of a pattern that are compared"),
            most=PATTERN_MAX,
        )


def _offset(value: str) -> None:
    """Where a page of a view begins; of a table it is a key, whose parts may be anything."""
    try:
        _whole(2**63 - 1)(value)
    except UnreadableValueError:
        raise UnreadableValueError(
            marked("is no place where a page begins: follow the link of the page before")
        ) from None


def _as_it_is(_value: str) -> None:
    """Any text, or one that Datasette itself refuses."""


_ARGUMENTS: dict[str, Reader] = {
    **dict.fromkeys(
        """
        sql _where _sort _sort_desc _sort_by_desc _size _search _searchmode _fts_table _fts_pk
        _col _nocol _shape _nl _json _label _labels _stream _dl _header _nocount _nofacet
        _nosuggest _filter_column _filter_op _filter_value _blob_column _blob_hash _extras
        _next _show_hidden _hide_sql _show_sql _format _year _places _topics _sources
        """.split(),  # noqa: SIM905 (a list of words reads as one)
        _as_it_is,
    ),
    EXCEL_ARGUMENT: _as_it_is,
    "_facet": _facet,
    "_facet_size": _whole_or_max,
    "_timelimit": _whole(10**6),
    "_ttl": _whole(10**9),
    "_json_infinity": _truth,
    "_through": _through,
}
_FAMILIES: dict[str, Reader] = {
    r"_search_.+": _as_it_is,
    r"_facet_\w+": _facet,
    r"_filter_(?:column|op|value)_\d+": _as_it_is,
}
"""Arguments whose name has a column, a kind or a number at its end."""
_FACETS = r"_facet(?!_size$|_filing$)(?:_\w+)?"
"""Arguments that ask for a facet of a column."""
_FILTERS: dict[str, Reader] = {
    **dict.fromkeys(("in", "notin"), _listed),
    **dict.fromkeys(("gt", "gte", "lt", "lte"), _number),
    **dict.fromkeys(("contains", "startswith", "endswith", "like", "notlike", "glob"), _pattern),
}


def is_pattern(name: str) -> bool:
    """Whether an argument compares a column with a pattern."""
    return _FILTERS.get(name.rpartition("__")[2]) is _pattern


_COMPARISONS = frozenset(key for key, _, _ in Filters([]).lookups())


def check_arguments(db: sqlite3.Connection, pairs: Pairs, table: str | None) -> None:
    """Raises RefusedError for arguments that Datasette does not know or cannot read.

    Args:
        db: the archive; read only.
        pairs: names and values of the query string.
        table: the table or view whose page is asked for, if it is one.
    """
    _check_count(len(pairs), ARGUMENTS_MAX)
    _check_count(sum(name.startswith("_facet") for name, _ in pairs), FACETS_MAX)
    takes_parameters = any(name == SQL for name, _ in pairs)  # of the statement, named as it likes
    is_view = _is_view(db, table)
    columns = _columns(db, table, is_view=is_view)
    refusals = []
    for name, value in pairs:
        reader = _offset if is_view and name == "_next" else _reader(name)
        try:
            if "\0" in name + value:
                raise UnreadableValueError(marked("has a null character in it"))
            if reader is not None:
                reader(value)
            elif not takes_parameters:
                raise _unknown(name)
            if columns:
                _check_column(name, value, columns)
        except UnreadableValueError as error:
            refusals.append(Refusal(name, value, error.why, error.is_sentence))
    if refusals:
        raise RefusedError(refusals)


def _reader(name: str) -> Reader | None:
    """What reads an argument; None for one that is not known."""
    column, _, comparison = name.rpartition("__")
    if column and comparison in _COMPARISONS:
        return _FILTERS.get(comparison, _as_it_is)
    if not name.startswith("_") or name in _ARGUMENTS:
        return _ARGUMENTS.get(name, _as_it_is)  # the columns of a table are for SQLite to know
    return next((read for form, read in _FAMILIES.items() if re.fullmatch(form, name)), None)


def _compared(name: str) -> str | None:
    """The column that an argument compares; None for an argument of another kind."""
    column, _, comparison = name.rpartition("__")
    if column and comparison in _COMPARISONS:
        return column
    return None if name.startswith("_") else name


def _check_column(name: str, value: str, columns: list[str]) -> None:
    """Raises UnreadableValueError where an argument is about a column the table does not have.

    SQLite would take its name for a text, which no row is equal to.
    """
    known = {column.casefold() for column in columns}
    compared = _compared(name)
    if compared is not None and compared.casefold() not in known:
        why = marked("is no argument of this page and no column of its table")
        meant = close_to(compared, columns)
        if meant:
            why = marked(
                "is no argument of this page and no column of its table. Did you mean “%(meant)s”?"
            )
        raise UnreadableValueError(why, meant=meant or "")
    if not re.fullmatch(_FACETS, name):
        return
    faceted = facet_column(_json(value)) if value.startswith("{") else value
    if faceted.casefold() not in known:
        raise UnreadableValueError(marked("is no column of this table"))


def _unknown(name: str) -> UnreadableValueError:
    if meant := close_to(name, _ARGUMENTS):
        return UnreadableValueError(
            marked("is no argument of this page. Did you mean “%(meant)s”?"), meant=meant
        )
    return UnreadableValueError(marked("is no argument of this page"))


def _check_count(count: int, most: int) -> None:
    if count > most:
        why = Sentence(
            marked("%(count)s arguments are too many: at most %(most)s are read"),
            {"count": count, "most": most},
        )
        raise RefusedError([Refusal("", "", why)])


def _is_view(db: sqlite3.Connection, table: str | None) -> bool:
    found = db.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?", (table,)
    ).fetchone()
    return found is not None


def _columns(db: sqlite3.Connection, table: str | None, *, is_view: bool) -> list[str]:
    """The columns of a table or view by which rows can be chosen; none for what is neither."""
    found = db.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?", (table,)
    ).fetchone()
    if found is None:
        return []
    quoted = '"' + found[0].replace('"', '""') + '"'
    columns = db.execute(f"SELECT * FROM {quoted} LIMIT 0").description  # noqa: S608 (it is quoted)
    return [name for name, *_ in columns] + ([] if is_view else ["rowid"])
