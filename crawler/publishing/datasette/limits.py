"""Limits of one statement: time, memory, length of a value, size of the answer.

Datasette ends a statement after ``sql_time_limit_ms``, but SQLite asks for the time only between
the steps of its machine: one step over a long text takes as long as it likes, preparing a
statement asks nobody, and nothing bounds memory.

Pages of ours read whole articles, however long. SQL that came with the request (``READER_SQL``) is
bound in length as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database
from datasette.views.base import DatasetteError

from crawler.publishing.search.syntax import LETTERS_MAX, TERMS_MAX

T = TypeVar("T")

READER_SQL: ContextVar[bool] = ContextVar("WRITTEN", default=False)
"""Whether the current request holds SQL written by its reader."""
PATTERNS: ContextVar[bool] = ContextVar("PATTERNS", default=False)
"""Whether it compares texts with a pattern, each of which takes the product of both lengths."""

ALL_ROWS: ContextVar[bool] = ContextVar("ALL_ROWS", default=False)
"""Whether the current request asks for the whole answer to a question of ours, as a file: pages
show Datasette's ``max_returned_rows`` and say how many there are, which a file cannot."""
AS_CSV: ContextVar[bool] = ContextVar("AS_CSV", default=False)
"""Whether the current request asks for the answer to a question, or to SQL, as CSV."""

SQL_MAX = 5_000
"""Letters. Datasette looks at SQL with expressions that take the square of a run of blanks."""
HEAP_MAX = 128 * 1024 * 1024
"""Bytes SQLite may hold in all connections of the process; nothing is sorted on disk."""
ANSWER_MAX = 32_000_000
"""Bytes of the texts of one answer, whose rows are at most Datasette's ``max_returned_rows``."""
_ROW = 100
"""Bytes that a row counts beside its texts."""
LENGTH_MAX = 500_000
"""Bytes of one value or row."""
TRIMMED_MAX = 100
"""Different letters that ``trim()`` takes off."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LENGTH_MAX,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 64,  # LIKE and GLOB take pattern times text
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
}
_STEPS = 10
"""Steps of SQLite's machine between two looks at the clock: each may be a call of a function over
LENGTH_MAX, and Datasette's 1,000 of them take minutes."""

_MESSAGES = {
    "string or blob too big": f"a text or row is longer than the {LENGTH_MAX:,} bytes that SQL "
    "may handle here; scrapy export has no such limit",
    "user-defined function raised exception": "a function was given more than it reads: "
    f"german_query() takes {LETTERS_MAX} letters and {TERMS_MAX} words and phrases, "
    f"trim() {TRIMMED_MAX} different letters, printf() no widths of five figures, "
    f"and replace() adds {LENGTH_MAX:,} letters at most",
    "not authorized": "not authorized: it asks for a function or statement that is not served",
}
"""SQLite's messages, and what they mean here."""
_UNASKABLE = (
    sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError, sqlite3.NotSupportedError,
    sqlite3.Warning, OverflowError, ValueError,
)  # fmt: skip
"""What comes of two statements, wrong numbers of values, numbers beyond 64 bits, and letters that
are none; Datasette expects OperationalError of statements that are wrong."""


def bound_memory() -> None:
    """Bound SQLite's memory for this process; it cannot be raised again."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA hard_heap_limit = {HEAP_MAX}")


class BoundedConnection(sqlite3.Connection):
    """A connection whose statements are bound while ``bound`` says so."""

    is_bound = False
    is_summed = False
    """Whether a result is ended that grows too long."""
    looks_often = False
    _is_late: Callable[[], Any] | None = None

    def cursor(self, *_factory: Any) -> Any:
        """A cursor that says what went wrong, and ends too long an answer."""
        return super().cursor(_BoundedCursor)

    def set_progress_handler(self, handler: Callable[[], Any] | None, n: int) -> None:
        """As in sqlite3, but SQLite asks more often while it is bound."""
        self._is_late = handler
        super().set_progress_handler(handler, min(n, _STEPS) if self.looks_often else n)

    def is_late(self) -> bool:
        """Whether the time of the statement at work is over; asked while it is prepared, too."""
        return self._is_late is not None and bool(self._is_late())

    @contextmanager
    def summed(self) -> Iterator[None]:
        """End a result of the block that grows too long."""
        self.is_summed = True
        try:
            yield
        finally:
            self.is_summed = False

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Bound the statements of the block."""
        before = {limit: self.setlimit(limit, most) for limit, most in _LIMITS.items()}
        self.is_bound = True
        try:
            with self.looking_often(), self.summed():
                yield
        finally:
            self.is_bound = False
            for limit, most in before.items():
                self.setlimit(limit, most)

    @contextmanager
    def looking_often(self) -> Iterator[None]:
        """Look at the clock more often than Datasette asks for, in statements of the block."""
        self.looks_often = True
        try:
            yield
        finally:
            self.looks_often = False


class _BoundedCursor(sqlite3.Cursor):
    connection: BoundedConnection

    def execute(self, *args: Any) -> Any:
        with _readable_errors(self.connection):
            return super().execute(*args)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._fetch(self.arraysize if size is None else size)

    def fetchall(self) -> list[Any]:
        return self._fetch(None)

    def _fetch(self, size: int | None) -> list[Any]:
        rows: list[Any] = []
        taken = 0
        with _readable_errors(self.connection):
            while (size is None or len(rows) < size) and (row := self.fetchone()) is not None:
                rows.append(row)
                if self.connection.is_summed:
                    texts = (len(value) for value in row if isinstance(value, str | bytes))
                    taken += _ROW + sum(texts)
                    if taken > ANSWER_MAX:
                        raise sqlite3.OperationalError(
                            f"the answer is longer than {ANSWER_MAX:,} bytes: ask for fewer rows "
                            "or columns"
                        )
        return rows


@contextmanager
def _readable_errors(connection: BoundedConnection) -> Iterator[None]:
    """Errors of SQLite, reworded for whoever wrote the statement."""
    try:
        yield
    except MemoryError:
        raise sqlite3.OperationalError(
            f"it takes more than the {HEAP_MAX // 1024**2} MB of memory that all questions share: "
            "narrow it, or ask again when others are done"
        ) from None
    except _UNASKABLE as error:
        raise sqlite3.OperationalError(f"this cannot be asked of SQLite: {error}") from error
    except sqlite3.DatabaseError as error:
        message = str(error)
        is_denied = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_AUTH
        if is_denied and connection.is_late():
            raise sqlite3.OperationalError("interrupted") from error
        if message in _MESSAGES:
            raise sqlite3.OperationalError(_MESSAGES[message]) from error
        raise


class BoundedDatabase(Database):  # type: ignore[misc]
    """The archive as Datasette reads it."""

    def connect(self, write: bool = False) -> BoundedConnection:
        """A connection for reading; nothing is ever written."""
        connection = sqlite3.connect(
            f"{Path(self.path).resolve().as_uri()}?mode=ro",  # `#`, `?` and `%` are escaped
            uri=True,
            check_same_thread=False,
            factory=BoundedConnection,
        )
        self._all_file_connections.append(connection)
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """As Datasette's; of ``ALL_ROWS`` none are cut off, and CSV is refused for errors."""
        if ALL_ROWS.get():
            options["truncate"] = False
        try:
            return await super().execute(sql, params, **options)
        except sqlite3.DatabaseError as error:
            if AS_CSV.get():  # Datasette would send no rows, as if there were none
                raise DatasetteError(str(error), status=400) from error
            raise

    async def execute_fn(self, fn: Callable[[Any], T]) -> T:
        """Run ``fn`` with a connection in a thread, bound if the request holds SQL."""
        is_readers, is_whole, has_patterns = READER_SQL.get(), ALL_ROWS.get(), PATTERNS.get()
        if not (is_readers or is_whole or has_patterns):
            return await super().execute_fn(fn)  # type: ignore[no-any-return]

        def bounded(connection: BoundedConnection) -> T:
            with ExitStack() as bounds:
                if is_readers:
                    bounds.enter_context(connection.bound())
                if is_whole:
                    bounds.enter_context(connection.summed())
                if has_patterns:
                    bounds.enter_context(connection.looking_often())
                return fn(connection)

        return await super().execute_fn(bounded)  # type: ignore[no-any-return]
