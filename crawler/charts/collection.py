"""The charts there are."""
# The names put into the SQL stand in this file.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Callable

from crawler.charts.chart import Chart, Rows, Spec

_MOST = 15
"""Names in a chart over time: more are not told apart."""

_BY_MONTH = """
SELECT month, portal, sum(articles) AS articles
FROM v_timeline
WHERE month IS NOT NULL
GROUP BY month, portal
ORDER BY month, portal
"""

_NAMES_BY_YEAR = f"""
WITH filed AS (
    SELECT n.name, substr(a.published_on, 1, 4) AS year
    FROM {{table}} AS n
    JOIN article_{{table}} AS j ON j.{{key}} = n.id
    JOIN articles AS a ON a.id = j.article_id
    WHERE a.published_on IS NOT NULL
)
SELECT name, year, count(*) AS articles
FROM filed
WHERE name IN (SELECT name FROM filed GROUP BY name ORDER BY count(*) DESC, name LIMIT {_MOST})
GROUP BY name, year
ORDER BY name, year
"""

_DEADLINES = """
SELECT deadline_on, title, portal
FROM articles
WHERE deadline_on >= :today AND gone_at IS NULL
ORDER BY deadline_on, title
LIMIT 40
"""


def _draw_months(rows: Rows) -> Spec:
    return {
        "height": 260,
        "mark": {"type": "bar", "tooltip": True},
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
        },
    }


def _draw_names(heading: str) -> Callable[[Rows], Spec]:
    """A row a name, a column a year, the darker the more."""

    def draw(rows: Rows) -> Spec:
        name = {"field": "name", "type": "nominal", "title": heading, "sort": None}
        year = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}
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
                "axis": {"format": "%Y-%m-%d", "labelOverlap": True},
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
        "How many articles each portal published in each month; those whose month is not known "
        "are left out.",
        _BY_MONTH,
        _draw_months,
    ),
    Chart(
        "places",
        "Places over time",
        f"The {_MOST} places most articles are filed under, and how many articles each year.",
        _NAMES_BY_YEAR.format(table="places", key="place_id"),
        _draw_names("place"),
    ),
    Chart(
        "topics",
        "Topics over time",
        f"The {_MOST} topics most articles are filed under, and how many articles each year.",
        _NAMES_BY_YEAR.format(table="topics", key="topic_id"),
        _draw_names("topic"),
    ),
    Chart(
        "deadlines",
        "Deadlines ahead",
        "The next 40 deadlines of calls that are still on their portal.",
        _DEADLINES,
        _draw_deadlines,
    ),
)
"""All of them, in the order in which they are shown."""
