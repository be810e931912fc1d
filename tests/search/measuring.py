"""The table of questions, asked of an archive that holds all its texts: recall and precision."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, Portal
from crawler.items import Article

QUERIES = Path(__file__).with_name("queries.txt")


@dataclass(slots=True)
class Row:
    """One question with the texts expected and those that are not."""

    query: str
    hits: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Score:
    """Macro averages over the rows, and what went wrong."""

    recall: float
    precision: float
    missed: list[tuple[str, str]]
    wrong: list[tuple[str, str]]


def read_rows(path: Path = QUERIES) -> list[Row]:
    """The rows of the table."""
    rows: list[Row] = []
    for line in path.read_text("utf-8").splitlines():
        sign, _, text = line.partition(" ")
        if sign == "?":
            rows.append(Row(text))
        elif sign == "+":
            rows[-1].hits.append(text)
        elif sign == "-":
            rows[-1].others.append(text)
    return rows


def store(archive: Archive, rows: list[Row]) -> None:
    """Store each text as an article whose body it is."""
    run_id = archive.begin_run("musterportal", "live", Portal("musterportal"))
    texts = dict.fromkeys(text for row in rows for text in (*row.hits, *row.others))
    archive.store(
        [Article(f"https://muster.example/{n}", title="—", body=t) for n, t in enumerate(texts)],
        run_id,
    )


def score(db: sqlite3.Connection, rows: list[Row], expression: Callable[[str], str]) -> Score:
    """Ask every question; a row without an answer has found nothing wrong."""
    recalls, precisions = [], []
    missed: list[tuple[str, str]] = []
    wrong: list[tuple[str, str]] = []
    for row in rows:
        found = set(_bodies(db, expression(row.query)))
        right = [text for text in row.hits if text in found]
        false = [text for text in row.others if text in found]
        missed += [(row.query, text) for text in row.hits if text not in found]
        wrong += [(row.query, text) for text in false]
        recalls.append(len(right) / len(row.hits))
        precisions.append(len(right) / (len(right) + len(false)) if right or false else 1.0)
    count = len(rows)
    return Score(sum(recalls) / count, sum(precisions) / count, missed, wrong)


def as_typed(query: str) -> str:
    """The plain index: each word as typed, in quotes, as a careful SQLite user would."""
    return " ".join(f'"{word}"' for word in query.replace('"', "").split())


def _bodies(db: sqlite3.Connection, expression: str) -> Iterator[str]:
    sql = "SELECT body FROM articles_fts WHERE articles_fts MATCH ?"
    return (body for (body,) in db.execute(sql, (expression,)))
