"""The charts there are."""
# The names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Callable, Iterable

from crawler.publishing.charts.chart import Balance, Chart, Rows, Spec

_MOST = 15
"""Names in a chart over time: more are not told apart."""

_ARTICLES = ("article", "articles")
_UNDATED = ("bears no date", "bear no date")

_BY_MONTH = """
SELECT coalesce(month, estimated_month) AS month, portal,
    CASE WHEN month IS NULL THEN 'likely' ELSE 'certain' END AS certainty, count(*) AS articles
FROM v_dated
WHERE coalesce(month, estimated_month) IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""

_MONTHS_BALANCE = Balance(
    """
    SELECT count(coalesce(month, estimated_month)) AS drawn, count(*) AS known,
        count(*) FILTER (WHERE month IS NULL AND estimated_month IS NOT NULL) AS uncertain,
        count(*) FILTER (WHERE coalesce(month, estimated_month, year) IS NULL) AS undated,
        count(*) FILTER (
            WHERE coalesce(month, estimated_month) IS NULL AND year IS NOT NULL
        ) AS monthless
    FROM v_dated
    """,
    _ARTICLES,
    {"monthless": ("bears a year alone", "bear a year alone"), "undated": _UNDATED},
    uncertain="in the month that is likeliest",
)

# Which names are the most common is asked of all articles: of those with a date alone, others may
# be. Articles whose year is not certain have a column of their own.
_FILED = """
    dated AS (SELECT id, coalesce(year, '?') AS year, year IS NULL AS uncertain FROM v_dated),
    filed AS (
        SELECT n.name, j.article_id
        FROM article_{table} AS j JOIN {table} AS n ON n.id = j.{key}
    ),
    most AS (
        SELECT name FROM filed GROUP BY name ORDER BY count(*) DESC, name LIMIT {most}
    )
"""
_NAMES_BY_YEAR = """
WITH {filed}
SELECT filed.name, dated.year, count(*) AS articles
FROM filed JOIN dated ON dated.id = filed.article_id
WHERE filed.name IN (SELECT name FROM most)
GROUP BY filed.name, dated.year
ORDER BY filed.name, dated.year
"""
_NAMES_BALANCE = """
WITH {filed},
shown AS (
    SELECT d.id, d.uncertain,
        EXISTS (SELECT 1 FROM filed WHERE article_id = d.id) AS is_filed,
        EXISTS (
            SELECT 1 FROM filed
            WHERE article_id = d.id AND name IN (SELECT name FROM most)
        ) AS is_common
    FROM dated AS d
)
SELECT coalesce(sum(is_common), 0) AS drawn, count(*) AS known,
    coalesce(sum(is_common AND uncertain), 0) AS uncertain,
    coalesce(sum(is_filed AND NOT is_common), 0) AS uncommon,
    coalesce(sum(NOT is_filed), 0) AS unfiled
FROM shown
"""

_AHEAD = 40
"""Deadlines in a chart: more do not fit a page."""
_DEADLINES = f"""
SELECT deadline_on, title, portal
FROM articles
WHERE deadline_on >= :today AND gone_at IS NULL
ORDER BY deadline_on, title
LIMIT {_AHEAD}
"""
_DEADLINES_BALANCE = Balance(
    f"""
    SELECT min(ahead, {_AHEAD}) AS drawn, known, max(ahead - {_AHEAD}, 0) AS later, past, gone
    FROM (
        SELECT count(*) AS known, coalesce(sum(deadline_on < :today), 0) AS past,
            coalesce(sum(deadline_on >= :today AND gone_at IS NULL), 0) AS ahead,
            coalesce(sum(deadline_on >= :today AND gone_at IS NOT NULL), 0) AS gone
        FROM articles WHERE deadline_on IS NOT NULL
    )
    """,
    ("deadline", "deadlines"),
    {
        "past": ("has passed", "have passed"),
        "gone": ("is of a call gone from its portal", "are of calls gone from their portal"),
        "later": ("lies further ahead", "lie further ahead"),
    },
)


def _draw_months(rows: Rows) -> Spec:
    return {
        "height": 260,
        "mark": {"type": "bar", "tooltip": True, "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "month",
                "timeUnit": "utcyearmonth",
                "type": "temporal",
                "title": None,
                "axis": {"format": "%Y-%m", "labelOverlap": True},
            },
            "y": {
                "field": "articles",
                "type": "quantitative",
                "aggregate": "sum",
                "title": "articles",
                "axis": {"format": "d", "tickMinStep": 1},
            },
            "color": {"field": "portal", "type": "nominal", "legend": {"orient": "top"}},
            "opacity": {
                "field": "certainty",
                "type": "nominal",
                "scale": {"domain": ["certain", "likely"], "range": [1, 0.35]},
                "legend": {"orient": "bottom", "title": "month"},
            },
        },
    }


def _draw_names(heading: str) -> Callable[[Rows], Spec]:
    """A row a name, a column a year, the darker the more; years and names without any stay."""

    def draw(rows: Rows) -> Spec:
        name = {
            "field": "name",
            "type": "nominal",
            "title": heading,
            "sort": None,
            "scale": {"domain": list(dict.fromkeys(row["name"] for row in rows))},
        }
        year = {
            "field": "year",
            "type": "ordinal",
            "title": None,
            "axis": {"labelAngle": 0, "labelOverlap": True},
            "scale": {"domain": _every_year(row["year"] for row in rows)},
        }
        most = max((row["articles"] for row in rows), default=0)
        return {
            "height": {"step": 26},
            "encoding": {"y": name, "x": year},
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": "white"},
                    "encoding": {
                        "color": {
                            "field": "articles",
                            "type": "quantitative",
                            "scale": {"scheme": "blues"},
                            "legend": None,
                        }
                    },
                },
                {
                    "mark": "text",
                    "encoding": {
                        "text": {"field": "articles", "type": "quantitative"},
                        "color": {
                            "condition": {"test": f"datum.articles > {most / 2}", "value": "white"},
                            "value": "#333",
                        },
                    },
                },
            ],
        }

    return draw


def _every_year(years: Iterable[str]) -> list[str]:
    """From the first to the last: a year without articles is a gap to be seen. Then ``?``."""
    shown = {*years}
    known = {int(year) for year in shown - {"?"}}
    certain = [f"{year:04}" for year in range(min(known), max(known) + 1)] if known else []
    return [*certain, "?"] if "?" in shown else certain


def _names_chart(table: str, key: str, one: str, several: str) -> Chart:
    filed = _FILED.format(table=table, key=key, most=_MOST)
    return Chart(
        table,
        f"{several.capitalize()} over time",
        f"The {_MOST} {several} most articles are filed under, and how many articles each year; an "
        f"article under two of them counts in both. Under “?” the year is not certain.",
        _NAMES_BY_YEAR.format(filed=filed),
        Balance(
            _NAMES_BALANCE.format(filed=filed),
            _ARTICLES,
            {
                "uncommon": (f"is under other {several} only", f"are under other {several} only"),
                "unfiled": (f"is under no {one}", f"are under no {one}"),
            },
            uncertain="under “?”",
        ),
        _draw_names(one),
    )


def _draw_deadlines(rows: Rows) -> Spec:
    return {
        "height": {"step": 26},
        "mark": {"type": "circle", "size": 120, "opacity": 1},
        "encoding": {
            "x": {
                "field": "deadline_on",
                "timeUnit": "utcyearmonthdate",
                "type": "temporal",
                "title": None,
                "axis": {"format": "%Y-%m-%d", "labelOverlap": True, "labelSeparation": 12},
            },
            "y": {
                "field": "title",
                "type": "nominal",
                "title": None,
                "sort": None,
                "axis": {"labelLimit": 300},
            },
            "color": {"field": "portal", "type": "nominal", "legend": {"orient": "top"}},
        },
    }


CHARTS = (
    Chart(
        "articles-per-month",
        "Articles per month by portal",
        "How many articles each portal published in each month.",
        _BY_MONTH,
        _MONTHS_BALANCE,
        _draw_months,
    ),
    _names_chart("places", "place_id", "place", "places"),
    _names_chart("topics", "topic_id", "topic", "topics"),
    Chart(
        "deadlines",
        "Deadlines ahead",
        f"The next {_AHEAD} deadlines of calls that are still on their portal.",
        _DEADLINES,
        _DEADLINES_BALANCE,
        _draw_deadlines,
    ),
)
"""All of them, in the order in which they are shown."""
