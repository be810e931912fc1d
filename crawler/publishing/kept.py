"""What is made of an archive as a whole, and kept until the archive changes."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Kept(Generic[_T]):
    """Something for whoever asks, made anew when the archive has changed.

    While a crawl writes, the archive changes all the time: what was made is then used for twenty
    times as long as it takes to make it, and ``current`` says that it is old.

    Args:
        connect: opens a connection to the archive, for reading.
        make: makes it by that connection.
    """

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], make: Callable[[sqlite3.Connection], _T]
    ) -> None:
        self._connect = connect
        self._make = make
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._made: _T | None = None
        self._version = -1
        self._made_at = self._seconds = 0.0

    def current(self) -> tuple[_T, float]:
        """It, and how many seconds old it is; 0 if the archive is still the same."""
        with self._lock:
            if self._db is None:
                self._db = self._connect()
            # One connection sees all changes of others by this number.
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
            age = time.monotonic() - self._made_at
            if self._made is not None and version == self._version:
                return self._made, 0.0
            if self._made is not None and age < max(5.0, 20 * self._seconds):
                return self._made, age
            started = time.monotonic()
            self._made, self._version = self._make(self._db), version
            self._made_at = time.monotonic()
            self._seconds = self._made_at - started
            return self._made, 0.0
