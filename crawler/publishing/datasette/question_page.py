"""The page of a question: its form, how values were read, and how many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.publishing import parameters
from crawler.publishing.datasette.questions import Question
from crawler.publishing.language import Language, marked
from crawler.publishing.parameters import Pairs
from crawler.publishing.refusal import Refusal, parameter_label

TYPED = "clusterarchiv.typed"
"""Key of a request's scope: names and values of the query string before they were read."""

_CONTROLS = {"first day": "day", "last day": "day", "days": "number", "search": "search"}
_HINTS = {
    "day": marked("for example 1.7.2020, July 2020 or 2020"),
    "country": marked("name or ISO code, in any case"),
    "topic": marked("in any case"),
    "number": marked("30 if left empty"),
}
_OPTIONS = {
    "portal": "SELECT name, coalesce(title, name) AS label FROM portals ORDER BY label",
    "country": "SELECT name, name AS label FROM places WHERE kind = 'country' ORDER BY name",
    "topic": "SELECT name, name AS label FROM topics ORDER BY name",
}


@dataclass(frozen=True)
class Field:
    """A field of a question's form."""

    name: str
    label: str
    control: str
    """``day``, ``number``, ``search``, ``portal`` (one of a list), ``country`` or ``topic``."""
    value: str
    """As it was typed."""
    chosen: str = ""
    """As it was read."""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Values to choose from or to be proposed, with their labels."""
    error: str = ""
    """Why it was not read."""


async def form_fields(
    words: Language,
    database: Any,
    question: Question,
    typed: Pairs,
    *,
    read: Mapping[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> list[Field]:
    """The fields of a question, filled in as they were; ``read`` has the values as understood."""
    errors = {refusal.name: refusal.told(words) for refusal in refusals}
    fields = []
    for name in question.parameters:
        kind = parameters.QUESTION[name]
        control = _CONTROLS.get(kind, kind)
        options: list[Any] = []
        if sql := _OPTIONS.get(control):
            options = (await database.execute(sql)).rows
        fields.append(
            Field(
                name,
                parameter_label(words, name),
                control,
                parameters.typed(typed, name)[:500],
                (read or {}).get(name) or parameters.typed(typed, name),
                words.gettext(_HINTS.get(control, "")),
                tuple((row[0], row[1]) for row in options),
                errors.get(name, ""),
            )
        )
    return fields


def read_as(
    words: Language, question: Question, read: Mapping[str, str], titles: Mapping[str, str]
) -> list[str]:
    """What is asked, a phrase a parameter that is filled in: ``To: 31. Dezember 2020``."""
    phrases = []
    for name in question.parameters:
        if value := read.get(name):
            phrases.append(f"{parameter_label(words, name)}: {_told(words, name, value, titles)}")
    return phrases


def _told(words: Language, name: str, value: str, titles: Mapping[str, str]) -> str:
    kind = parameters.QUESTION[name]
    if kind in ("first day", "last day"):
        return words.day(dt.date.fromisoformat(value).isoformat())
    if kind == "days":
        return words.number(int(value))
    return titles.get(value, value) if kind == "portal" else value


async def question_context(
    words: Language, database: Any, question: Question, request: Any, titles: Mapping[str, str]
) -> dict[str, Any]:
    """What the template needs beside Datasette's own variables."""
    read = {name: request.args.get(name) or "" for name in question.parameters}
    typed = request.scope.get(TYPED, [])
    return {
        "question": question,
        "fields": await form_fields(words, database, question, typed, read=read),
        "asked": read_as(words, question, read, titles),
        "all_rows": _counting(database, question, read),
    }


def _counting(
    database: Any, question: Question, read: Mapping[str, str]
) -> Callable[[], Awaitable[int]]:
    """How many rows there are, asked only where not all of them are shown."""

    async def count() -> int:
        rows = await database.execute(f"SELECT count(*) FROM ({question.sql})", read)  # noqa: S608 -- ours
        return int(rows.first()[0])

    return count
