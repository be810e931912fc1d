"""Questions that were answered wrongly, and statements that took the machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from crawler.archive import Archive, Portal
from crawler.items import Article, Place
from crawler.publishing.charts.articles import Articles
from crawler.publishing.charts.chart import View
from crawler.publishing.charts.collection import CHARTS
from crawler.publishing.export.formats import write_articles
from crawler.publishing.export.selection import Selection
from crawler.publishing.language import language
from tests import looping
from tests.faults.table import Fault, Result

_ARTICLES = (
    Article("https://muster.example/1", title="Ruf", deadline_on="2016-05-01",
            published_on="2016-02-01", places=[Place("Polen", "country", "PL")]),
    Article("https://muster.example/2", title="=1+1", deadline_on="2020-03-28",
            published_on="2020-01-01"),
    Article("https://muster.example/3", title="Ohne Tag"),
)  # fmt: skip


def _archive(folder: Path) -> Path:
    path = folder / "archive.db"
    with Archive(path) as archive:
        archive.store(
            list(_ARTICLES), archive.begin_run("musterportal", "live", Portal("musterportal"))
        )
    return path


def _asked(path: str, column: str | None = None, **parameters: str) -> Callable[[Path], Result]:
    """A page asked of a server: its status, its error, and the values of ``column``."""

    async def ask(archive: Path) -> Any:
        from crawler.publishing.datasette.server import make_datasette

        query = urlencode({"_shape": "objects", **parameters})
        client = make_datasette(archive).client
        return await client.get(f"/archive{path}.json?{query}", follow_redirects=True)

    def happen(folder: Path) -> Result:
        answer = looping.run(ask(_archive(folder)))
        told = answer.json()
        rows = [row[column] for row in told["rows"]] if column else None
        return Result(answer.status_code, told.get("error") or "", rows)

    return happen


def _csv_of_a_formula(folder: Path) -> Result:
    file = io.BytesIO()
    with Archive(_archive(folder)) as archive:
        write_articles(archive.db.conn, "csv", Selection(), file)
    rows = csv.DictReader(io.StringIO(file.getvalue().decode(), newline=""))
    return Result(0, "", [(row["title"], row["published_on"]) for row in rows])


def _charts(folder: Path) -> Result:
    first = CHARTS[0]
    with Archive(_archive(folder)) as archive:
        view = View(language(), today="2020-06-15")
        articles = Articles(lambda sql, values: list(archive.db.query(sql, dict(values))))
        _, counts = first.counted(articles, view.parameters)
    return Result(0, first.balance.sentence(counts, view.words), counts["certain"])


ROWS = [
    Fault("German dates in a question", _asked("/deadlines", "deadline_on", since="1.1.2020",
          until="31.12.2020"), ["2020-03-28"], "", 200),
    Fault("a date nobody can read", _asked("/deadlines", since="viel"), None,
          "since='viel' is no date", 400),
    Fault("a number nobody can read", _asked("/gaps", days="viel"), None,
          "days='viel' is no number of days", 400),
    Fault("a country in small letters", _asked("/articles_by_country", "country",
          country="polen"), ["Polen"], "", 200),
    Fault("a chart that leaves out", _charts, 2,
          "3 Artikel: 2 mit sicherem Monat, 1 ohne Datum.", 0),
    Fault("a search word of 5,000 letters", _asked("/search", text="a" * 5000), None,
          "5000 letters are too many to search for: at most 500 are read", 400),
    Fault("fts3_tokenizer in served SQL", _asked("", sql="select fts3_tokenizer('simple')"), None,
          "not authorized to use function: fts3_tokenizer", 400),
    Fault("a pragma in capitals", _asked("", "file", sql="select file from PRAGMA_database_list()"),
          [None], "", 200),
    Fault("a gigabyte out of one function", _asked("", sql="select printf('%.*c', 1e9, 'x')"),
          None, "a function was given more than it reads", 400),
    Fault("a title that is a formula", _csv_of_a_formula,
          [("Ruf", "2016-02-01"), ("'=1+1", "2020-01-01"), ("Ohne Tag", "")], "", 0),
]  # fmt: skip
