"""Words for tables, columns and their values on pages: the archive's own words are for SQL.

A value that is one of a few words is a key of ``VALUES`` under the name of its column; tables
and columns themselves are named in schema_names.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from babel import Locale
from babel.core import UnknownLocaleError

from crawler.publishing.archive_words import EVIDENCE, RELATIONS, named, rules_named
from crawler.publishing.field_names import FIELD_NAMES
from crawler.publishing.language import GERMAN, LANGUAGES, Language, language, marked
from crawler.publishing.schema_names import COLUMNS, TABLES

_NOT_CERTAIN = {"uncertain": marked("uncertain"), "unknown": marked("unknown")}
VALUES: Mapping[str, Mapping[str, str]] = {
    "kind": {
        # of articles
        "nachricht": marked("News"),
        "meldung": marked("Notice"),
        "bekanntmachung": marked("Call"),
        "termin": marked("Event"),
        "erfolgsgeschichte": marked("Success story"),
        "publikation": marked("Publication"),
        "seite": marked("Page"),
        # of links
        "inline": marked("in the text"),
        "further": marked("in a list of links"),
        "download": marked("download"),
        # of places
        "country": marked("country"),
        "region": marked("region"),
        "organisation": marked("organisation"),
        "unknown": marked("unknown"),
        # of what a run meets
        "article": marked("article"),
        "list": marked("list"),
        "feed": marked("feed"),
        "sitemap": marked("sitemap"),
        "record": marked("record"),
        "file": marked("file"),
        # of hashes of what was forgotten
        "url": marked("URL"),
        "head": marked("words of title or lead"),
        "body": marked("words of the text"),
        # of dates on lists
        "listed": marked("list"),
    },
    "relation": {
        **RELATIONS,
        "form": marked("base form"),
        "part": marked("part of a compound"),
        "spelling": marked("spelling"),
    },
    "dating_evidence.kind": EVIDENCE,
    "watch_events.kind": {
        "new": marked("new"),
        "changed": marked("changed"),
        "gone": marked("gone"),
        "deadline_moved": marked("deadline moved"),
        "deadline_set": marked("deadline named"),
        "deadline_withdrawn": marked("deadline withdrawn"),
        "left": marked("found no more"),
        "back": marked("there again"),
        "taken_back": marked("taken back"),
        "recovered": marked("recovered"),
    },
    "certainty": {
        "printed": marked("printed with its year"),
        "inferred": marked("year inferred"),
        "approximate": marked("approximate"),
    },
    "role": {
        "published": marked("published"),
        "updated": marked("updated"),
        "deadline": marked("deadline"),
        "event": marked("event"),
        "mentioned": marked("mentioned"),
    },
    "state": {
        "there": marked("in its place"),
        "moved": marked("moved"),
        "elsewhere": marked("told elsewhere"),
        "gone": marked("gone"),
    },
    "verdict": {"same": marked("the same event"), "different": marked("different events")},
    "origin": {"page": marked("named on the page"), "url": marked("from the URL")},
    "outcome": {
        "new": marked("new"),
        "changed": marked("changed"),
        "unchanged": marked("unchanged"),
        "not_modified": marked("not modified"),
        "read": marked("read"),
        "held": marked("held back"),
        "alias": marked("alias"),
        "gone": marked("gone"),
        "rejected": marked("rejected"),
        "blocked": marked("blocked"),
        "not_due": marked("not due"),
        "not_reached": marked("not reached"),
        "not_wanted": marked("not wanted"),
        "unaccounted": marked("unaccounted for"),
    },
    "finish_reason": {"finished": marked("its end"), "shutdown": marked("a person")},
    "alive": {"1": marked("yes"), "0": marked("switched off")},
    "year": _NOT_CERTAIN,
    "month": _NOT_CERTAIN,
}
"""Words for values that are one of a few; under ``table.column`` where the table matters."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_MONTHS = ("month", "estimated_month")
_FIELD_LISTS = ("changed_fields", "fields")


def column_label(words: Language, column: str) -> str:
    """What a column is called; one without an entry by its name."""
    return words.gettext(COLUMNS[column]) if column in COLUMNS else column


def table_label(words: Language, table: str) -> str:
    """What a table is called; one without an entry by its name."""
    return words.gettext(TABLES[table]) if table in TABLES else table


def value_label(
    words: Language, column: str, value: object, table: str | None = None
) -> str | None:
    """The word for a value of a column; None: it has none, the value says it itself."""
    if column in _FIELD_LISTS and isinstance(value, str):
        return _fields_named(words, value)
    if column == "field" and isinstance(value, str):
        return words.gettext(FIELD_NAMES[value]) if value in FIELD_NAMES else None
    if column == "rule" and isinstance(value, str):
        return named(words, RELATIONS, value) if value in RELATIONS else rules_named(words, value)
    if column == "language" and isinstance(value, str):
        return _language_name(words, value)
    if column in _MONTHS and isinstance(value, str) and _MONTH.fullmatch(value):
        return month(words, value)
    labels = VALUES.get(f"{table}.{column}") or VALUES.get(column, {})
    found = labels.get(str(value))
    return words.gettext(found) if found else None


def stored_value(column: str, typed: str) -> str:
    """The archive's own word for one that pages show, in any case and language; else as typed."""
    stored: list[str] = []
    if column == "field":
        stored += FIELD_NAMES
    elif column == "language":
        stored += Locale(GERMAN).languages
    else:
        for key, labels in VALUES.items():
            stored += labels if key.rpartition(".")[2] == column else ()
    sought = typed.casefold()
    for value in stored:
        labels_of = (value_label(language(code), column, value) for code in LANGUAGES)
        if sought in (value, *(label.casefold() for label in labels_of if label)):
            return value
    return typed


def month(words: Language, text: str) -> str:
    """``April 2019`` for ``2019-04``."""
    year, number = text.split("-")
    names = Locale(words.code).months["stand-alone"]["wide"]
    return f"{names[int(number)]} {year}"


def _fields_named(words: Language, listed: str) -> str | None:
    """The fields of a JSON list by their names; None for another text."""
    try:
        fields = json.loads(listed)
    except ValueError:
        return None
    if not isinstance(fields, list):
        return None
    return ", ".join(
        words.gettext(FIELD_NAMES[name]) if name in FIELD_NAMES else str(name) for name in fields
    )


def _language_name(words: Language, code: str) -> str | None:
    try:
        return Locale.parse(code).get_language_name(words.code)
    except (UnknownLocaleError, ValueError):
        return None
