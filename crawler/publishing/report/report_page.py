"""The report as one HTML file: charts as inline SVG, and how the last runs went.

It loads nothing, so that it can be mailed or put into a wiki.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from importlib.resources import files

from crawler.program import install_extra
from crawler.publishing.export.output_file import ExportError
from crawler.publishing.language import GERMAN, Language, language, marked, marked_forms
from crawler.publishing.report.last_runs import COUNTS, last_runs

_TOTALS = """
SELECT count(*), sum(gone_at IS NOT NULL), sum(revision_count > 0), min(published_on),
    max(published_on), (SELECT count(*) FROM portals)
FROM articles
"""
_ARTICLES = marked_forms("%(count)s article", "%(count)s articles")
_PORTALS = marked_forms("from %(count)s portal", "from %(count)s portals")
_CHANGED = marked_forms(
    "%(count)s was changed after it had been seen first",
    "%(count)s were changed after they had been seen first",
)
_GONE = marked_forms("%(count)s is gone from its portal", "%(count)s are gone from their portal")


def report(db: sqlite3.Connection, moment: dt.datetime, code: str = GERMAN) -> str:
    """The page as HTML.

    Args:
        db: the archive.
        moment: when the report is made; deadlines from its day on are ahead.
        code: its language, one of ``LANGUAGES``.

    Raises ExportError when what it takes is not installed.
    """
    words = language(code)
    try:
        from crawler.publishing.charts.articles import Articles, reading
        from crawler.publishing.charts.chart import View
        from crawler.publishing.charts.pictures import answers, environment, sections, style

        view = View(words, moment.date().isoformat())
        asked = answers(Articles(reading(db)), view.parameters)
        template = environment(words).from_string(
            files("crawler.publishing.report").joinpath("report.html").read_text("utf-8")
        )
        drawn = sections(asked, view)
    except ImportError as error:
        raise ExportError(
            install_extra(f"{error.name}, which the report needs,", "report")
        ) from None
    return template.render(
        code=code,
        made_at=moment.isoformat(),
        totals=_totals(db, words),
        runs=last_runs(db, words),
        headings={name: words.gettext(heading) for name, heading in COUNTS.items()},
        sections=drawn,
        style=style(),
    )


def _totals(db: sqlite3.Connection, words: Language) -> str:
    """``1,234 articles of 2 portals, published from … to …. 12 were changed …``."""
    articles, gone, changed, first, last, portals = db.execute(_TOTALS).fetchone()
    told = words.gettext(marked("%(articles)s %(portals)s")) % {
        "articles": words.counted(_ARTICLES, articles),
        "portals": words.counted(_PORTALS, portals),
    }
    if first:
        told += words.gettext(marked(", published from %(first)s to %(last)s")) % {
            "first": words.day(first), "last": words.day(last),
        }  # fmt: skip
    sentences = [told, words.counted(_CHANGED, changed or 0), words.counted(_GONE, gone or 0)]
    return " ".join(f"{sentence}." for sentence in sentences)
