"""Values of tables and answers as people read them: days, times, numbers, words, titles."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from crawler.publishing.language import GERMAN, Language
from crawler.publishing.vocabulary import value_label

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NOTATIONS = ("edtf", "published_edtf", "text", "published_text", "url", "urls")
"""Columns whose values are shown as they are, whatever they look like."""
_COUNTS = (
    "amount", "articles", "changed", "count", "days", "duplicates", "errors", "gone", "held",
    "length", "new", "not_modified", "portal_count", "rejected", "requests", "responses",
    "revision_count", "seconds", "similarity", "size", "stories", "uncertain", "unchanged",
    "word_count", "words",
)  # fmt: skip
"""Columns of numbers that count or measure; others are numbers of rows, or years."""
_PORTALS = ("portal", "spider")
_CONTENT = (
    "body", "breadcrumb", "caption", "credit", "event", "first_title", "kicker", "last_title",
    "lead", "new_value", "old_value", "subtitle", "title",
)  # fmt: skip
"""Columns that hold what a portal wrote, in the language of its article."""
_ROWS = {
    "article_id": "articles", "capture_id": "captures", "editor_id": "editors",
    "place_id": "places",
    "run_id": "runs", "source_id": "sources", "successor_id": "articles", "topic_id": "topics",
}  # fmt: skip
"""Tables that a column of another one leads to."""
_KEPT_SECONDS = 30


class PortalTitles:
    """Titles of portals by name, read anew now and then: a crawl may add one."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._titles: dict[str, str] = {}
        self._until = 0.0

    async def get(self) -> Mapping[str, str]:
        """All titles; a portal without one has its name."""
        if time.monotonic() > self._until:
            rows = await self._database.execute("SELECT name, coalesce(title, name) FROM portals")
            self._titles = dict(rows.rows)
            self._until = time.monotonic() + _KEPT_SECONDS
        return self._titles


def shown(
    words: Language,
    titles: PortalTitles,
    urls: Any,
    database: str,
    column: str,
    value: Any,
    row: Any,
    table: str | None = None,
) -> Markup | str | Awaitable[str | None] | None:
    """A value as people read it; None: as Datasette shows it."""
    if isinstance(value, dict):  # a row of another table, with its label
        return _linked(words, urls, database, column, value)
    if value is None or value == "" or column in _NOTATIONS:
        return None
    if column in _PORTALS:
        return _title(titles, value)
    if column == "portals" and isinstance(value, str):
        return _titles(titles, value)
    if (label := value_label(words, column, value, table)) is not None:
        return label
    if isinstance(value, int | float):
        return words.number(value) if column in _COUNTS else None
    if not isinstance(value, str):
        return None
    if (moment := _time(words, value)) is not None:
        return moment
    return _content(words, urls, database, column, value, row) if column in _CONTENT else None


def _content(
    words: Language, urls: Any, database: str, column: str, value: str, row: Any
) -> Markup | None:
    """What a portal wrote, in its language; a title leads to the article its row names."""
    language = _language(row)
    if column == "title" and "article_id" in row.keys():  # noqa: SIM118 -- a Row has its own `in`
        href = urls.row(database, "articles", str(row["article_id"]))
        return Markup('<a href="{}" lang="{}">{}</a>').format(href, language, value)
    if language == words.code:
        return None
    return Markup('<span lang="{}">{}</span>').format(language, value)


@lru_cache(maxsize=8192)  # a page repeats few of them, and telling one takes a while
def _time(words: Language, value: str) -> Markup | None:
    if _DAY.fullmatch(value):
        told = words.day(value)
    elif _MOMENT.fullmatch(value):
        told = words.moment(value)
    else:
        return None
    return Markup('<time datetime="{}">{}</time>').format(value, told)


async def _title(titles: PortalTitles, name: Any) -> str | None:
    return (await titles.get()).get(name)


async def _titles(titles: PortalTitles, names: str) -> str:
    """Portals that are named in one text, by their titles."""
    known = await titles.get()
    return ", ".join(known.get(name, name) for name in names.split(","))


def _linked(
    words: Language, urls: Any, database: str, column: str, value: dict[str, Any]
) -> Markup | None:
    label = str(value["label"])
    table = "portals" if column == "portal" else _ROWS.get(column)
    if table is None:
        return None
    return Markup('<a href="{}">{}</a>').format(
        urls.row(database, table, str(value["value"])),
        words.moment(label) if _MOMENT.fullmatch(label) else label,
    )


def _language(row: Any) -> str:
    """The language of a row's article; where the row does not tell, German."""
    return (row["language"] if "language" in row.keys() else None) or GERMAN  # noqa: SIM118 -- a Row has its own `in`
