"""The report as one HTML file: charts as inline SVG, and how the last runs went.

It loads nothing, so that it can be mailed or put into a wiki.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from crawler.archive.runs import outcomes_of
from crawler.books import sentence_of
from crawler.monitoring.summary import ending
from crawler.program import install_extra
from crawler.publishing.charts import CHARTS, Chart
from crawler.publishing.export.output_file import ExportError

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

        from crawler.publishing.charts.chart import draw

        environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
        pictures = []
        for chart in CHARTS:
            rows = _rows(db, chart.sql, moment.date())
            (counts,) = _rows(db, chart.balance.sql, moment.date())
            svg = _own_ids(draw(chart, rows), chart.name) if rows else ""
            pictures.append(_Picture(chart, svg, rows, chart.balance.sentence(counts)))
    except ImportError as error:
        raise ExportError(
            install_extra(f"{error.name}, which the report needs,", "report")
        ) from None
    articles, gone, changed, first, last, portals = db.execute(_TOTALS).fetchone()
    template = files("crawler.publishing.report").joinpath("report.html").read_text("utf-8")
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


# -- Last runs -------------------------------------------------------------------------------------

_COUNTS = ("new", "changed", "unchanged", "rejected", "errors")
_LAST = f"""
SELECT id, spider, started_at, finished_at, finish_reason, health, {", ".join(_COUNTS)}
FROM runs
WHERE id IN (SELECT max(id) FROM runs GROUP BY spider)
ORDER BY started_at DESC, spider
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a spider; ``troubles`` are sentences, none when all is well."""

    spider: str
    started_at: str
    counts: dict[str, int]
    troubles: list[str]
    books: str
    """What became of all that the run met."""


def last_runs(db: sqlite3.Connection) -> list[LastRun]:
    """The last run of each spider, the latest first."""
    runs = []
    for run_id, spider, started_at, finished_at, reason, health, *counts in db.execute(_LAST):
        counted = {name: count or 0 for name, count in zip(_COUNTS, counts, strict=True)}
        troubles = []
        if finished_at is None:
            troubles.append("at work, or it ended without a chance to say so")
        elif partial := ending(reason):
            troubles.append(partial)
        troubles += [f"{counted[name]} {name}" for name in ("rejected", "errors") if counted[name]]
        books = sentence_of(outcomes_of(db, run_id))
        runs.append(LastRun(spider, started_at, counted, troubles + _alarms(health), books))
    return runs


def _alarms(health: str | None) -> list[str]:
    """The sentences of the run's health check, as docs/schema.md has ``runs.health``."""
    found = json.loads(health) if health else {}
    return [alarm["sentence"] for alarm in found.get("alarms", [])]
