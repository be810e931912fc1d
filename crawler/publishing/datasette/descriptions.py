"""Descriptions of tables and columns, read from docs/schema.md.

An installed package has no docs/: the file is package data of ``crawler.archive`` (there a symbolic
link, in wheels the file itself).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import crawler.archive
from crawler.publishing.language import Language

SCHEMA_MD = Path(crawler.archive.__file__).with_name("schema.md")

_COLUMN = re.compile(r"\| `(\w+)` \| (\S.*) \|$")
_SAME = re.compile(r"(?P<table>\w+)\.(?P<column>\w+)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@dataclass
class TableDescription:
    """A table or view: its description and its columns', as plain text."""

    text: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@cache
def table_descriptions(path: Path = SCHEMA_MD) -> dict[str, TableDescription]:
    """All tables and views by name: a ``###`` heading, text, and a table of columns each."""
    tables: dict[str, TableDescription] = {}
    table = None
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("### "):
            table = tables.setdefault(line.removeprefix("### "), TableDescription())
        elif line.startswith("#"):
            table = None
        elif table is not None:
            if column := _COLUMN.match(line):
                table.columns[column[1]] = _plain(column[2])
            elif line and not line.startswith("|"):
                table.text = f"{table.text} {_plain(line)}".strip()
    for table in tables.values():
        table.columns = {name: _followed(tables, text) for name, text in table.columns.items()}
    return tables


def table_description(words: Language, table: str) -> str:
    """What a table or view is, in a language; "" for one that is not described."""
    described = table_descriptions().get(table)
    return words.gettext(described.text) if described else ""


def _followed(tables: dict[str, TableDescription], text: str) -> str:
    """What a column is, instead of the name of the column of another table that it repeats."""
    if found := _SAME.fullmatch(text):
        return tables[found["table"]].columns.get(found["column"], text)
    return text


def _plain(markdown: str) -> str:
    return _LINK.sub(r"\1", markdown).replace("`", "").strip()
