"""Rows of ``health_measures`` and ``quarantine``: what runs measured, and what they held back.

All functions work inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from crawler.archive.captures import CAPTURE_TIMES
from crawler.archive.content import ROW_TYPES, storable, to_json
from crawler.archive.database import insert, now, utc_text
from crawler.items import Alias, Article, Breadcrumb, Capture
from crawler.program import command

_LISTS: dict[str, Any] = {**ROW_TYPES, "breadcrumbs": Breadcrumb, "aliases": Alias}

FigureRow = tuple[str, str, float | None, str | None, int, str | None]
"""measure, field, value, text, of, example: the columns of ``health_measures``."""


def write_checkup(
    db: sqlite3.Connection, run_id: int, figures: Iterable[FigureRow], alarms: list[dict[str, Any]]
) -> None:
    """Write what a run measured and the alarms it raised."""
    db.executemany(
        'INSERT OR REPLACE INTO health_measures (run_id, measure, field, value, text, "of", '
        "example) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(run_id, *figure) for figure in figures],
    )
    health = json.dumps({"ok": not alarms, "alarms": alarms}, ensure_ascii=False)
    db.execute("UPDATE runs SET health = ? WHERE id = ?", (storable(health), run_id))


class Checkup(NamedTuple):
    """A run whose health was checked: its alarms as JSON objects, whether a person accepted it."""

    run_id: int
    alarms: list[dict[str, Any]]
    accepted: bool
    figures: list[FigureRow]


_CHECKUPS = """
    WITH checked AS (
        SELECT id, health, accepted_at, accepted_at IS NOT NULL OR health ->> 'ok' AS is_quiet
        FROM runs WHERE spider = :spider AND source = :source AND health IS NOT NULL
    )
    SELECT id, health, accepted_at FROM checked WHERE id IN (
        SELECT id FROM (SELECT id FROM checked ORDER BY id DESC LIMIT :limit)
        UNION SELECT id FROM (SELECT id FROM checked WHERE is_quiet ORDER BY id DESC LIMIT :limit)
    ) ORDER BY id DESC
"""


def past_checkups(db: sqlite3.Connection, spider: str, source: str, limit: int) -> list[Checkup]:
    """The last ``limit`` checked runs of a portal, and the last ``limit`` without an alarm.

    Newest first. Without the latter a portal that is broken for long would be compared with its
    broken self.
    """
    runs = db.execute(_CHECKUPS, {"spider": spider, "source": source, "limit": limit}).fetchall()
    found = []
    for run_id, health, accepted_at in runs:
        figures = db.execute(
            'SELECT measure, field, value, text, "of", example FROM health_measures '
            "WHERE run_id = ?",
            (run_id,),
        ).fetchall()
        alarms = json.loads(health)["alarms"]
        found.append(Checkup(run_id, alarms, accepted_at is not None, figures))
    return found


def full_articles(db: sqlite3.Connection, portal: str) -> tuple[int, int, int]:
    """Number of a portal's articles with a date, with a date or a breadcrumb, and of all it has."""
    dated, full, of = db.execute(
        "SELECT count(published_on), count(coalesce(published_on, breadcrumb)), count(*) "
        "FROM articles WHERE portal = ?",
        (portal,),
    ).fetchone()
    return dated, full, of


PAGE = "page"
"""The field in doubt where the whole page is: no run's health clears it, only a person does."""
PAGE_REPLACED, PAGE_IS_ERROR, PAGE_REPEATED = (
    f"{sign} {PAGE}" for sign in ("replaced", "error", "repeated")
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a run held back and nobody has decided on yet, with an example and its reason."""

    run_id: int
    articles: int
    url: str
    reason: str

    def __str__(self) -> str:
        held = "1 article" if self.articles == 1 else f"{self.articles} articles"
        return (
            f"run {self.run_id} holds {held} back, for example {self.url}: {self.reason} "
            f"({command('accept')} {self.run_id}, or with --discard)"
        )


def hold(
    db: sqlite3.Connection,
    article: Article,
    signs: Iterable[str],
    run_id: int,
    why: str | None = None,
) -> None:
    """Keep an article back; what an earlier run held of the same URL is superseded.

    ``why`` says in words what the signs mean, where that is known.
    """
    db.execute("DELETE FROM quarantine WHERE url = ? AND run_id <> ?", (article.url, run_id))
    reasons = sorted(signs)
    fields = sorted({reason.partition(" ")[2] for reason in reasons})
    values = {"run_id": run_id, "url": storable(article.url), "fields": to_json(fields)}
    values |= {"reason": why or "; ".join(reasons), "article": article_to_json(article)}
    insert(db, "quarantine", values)


def held_articles(
    db: sqlite3.Connection,
    run_id: int,
    but_fields: Collection[str] = (),
    limit: int = -1,
    after: int = 0,
) -> list[tuple[int, Article]]:
    """What a run holds back but for doubts in these fields: numbers of the rows, and articles.

    At most ``limit`` of them (-1: all), behind the row ``after``.
    """
    rows = db.execute(
        "SELECT id, article FROM quarantine WHERE run_id = ? AND id > ? AND NOT EXISTS (SELECT 1 "
        "FROM json_each(fields) WHERE value IN (SELECT value FROM json_each(?))) "
        "ORDER BY id LIMIT ?",
        (run_id, after, json.dumps([*but_fields]), limit),
    ).fetchall()
    return [(row_id, article_from_json(text)) for row_id, text in rows]


def discard_held(db: sqlite3.Connection, run_id: int) -> int:
    """Forget all that a run holds back; how many articles."""
    return db.execute("DELETE FROM quarantine WHERE run_id = ?", (run_id,)).rowcount


def discard_unjudged(db: sqlite3.Connection, spider: str) -> None:
    """Forget what runs held back that were killed before they were judged.

    Nothing is lost by that: no article was seen by them, so the next run asks for the pages again.
    """
    db.execute(
        "DELETE FROM quarantine WHERE run_id IN "
        "(SELECT id FROM runs WHERE spider = ? AND health IS NULL)",
        (spider,),
    )


def drop_outdated(db: sqlite3.Connection, article: Article) -> None:
    """Forget what was held back of an article whose page has been seen as it should be since."""
    seen_at = (article.captured_at or now()).isoformat()
    db.execute(
        "DELETE FROM quarantine WHERE url = ? "
        "AND julianday(json_extract(article, '$.captured_at')) < julianday(?)",
        (article.url, seen_at),
    )


def waiting(db: sqlite3.Connection, spider: str) -> list[Waiting]:
    """What the runs of a spider hold back, by run, the earliest first."""
    rows = db.execute(
        "SELECT run_id, count(*), url, reason, min(q.id) FROM quarantine AS q "
        "JOIN runs AS r ON r.id = q.run_id WHERE r.spider = ? GROUP BY run_id ORDER BY run_id",
        (spider,),
    )
    return [Waiting(*row[:4]) for row in rows]


def nothing_to_decide(db: sqlite3.Connection, run_id: int, *, discard: bool) -> str | None:
    """Why there is nothing to accept or discard of a run, in words; None if there is.

    An alarm that held no article can be accepted too (a list that brings nothing and is right so).
    """
    accepted_at, rang, held = db.execute(
        "SELECT accepted_at, coalesce(NOT health ->> 'ok', 0), "
        "EXISTS (SELECT 1 FROM quarantine WHERE run_id = runs.id) FROM runs WHERE id = ?",
        (run_id,),
    ).fetchone()
    if held or (rang and not discard and accepted_at is None):
        return None
    if accepted_at is not None:
        return f"run {run_id} was accepted on {accepted_at[:10]} and holds nothing back any more"
    return f"run {run_id} holds nothing back" + ("" if rang else " and raised no alarm")


def let_go(db: sqlite3.Connection, row_ids: Iterable[int]) -> None:
    """Take rows out of the quarantine."""
    db.executemany("DELETE FROM quarantine WHERE id = ?", [(row_id,) for row_id in row_ids])


def accept_run(db: sqlite3.Connection, run_id: int) -> None:
    """Note that what a run showed is how the portal is now: its history begins there."""
    db.execute("UPDATE runs SET accepted_at = ? WHERE id = ?", (utc_text(now()), run_id))


def article_to_json(article: Article) -> str:
    """An article with all that is on the way with it, as ``quarantine.article`` keeps it."""
    text = json.dumps(asdict(article), ensure_ascii=False, default=dt.datetime.isoformat)
    return storable(text)


def article_from_json(text: str) -> Article:
    """The inverse of ``article_to_json``."""
    values: dict[str, Any] = json.loads(text)
    for name, row_type in _LISTS.items():
        values[name] = [row_type(**row) for row in values[name]]
    if capture := values["capture"]:
        for name in CAPTURE_TIMES:
            capture[name] = _moment(capture.get(name))
        values["capture"] = Capture(**capture)
    values["captured_at"] = _moment(values["captured_at"])
    return Article(**values)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
