"""Filing of generated articles: portals, kinds, days, places, topics, sources and editors.

Names are as often as Zipf's law has it; one article in twelve has no certain year, one in forty no
day at all.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import sqlite3
from collections.abc import Iterable

PORTALS = 4
_KINDS = ("nachricht", "meldung", "bekanntmachung", "termin", "erfolgsgeschichte", "publikation")
_LISTS = {
    # table: its column in the join, names, most of them an article has
    "places": ("place_id", 190, 4),
    "topics": ("topic_id", 24, 3),
    "sources": ("source_id", 3000, 2),
    "editors": ("editor_id", 120, 1),
}
FILED_UNDER = tuple(_LISTS)
"""Lists of names; articles are joined to each by a table ``article_…``."""
_ORGANISATIONS = 18
_FIRST = dt.date(2003, 1, 1).toordinal()
_DAYS = 22 * 365


def file_articles(db: sqlite3.Connection) -> None:
    """Give every article of an archive what portals file their articles under."""
    chance = random.Random(4)
    ids = [number for (number,) in db.execute("SELECT id FROM articles ORDER BY id")]
    db.execute("BEGIN IMMEDIATE")
    db.executemany(
        "INSERT INTO portals (name, title, alive) VALUES (?, ?, 1)",
        [(f"portal_{number}", f"Portal {number}") for number in range(PORTALS)],
    )
    db.executemany(
        "UPDATE articles SET portal = ?, kind = ?, published_on = ?, published_earliest = ?, "
        "published_latest = ?, published_estimate = ? WHERE id = ?",
        [(*facts(chance), number) for number in ids],
    )
    name_lists(db)
    file_under(db, ids, chance)
    db.execute("DELETE FROM dating_pending")
    db.execute("DELETE FROM story_pending")
    db.execute("COMMIT")


def name_lists(db: sqlite3.Connection, after: int = 0) -> None:
    """Write all names, with ids from there on."""
    for table, (_, names, _) in _LISTS.items():
        _name(db, table, names, after)


def file_under(
    db: sqlite3.Connection, articles: Iterable[int], chance: random.Random, after: int = 0
) -> None:
    """File each article under some of the names."""
    articles = list(articles)
    for table, (key, names, most) in _LISTS.items():
        weights = list(itertools.accumulate(1 / rank for rank in range(1, names + 1)))
        db.executemany(
            f"INSERT OR IGNORE INTO article_{table} (article_id, {key}, position) VALUES (?, ?, ?)",
            (
                (article, after + name, position)
                for article in articles
                for position, name in enumerate(_some(chance, weights, most))
            ),
        )


def _some(chance: random.Random, weights: list[float], most: int) -> list[int]:
    """Numbers of names, up to so many."""
    numbers = range(1, len(weights) + 1)
    return chance.choices(numbers, cum_weights=weights, k=chance.randint(0, most))


def facts(chance: random.Random) -> tuple[str | None, ...]:
    """Portal, kind, day of publication; its first, last and likeliest day."""
    portal = f"portal_{min(int(chance.expovariate(1)), PORTALS - 1)}"
    kind = _KINDS[min(int(chance.expovariate(0.8)), len(_KINDS) - 1)]
    lot = chance.random()
    day = dt.date.fromordinal(_FIRST + chance.randrange(_DAYS))
    if lot < 1 / 40:
        return portal, kind, None, None, None, None
    if lot < 1 / 12:
        before, after = day - dt.timedelta(200), day + dt.timedelta(200)
        return portal, kind, None, str(before), str(after), str(day)
    return portal, kind, str(day), str(day), str(day), str(day)


def _name(db: sqlite3.Connection, table: str, names: int, after: int) -> None:
    numbered = [(after + number, number) for number in range(1, names + 1)]
    if table == "places":
        rows = [(row_id, f"Land {number}", "country") for row_id, number in numbered]
        db.executemany("INSERT INTO places (id, name, kind) VALUES (?, ?, ?)", rows)
    elif table == "editors":
        db.executemany(
            "INSERT INTO editors (id, name, organisation) VALUES (?, ?, ?)",
            [(row_id, f"Redaktion {n}", f"Haus {n % _ORGANISATIONS}") for row_id, n in numbered],
        )
    else:
        db.executemany(
            f"INSERT INTO {table} (id, name) VALUES (?, ?)",
            [(row_id, f"{table} {number}") for row_id, number in numbered],
        )
