"""Items of a batch, written together or one by one: what cannot be written costs itself alone."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from crawler.archive import runs
from crawler.archive.captures import capture_id
from crawler.archive.database import alone
from crawler.archive.errors import ItemError, NotWritten
from crawler.archive.forgotten import Forgotten
from crawler.books import FORGOTTEN
from crawler.items import Capture

_T = TypeVar("_T")
_Item = TypeVar("_Item")


class ItemWriter:
    """Writes items within the transaction of their batch, and rejects those that fail."""

    def __init__(self, db: sqlite3.Connection, forgotten: Forgotten) -> None:
        self._connection = db
        self._forgotten = forgotten
        self.not_written: list[NotWritten] = []
        """Items that could not be written so far."""

    def one(
        self,
        write: Callable[[], _T],
        run_id: int | None,
        url: str | None,
        capture: Capture | None = None,
    ) -> _T | None:
        """Write one item of a batch and return what ``write`` does.

        If that fails the item is rejected, nothing is left of it, and None returned.
        """
        try:
            with alone(self._connection):
                written = write()
        except ItemError as error:
            self.refuse(run_id, url, str(error), capture)
            return None
        return written

    def all(
        self,
        items: Iterable[_Item],
        write: Callable[[_Item], _T],
        run_id: int | None,
        about: Callable[[_Item], tuple[str, Capture | None]],
    ) -> list[_T | None]:
        """Write items of a batch together, or where one of them fails, each as ``one``.

        ``about`` tells the URL and the capture of one that is rejected.
        """
        listed = [*items]
        try:
            with alone(self._connection):
                return [write(item) for item in listed]
        except ItemError:
            return [self.one(partial(write, item), run_id, *about(item)) for item in listed]

    def refuse(
        self, run_id: int | None, url: str | None, why: str, capture: Capture | None
    ) -> None:
        """Tell of an item that is not written, and reject it."""
        url = url or None
        self.not_written.append(NotWritten(url, why))
        self.note_reject(run_id, url, "archive", why, capture)

    def note_reject(
        self,
        run_id: int | None,
        url: str | None,
        stage: str,
        reason: str,
        capture: Capture | None,
        captured_at: dt.datetime | None = None,
    ) -> None:
        """Write a reject, if need be without the capture whose values no column takes."""
        if self._forgotten.by_url(url) is not None:
            url, capture, reason = None, None, FORGOTTEN
        for evidence in (capture, None):
            try:
                with alone(self._connection):
                    row = capture_id(self._connection, evidence) if evidence else None
                    runs.insert_reject(
                        self._connection, run_id, url, stage, reason, row, captured_at
                    )
            except ItemError as error:
                trouble = error
            else:
                return
        self.not_written.append(NotWritten(url, f"{reason}; the reject was not written: {trouble}"))
