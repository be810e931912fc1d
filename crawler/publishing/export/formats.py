"""Export formats by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import BinaryIO

from crawler.archive.database import now, utc_text
from crawler.publishing.export import CITATIONS, TABLES
from crawler.publishing.export.atom import ENTRIES, ORDER, write_atom
from crawler.publishing.export.citations import write_bibtex, write_csl, write_ris
from crawler.publishing.export.parquet import write_parquet
from crawler.publishing.export.selection import Record, Selection, records
from crawler.publishing.export.tables import write_csv, write_jsonl

TABLE_WRITERS = dict(zip(TABLES, (write_csv, write_jsonl, write_parquet), strict=True))
CITATION_WRITERS = dict(zip(CITATIONS, (write_bibtex, write_ris, write_csl), strict=True))
BINARY = frozenset({"parquet"})
"""Formats that are not text: no terminal should get them."""


def write_articles(
    db: sqlite3.Connection, format_name: str, selection: Selection, file: BinaryIO
) -> int:
    """Write the articles of a selection; how many. Raises ExportError, OSError."""
    if format_name == "atom":
        latest = records(db, selection, order=ORDER, limit=ENTRIES)
        return write_atom(latest, file, _title(db, selection), utc_text(now()))
    found: Iterable[Record] = records(db, selection)
    if format_name in TABLES:
        return TABLE_WRITERS[format_name](found, file)
    titles: dict[str | None, str | None] = dict(
        db.execute("SELECT name, coalesce(title, name) FROM portals").fetchall()
    )
    return CITATION_WRITERS[format_name](found, file, titles.get)


def _title(db: sqlite3.Connection, selection: Selection) -> str:
    """What a feed of this selection is called."""
    titles = dict(db.execute("SELECT name, coalesce(title, name) FROM portals").fetchall())
    wanted = [
        titles.get(selection.portal, selection.portal),
        *(selection.place, selection.topic, selection.search),
        f"since {selection.since}" if selection.since else None,
        f"until {selection.until}" if selection.until else None,
    ]
    criteria = ", ".join(text for text in wanted if text)
    return f"Clusterarchiv: {criteria}" if criteria else "Clusterarchiv"
