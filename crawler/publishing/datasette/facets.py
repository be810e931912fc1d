"""Facets of articles for which their table has no column: the year, places, topics, sources."""
# Table and column names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import path_with_added_args, path_with_removed_args

from crawler.publishing.datasette.arguments import facet_column
from crawler.publishing.parameters import UNCERTAIN
from crawler.publishing.search.definition import NARROW, YEAR_OF_ARTICLE

FILED = {"places": "place_id", "topics": "topic_id", "sources": "source_id"}
"""The lists of names, and the column that points to one."""

YEAR = "_year"


def narrow(args: Any, table: str | None) -> FilterArguments | None:
    """What ``?_places=Polen&_year=2019`` means on the page of articles; None: it says nothing."""
    if table != "articles":
        return None
    clauses, params, words = [], {}, []
    for name, key in FILED.items():
        for number, value in enumerate(args.getlist(f"_{name}")):
            param = f"{name}_{number}"
            clauses.append(
                f"id in (select j.article_id from article_{name} as j join {name} as n "
                f"on n.id = j.{key} where n.name = :{param})"
            )
            params[param] = value
            words.append(f'{name} include "{value}"')
    if year := args.get(YEAR):
        clauses.append(f"id in (select a.id from {NARROW} where {YEAR_OF_ARTICLE} = :year)")
        params["year"] = year
        words.append(f"published in {year}")
    return FilterArguments(clauses, params, words) if clauses else None


class _ArticleFacet(Facet):  # type: ignore[misc]
    """A facet whose values are counted by SQL of ours and chosen by an argument of ours."""

    def argument(self, name: str) -> str:
        """The argument that chooses a value of the facet called ``name``."""
        raise NotImplementedError

    def counted(self, name: str) -> str:
        """SQL: values and their counts over the articles shown, ``self.sql``."""
        raise NotImplementedError

    def heading(self, name: str) -> str:
        """What stands over the values."""
        return name

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Datasette's question: the facets with their values, and those that took too long."""
        results, timed_out = [], []
        size = self.get_facet_size()
        for entry in self.get_configs():
            name = facet_column(entry["config"])
            if self.table != "articles" or (self.type == "filing" and name not in FILED):
                continue
            try:
                rows = await self.ds.execute(
                    self.database,
                    f"{self.counted(name)} limit {size + 1}",
                    self.params,
                    truncate=False,
                    custom_time_limit=self.ds.setting("facet_time_limit_ms"),
                )
            except QueryInterrupted:
                timed_out.append(self.heading(name))
                continue
            results.append(
                {
                    "name": self.heading(name),
                    "type": "column",  # what it is to the reader: no word beside its name
                    "hideable": entry["source"] != "metadata",
                    "toggle_url": self.ds.urls.path(
                        path_with_removed_args(self.request, {f"_facet_{self.type}": name})
                    ),
                    "results": [self._value(name, row) for row in rows.rows[:size]],
                    "truncated": len(rows.rows) > size,
                }
            )
        return results, timed_out

    def _value(self, name: str, row: Any) -> dict[str, Any]:
        chosen = {self.argument(name): str(row["value"])}
        selected = next(iter(chosen.items())) in self.get_querystring_pairs()
        path = (path_with_removed_args if selected else path_with_added_args)(self.request, chosen)
        return {
            "value": row["value"],
            "label": row["value"],
            "count": row["count"],
            "toggle_url": self.ds.absolute_url(self.request, self.ds.urls.path(path)),
            "selected": selected,
        }


class FilingFacet(_ArticleFacet):
    """Places, topics or sources, which stand in tables of their own."""

    type = "filing"

    def argument(self, name: str) -> str:
        """``_places`` and so on."""
        return f"_{name}"

    def counted(self, name: str) -> str:
        """Articles by name."""
        return (
            f"select n.name as value, count(*) as count from article_{name} as j "
            f"join {name} as n on n.id = j.{FILED[name]} "
            f"where j.article_id in (select id from ({self.sql})) "
            "group by n.name order by count desc, value"
        )


class YearFacet(_ArticleFacet):
    """The year of a column of days."""

    type = "year"

    def argument(self, name: str) -> str:
        """``_year``, of the one column there is."""
        return YEAR

    def heading(self, name: str) -> str:
        """What it is, rather than the column's name."""
        return "year"

    def counted(self, name: str) -> str:
        """Articles by year, newest first."""
        return (
            f"select {YEAR_OF_ARTICLE} as value, count(*) as count from ({self.sql}) as a "
            f"group by value order by value = '{UNCERTAIN}', value desc"
        )
