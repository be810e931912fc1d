"""Rows of ``portals``, ``runs`` and ``rejects``: what was done, by whom, and what went wrong."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from crawler.archive.content import storable
from crawler.archive.database import insert, now, update, utc_text
from crawler.books import EntryKind, EntryOutcome, Line, in_order
from crawler.terminal import plain

COUNTS = (
    "requests",
    "responses",
    "not_modified",
    "new",
    "changed",
    "unchanged",
    "duplicates",
    "rejected",
    "held",
    "errors",
    "seconds",
)
"""The columns of ``runs`` that ``finish_run`` fills with numbers."""


@dataclass(frozen=True)
class Portal:
    """A portal as its spider describes it; ``alive`` says whether the live site still answers."""

    name: str
    title: str | None = None
    home_url: str | None = None
    cms: str | None = None
    alive: bool | None = None


def upsert_portal(db: sqlite3.Connection, portal: Portal) -> None:
    """Write the portal; what the spider does not say stays as it is."""
    db.execute(
        """
        INSERT INTO portals (name, title, home_url, cms, alive)
        VALUES (:name, :title, :home_url, :cms, :alive)
        ON CONFLICT (name) DO UPDATE SET
            title = coalesce(excluded.title, title),
            home_url = coalesce(excluded.home_url, home_url),
            cms = coalesce(excluded.cms, cms),
            alive = coalesce(excluded.alive, alive)
        """,
        asdict(portal),
    )


def insert_run(db: sqlite3.Connection, spider: str, source: str) -> int:
    """A new run that starts now; its id."""
    values = {"spider": spider, "source": source, "started_at": utc_text(now())}
    return insert(db, "runs", {**values, "uuid": uuid.uuid4().hex})


def close_run(
    db: sqlite3.Connection, run_id: int, finish_reason: str, counts: Mapping[str, float]
) -> None:
    """Write how the run ended; counts that are not given are 0. KeyError for an unknown count."""
    if unknown := counts.keys() - set(COUNTS):
        raise KeyError(f"runs has no column {min(unknown)}")
    values = {
        **dict.fromkeys(COUNTS, 0),
        **counts,
        "finished_at": utc_text(now()),
        "finish_reason": finish_reason,
    }
    update(db, "runs", run_id, values)


def insert_outcomes(db: sqlite3.Connection, run_id: int, lines: Iterable[Line]) -> None:
    """Write what became of all that a run met."""
    db.executemany(
        "INSERT INTO run_outcomes (run_id, kind, outcome, reason, count, example) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (run_id, line.kind, line.outcome, plain(storable(line.reason)), line.count,
             line.example and storable(line.example))
            for line in lines
        ],
    )  # fmt: skip


def outcomes_of(db: sqlite3.Connection, run_id: int) -> list[Line]:
    """What became of all that a run met, in the order in which it is told."""
    rows = db.execute(
        "SELECT kind, outcome, reason, count, example FROM run_outcomes WHERE run_id = ?", (run_id,)
    )
    return in_order(Line(EntryKind(row[0]), EntryOutcome(row[1]), *row[2:]) for row in rows)


def insert_reject(
    db: sqlite3.Connection,
    run_id: int | None,
    url: str | None,
    stage: str,
    reason: str,
    capture_id: int | None = None,
    captured_at: dt.datetime | None = None,
) -> None:
    """Write a page that looked like an article and could not be stored.

    ``captured_at`` says which capture of a web archive it was, if one could not be had.
    """
    values = {
        "run_id": run_id,
        "url": url and storable(url),
        "stage": stage,
        "reason": plain(storable(reason)),
        "capture_id": capture_id,
        "captured_at": captured_at and utc_text(captured_at),
    }
    insert(db, "rejects", values)
