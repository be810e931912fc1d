"""The page: charts drawn in, so that it opens anywhere and asks for nothing."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from crawler.charts import CHARTS, Chart
from crawler.exporting.errors import ExportError
from crawler.reporting.runs import last_runs

_TOTALS = """
SELECT count(*), sum(gone_at IS NOT NULL), sum(revision_count > 0), min(published_on),
    max(published_on), (SELECT count(*) FROM portals)
FROM articles
"""
_IDS = re.compile(r"""(\bid="|url\(#|href="#)""")


@dataclass(frozen=True, slots=True)
class _Picture:
    chart: Chart
    svg: str
    rows: list[dict[str, Any]]
    balance: str


def report(db: sqlite3.Connection, moment: dt.datetime) -> str:
    """The page as HTML.

    Args:
        db: the archive.
        moment: when the report is made; deadlines from its day on are ahead.

    Raises ExportError when what it takes is not installed.
    """
    try:
        import jinja2

        from crawler.charts.drawing import draw

        environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        pictures = []
        for chart in CHARTS:
            rows = _rows(db, chart.sql, moment.date())
            (counts,) = _rows(db, chart.balance.sql, moment.date())
            svg = _own_ids(draw(chart, rows), chart.name) if rows else ""
            pictures.append(_Picture(chart, svg, rows, chart.balance.sentence(counts)))
    except ImportError as error:
        raise ExportError(
            f"the report needs {error.name}: pip install 'clusterarchiv[report]', or make setup"
        ) from None
    articles, gone, changed, first, last, portals = db.execute(_TOTALS).fetchone()
    template = files("crawler.reporting").joinpath("report.html").read_text("utf-8")
    return environment.from_string(template).render(
        moment=moment.strftime("%Y-%m-%d %H:%M UTC"),
        articles=articles,
        gone=gone or 0,
        changed=changed or 0,
        first=first,
        last=last,
        portals=portals,
        runs=last_runs(db),
        pictures=pictures,
    )


def _rows(db: sqlite3.Connection, sql: str, today: dt.date) -> list[dict[str, Any]]:
    cursor = db.execute(sql, {"today": today.isoformat()})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _own_ids(svg: str, name: str) -> str:
    """Ids that no other picture of the page has."""
    return _IDS.sub(rf"\g<1>{name}-", svg)
