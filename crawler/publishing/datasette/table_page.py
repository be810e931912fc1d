"""Words of a table's page: what its rows are narrowed to and how they are sorted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from crawler.publishing.datasette.facets import FILED, YEAR
from crawler.publishing.language import Language, marked
from crawler.publishing.parameters import UNCERTAIN
from crawler.publishing.refusal import parameter_label
from crawler.publishing.vocabulary import column_label, value_label

COMPARISONS = {
    "exact": marked("is"),
    "not": marked("is not"),
    "contains": marked("contains"),
    "endswith": marked("ends with"),
    "startswith": marked("begins with"),
    "gt": ">",
    "gte": "≥",
    "lt": "<",
    "lte": "≤",
    "like": marked("is like (% and _)"),
    "notlike": marked("is not like (% and _)"),
    "glob": marked("is like (* and ?)"),
    "in": marked("is one of"),
    "notin": marked("is none of"),
    "arraycontains": marked("lists"),
    "arraynotcontains": marked("does not list"),
    "date": marked("is on the day"),
    "isnull": marked("is absent"),
    "notnull": marked("is there"),
    "isblank": marked("is empty"),
    "notblank": marked("is not empty"),
}
"""Datasette's comparisons of a column with a value."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class TableWords:
    """What templates of a table's page say of columns, filters and facets.

    Args:
        words: the site's language.
        titles: titles of portals by name.
    """

    def __init__(self, words: Language, titles: Mapping[str, str]) -> None:
        self._words = words
        self._titles = titles

    def comparison(self, key: str, display: str) -> str:
        """What a comparison of Datasette's is called; one that is not known as Datasette does."""
        known = COMPARISONS.get(key, display)
        return self._words.gettext(known)

    def value(self, column: str, value: object) -> str:
        """A value of a column as it is told in a sentence or facet."""
        text = str(value)
        if column in ("portal", "spider", "source_portal"):
            return self._titles.get(text, text)
        if _DAY.fullmatch(text):
            return self._words.day(text)
        return value_label(self._words, column, text) or text

    def narrowed(
        self, filters: Any, arguments: Any, sort: str | None, sort_desc: str | None
    ) -> list[str]:
        """The conditions of a page, a phrase each, and how its rows are sorted."""
        phrases = [*self._searched(arguments), *self._filed(arguments)]
        phrases += [self._condition(*selection) for selection in filters.selections()]
        gettext = self._words.gettext
        if column := sort or sort_desc:
            order = (
                marked("sorted by {column}") if sort else marked("sorted by {column}, downwards")
            )
            phrases.append(gettext(order).format(column=column_label(self._words, column)))
        return phrases

    def _searched(self, arguments: Any) -> Iterable[str]:
        for name in arguments:
            if name == "_search" and arguments[name]:
                yield self._words.gettext(marked("with “{words}”")).format(words=arguments[name])
            elif name.startswith("_search_"):
                yield self._words.gettext(marked("with “{words}” in {column}")).format(
                    words=arguments[name],
                    column=column_label(self._words, name.removeprefix("_search_")),
                )

    def _filed(self, arguments: Any) -> Iterable[str]:
        for name in FILED:
            for value in arguments.getlist(f"_{name}"):
                yield f"{parameter_label(self._words, f'_{name}')}: {value}"
        if year := arguments.get(YEAR):
            told = self._words.gettext(marked("uncertain")) if year == UNCERTAIN else year
            yield f"{parameter_label(self._words, YEAR)}: {told}"

    def _condition(self, column: str, key: str, value: str) -> str:
        label = column_label(self._words, column)
        if key == "exact":
            return f"{label}: {self.value(column, value)}"
        comparison = self.comparison(key, key)
        if key in ("isnull", "notnull", "isblank", "notblank"):
            return f"{label} {comparison}"
        return f"{label} {comparison} {self.value(column, value)}"


def table_context(words: Language, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the templates of a table's page need beside Datasette's own variables."""
    return {"told": TableWords(words, titles)}
