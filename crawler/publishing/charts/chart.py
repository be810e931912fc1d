"""A chart: how its rows are counted, the sums behind it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from crawler.publishing.language import Forms, Language, marked_forms

if TYPE_CHECKING:
    from crawler.publishing.charts.articles import Articles

Row = Mapping[str, Any]
Rows = Sequence[dict[str, Any]]
"""What a chart is drawn from, a dict a row."""

ARTICLES = marked_forms("%(count)s article", "%(count)s articles")
UNCERTAIN = "?"
"""In place of a year where it is not certain."""


@dataclass(frozen=True)
class Balance:
    """What becomes of everything the archive knows of; the sums close.

    What is counted has ``known``, and a number for each part and note.

    Attributes:
        things: what is counted.
        parts: column → words; each thing is in one part, so that they add up to ``known``.
        notes: column → words for what is told beside the sum, and not part of it.
    """

    things: Forms
    parts: Mapping[str, Forms]
    notes: Mapping[str, Forms] | None = None

    def sentence(self, counts: Row, words: Language) -> str:
        """``150 articles: 107 in a month that is certain, 43 without a date. …``."""
        parts = [
            words.counted(forms, counts[name]) for name, forms in self.parts.items() if counts[name]
        ]
        told = words.counted(self.things, counts["known"])
        sentences = [f"{told}: {', '.join(parts)}" if parts else told]
        sentences += [
            words.counted(forms, counts[name])
            for name, forms in (self.notes or {}).items()
            if counts[name]
        ]
        return " ".join(f"{sentence}." for sentence in sentences)


@dataclass(frozen=True)
class Column:
    """A column of a chart's table."""

    field: str
    heading: str
    """Marked for the catalogue."""
    shown: Callable[[Any, Language], str] = lambda value, _: "" if value is None else str(value)
    is_number: bool = False
    """Numbers stand to the right, and have a sum at the end."""


@dataclass(frozen=True)
class View:
    """For whom a chart is drawn.

    Attributes:
        words: the language.
        today: YYYY-MM-DD; what comes from this day on is ahead.
        year: the one year that a map is of, "" for all, ``?`` for those that are not certain.
        link: the URL of the same page with another year; None where there is no other page.
    """

    words: Language
    today: str
    year: str = ""
    link: Callable[[str], str] | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """What charts are counted by."""
        return {"today": self.today, "year": self.year}


Counted = Callable[["Articles", Mapping[str, str]], tuple[Rows, Row]]
"""Rows and sums, by the articles and the parameters of a view."""
Drawn = Callable[[Rows, Row, View], Markup]
"""HTML made of rows and counts."""


@dataclass(frozen=True)
class Chart:
    """One chart. Title, description and headings are marked for the catalogue."""

    name: str
    """In URLs and file names."""
    title: str
    description: str
    """What is counted, in a sentence or two, with ``%(most)s`` where that is told."""
    counted: Counted
    balance: Balance
    columns: tuple[Column, ...]
    drawn: Drawn
    """A picture; readers who do not see it are told title and sums."""
    legend: Drawn
    """What colours mean, as a list that breaks lines where a page is narrow."""
    tabled: Callable[[Rows, View], Rows] = lambda rows, _: rows
    """The rows of its table."""
    most: int = 0
    """How many names or things it has at most; 0 for all."""
    titled: Callable[[View], str] | None = None
    """The title where it depends on what is asked for."""
