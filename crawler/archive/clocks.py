"""Clocks that were wrong: the order of runs is certain, what each run's clock said is not.

A machine that starts without network time may say 2036 or 1970 for a run. What a live crawl sees
of an article it sees after all that earlier runs saw of it, whatever the clocks said; so a live
capture that contradicts them gets the second behind them (as Lamport's clocks do), and
``captures.clock_at`` keeps what the clock said. Captures of web archives bear the archive's time.

``set_right`` is for a person who says that today's clock is right (``scrapy doctor --mend``).
All functions work inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from crawler.archive.aliases import article_ids
from crawler.archive.database import now, update, utc_text
from crawler.archive.gone import settle_gone
from crawler.archive.revisions import rebuild
from crawler.items import LIVE_SOURCES, Article, Capture
from crawler.program import command

SLACK = dt.timedelta(minutes=10)
"""By how much two clocks, or one before and after it was set, may differ without a word."""
EARLIEST = "2024-01-01T00:00:00Z"
"""Before this version was made nobody crawled with it: clocks that say so have lost their battery.

systemd keeps such a moment for the same purpose (systemd.io, "clock epoch").
"""
_SECOND = dt.timedelta(seconds=1)
_IS_LIVE = f"source IN {LIVE_SOURCES}"
# Clamped by a run, and not yet set right: fetched_at is still what the clock said.
CLAMPED = f"""clock_at IS NOT NULL AND fetched_at = clock_at
    AND (julianday(captured_at) - julianday(clock_at)) * 86400 > {SLACK.total_seconds():.0f}"""
"""SQL: whether a row of ``captures`` contradicts earlier runs and nobody has set it right."""


class Clock:
    """The clock of one run, checked against all that earlier runs have seen.

    Args:
        db: the archive's connection.
        run_id: the run, which has just begun.
    """

    def __init__(self, db: sqlite3.Connection, run_id: int) -> None:
        self._db, self._run_id = db, run_id
        (self._latest,) = db.execute("SELECT max(captured_at) FROM captures").fetchone()
        self.trouble = None if self._latest is None else _trouble(db, run_id, self._latest)

    def in_order(self, capture: Capture, urls: Iterable[str]) -> Capture:
        """The capture, if need be dated behind all that earlier runs saw at ``urls``.

        Captures of web archives stay as they are.
        """
        said = capture.captured_at or capture.fetched_at
        if self._latest is None or utc_text(said) > self._latest:
            return capture
        if capture.source not in LIVE_SOURCES or capture.clock_at is not None:
            return capture
        ids = json.dumps(sorted({*article_ids(self._db, urls).values()}))
        before = self._db.execute(
            "SELECT captured_at, digest FROM captures WHERE coalesce(run_id, 0) < ? "
            "AND article_id IN (SELECT value FROM json_each(?)) ORDER BY captured_at DESC LIMIT 1",
            (self._run_id, ids),
        ).fetchone()
        if before is None or before[0] < utc_text(said):
            return capture
        if before == (utc_text(said), capture.digest):  # in one second, and it says the same
            return capture
        # Behind what this run has seen of it, too: it goes on in its order.
        (last,) = self._db.execute(
            "SELECT max(captured_at) FROM captures "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (ids,),
        ).fetchone()
        behind = dt.datetime.fromisoformat(last) + _SECOND
        return replace(capture, captured_at=behind, clock_at=said)

    def article_in_order(self, article: Article) -> Article:
        """The article as of its capture ``in_order``."""
        if article.capture is None:
            return article
        urls = (article.url, *(alias.url for alias in article.aliases))
        capture = self.in_order(article.capture, urls)
        if capture is article.capture:
            return article
        return replace(article, capture=capture, captured_at=capture.captured_at)


def _trouble(db: sqlite3.Connection, run_id: int, latest: str) -> str | None:
    moment = now()
    is_behind = utc_text(moment) < EARLIEST
    if latest <= utc_text(moment + SLACK) and not is_behind:
        return None
    row = db.execute(
        "SELECT run_id, max(fetched_at) FROM captures WHERE run_id IS NOT ? "  # noqa: S608
        f"AND {_IS_LIVE}",
        (run_id,),
    ).fetchone()
    if row[1] is None or (row[1] <= utc_text(moment + SLACK) and not is_behind):
        return None  # a web archive says so: nobody's clock here
    run, latest = f"run {row[0]}" if row[0] else "an earlier run", row[1]
    return (
        f"the clock says {utc_text(moment)}, but {run} dated pages {latest}: either was wrong. "
        "What articles say goes by the order of runs; "
        + (
            "set this machine's clock"
            if is_behind
            else f"if the clock is right now, `{command('doctor --mend')}` sets the dates right"
        )
    )


# -- Set right ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Window:
    """When a run was at work, by the runs before and after it: between these moments."""

    low: str
    high: str

    def has(self, moment: str) -> bool:
        return self.low <= moment <= self.high


def wrong_runs(db: sqlite3.Connection, moment: str) -> set[int]:
    """Runs whose clock was wrong, given that it is ``moment`` now.

    What lies in the future, or before there was this program, cannot be. Of two runs that
    contradict each other about an article the one was wrong that contradicts more runs, or else
    that no other run is near to in time; in doubt the earlier one.
    """
    times = (
        "SELECT id AS run_id, started_at AS at FROM runs "  # noqa: S608
        "UNION ALL SELECT id, finished_at FROM runs "
        f"UNION ALL SELECT run_id, fetched_at FROM captures WHERE {_IS_LIVE}"
    )
    wrong = {
        row[0]
        for row in db.execute(
            f"SELECT DISTINCT run_id FROM ({times}) WHERE run_id IS NOT NULL "  # noqa: S608
            "AND at IS NOT NULL AND (at > ? OR at < ?)",
            (moment, EARLIEST),
        )
    }
    pairs = {
        (earlier, later)
        for earlier, later in db.execute(
            "SELECT DISTINCT e.run_id, l.run_id FROM captures AS l JOIN captures AS e "  # noqa: S608
            "ON e.article_id = l.article_id AND e.run_id <> l.run_id "
            "AND e.captured_at < l.captured_at AND e.fetched_at >= l.fetched_at "
            f"WHERE l.clock_at IS NOT NULL AND l.fetched_at = l.clock_at AND e.{_IS_LIVE}"
        ).fetchall()
        if earlier not in wrong and later not in wrong
    }
    begun = dict(db.execute("SELECT id, julianday(started_at) FROM runs").fetchall())
    while pairs:
        named = Counter(run for pair in pairs for run in pair)
        worst = max(named, key=lambda run: (named[run], _alone(run, begun, wrong), -run))
        wrong.add(worst)
        pairs = {pair for pair in pairs if worst not in pair}
    return wrong


def _alone(run_id: int, begun: dict[int, float], wrong: Collection[int]) -> int:
    """Days between a run and the one nearest to it in time, of those whose clock was right."""
    others = (at for other, at in begun.items() if other != run_id and other not in wrong)
    return int(min((abs(at - begun[run_id]) for at in others), default=0))


def set_right(db: sqlite3.Connection, moment: dt.datetime | None = None) -> int:
    """Date anew what wrong clocks dated, by the runs before and after; how many captures.

    Args:
        db: the archive's connection.
        moment: the present, which is right; None: this machine's clock.
    """
    until = utc_text(moment or now())
    wrong = wrong_runs(db, until)
    articles = {
        row[0]
        for row in db.execute(
            f"SELECT article_id FROM captures WHERE article_id IS NOT NULL AND ({CLAMPED}) "  # noqa: S608
            "UNION SELECT id FROM articles WHERE last_seen_at > ? OR first_seen_at > ?",
            (until, until),
        )
    }
    number = 0
    for run_id in sorted(wrong, reverse=True):  # each before the one behind it
        window = _window(db, run_id, wrong, until)
        number += _date_run(db, run_id, window, articles)
        wrong.discard(run_id)
    # What was dated behind a wrong clock goes by its own again, unless it is still too early.
    number += db.execute(
        "UPDATE captures SET captured_at = fetched_at, clock_at = NULL "  # noqa: S608
        f"WHERE {CLAMPED} AND {_IS_LIVE}"
    ).rowcount
    for article_id in articles:
        _put_in_order(db, article_id)
    _date_others(db, until)
    for article_id in sorted(articles):
        rebuild(db, article_id, {})
        settle_gone(db, article_id)
    return number


def _put_in_order(db: sqlite3.Connection, article_id: int) -> None:
    """Date the live captures of an article behind those of earlier runs that still contradict."""
    rows = db.execute(
        "SELECT id, run_id, captured_at, fetched_at, clock_at FROM captures "  # noqa: S608
        f"WHERE article_id = ? AND {_IS_LIVE} ORDER BY run_id, id",
        (article_id,),
    ).fetchall()
    last, last_run, moved = "", None, False
    for row_id, run_id, captured_at, fetched_at, clock_at in rows:
        if captured_at <= last and run_id != last_run and (moved or fetched_at <= last):
            moved = True
            at = utc_text(dt.datetime.fromisoformat(last) + _SECOND)
            times = {"captured_at": at, "fetched_at": at, "clock_at": clock_at or captured_at}
            update(db, "captures", row_id, times)
            captured_at = at
        last, last_run = max(last, captured_at), run_id


def _window(db: sqlite3.Connection, run_id: int, wrong: Collection[int], until: str) -> _Window:
    """When a run must have been at work, by the nearest runs whose clock was right."""
    others = json.dumps(sorted(wrong))
    (low,) = db.execute(
        "SELECT coalesce(max(coalesce(finished_at, started_at)), :earliest) FROM runs "
        "WHERE id < :run AND id NOT IN (SELECT value FROM json_each(:wrong)) "
        "AND coalesce(finished_at, started_at) BETWEEN :earliest AND :until",
        {"run": run_id, "wrong": others, "earliest": EARLIEST, "until": until},
    ).fetchone()
    (high,) = db.execute(
        "SELECT min(started_at) FROM runs WHERE id > :run "
        "AND id NOT IN (SELECT value FROM json_each(:wrong)) "
        "AND started_at BETWEEN :low AND :until",
        {"run": run_id, "wrong": others, "low": low, "until": until},
    ).fetchone()
    high = high or until
    own = db.execute("SELECT started_at, finished_at FROM runs WHERE id = ?", (run_id,)).fetchone()
    rough = _Window(low, high)
    # A clock that was set while the run was at work is right at one of its ends.
    begun, ended = (at if at is not None and rough.has(at) else None for at in own)
    return _Window(begun or low, ended or high)


def _date_run(db: sqlite3.Connection, run_id: int, window: _Window, articles: set[int]) -> int:
    """Move what a run dated outside of its window to the window's end; how many captures."""
    rows = db.execute(
        "SELECT id, fetched_at, article_id, source FROM captures WHERE run_id = ? "  # noqa: S608
        f"AND ({_IS_LIVE} OR fetched_at > ?)",
        (run_id, window.high),
    ).fetchall()
    (begun, ended) = db.execute(
        "SELECT started_at, finished_at FROM runs WHERE id = ?", (run_id,)
    ).fetchone()
    outside = [at for at in (begun, ended, *(row[1] for row in rows)) if at and not window.has(at)]
    last = max(outside, default=window.high)

    def right(at: str) -> str:
        if window.has(at):
            return at
        before_end = dt.datetime.fromisoformat(last) - dt.datetime.fromisoformat(at) + _SECOND
        moved = utc_text(dt.datetime.fromisoformat(window.high) - before_end)
        return max(moved, window.low)

    moved = 0
    for row_id, fetched_at, article_id, source in rows:
        at = right(fetched_at)
        if at == fetched_at:
            continue
        moved += 1
        values = {"fetched_at": at}
        if source in LIVE_SOURCES:  # others bear the time of the archive they come from
            (clock_at,) = db.execute(
                "SELECT coalesce(clock_at, captured_at) FROM captures WHERE id = ?", (row_id,)
            ).fetchone()
            values |= {"captured_at": at, "clock_at": clock_at}
            articles |= {article_id} if article_id is not None else set()
        update(db, "captures", row_id, values)
    times = {"started_at": right(begun), "finished_at": ended and right(ended)}
    update(db, "runs", run_id, times)
    return moved


def _date_others(db: sqlite3.Connection, until: str) -> None:
    """Take back what else lies in the future: when lists were read, what people decided."""
    last_run = (
        "coalesce((SELECT max(finished_at) FROM runs WHERE spider = lists.portal "
        "AND finished_at <= :until), :until)"
    )
    for column in ("read_at", "read_fully_at"):
        db.execute(
            f"UPDATE lists SET {column} = {last_run} WHERE {column} > :until",  # noqa: S608
            {"until": until},
        )
    for table, column in (("runs", "accepted_at"), ("story_overrides", "decided_at")):
        db.execute(
            f"UPDATE {table} SET {column} = :until WHERE {column} > :until",  # noqa: S608
            {"until": until},
        )
