"""``scrapy coverage``: captures that web archives list of a portal, and which are stored."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._language import add_language
from crawler.commands._preflight import find_portal, require_archive
from crawler.program import command
from crawler.terminal import say, say_folded, say_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from crawler.archive.listings import Month, SourceYear
    from crawler.maintenance.total_estimate import Total

_ROWS_SHOWN = 10
_MISSING_SHOWN = 2
"""Rows of a table, and URLs: all together fit a screen."""
_SUMMED = ("captured", "recovered", "missing", "failed")
_NAMED_BY = {"index": "an index", "link": "a link", "list": "a list"}


class Command(ProjectCommand):
    """Reads the archive only; the listed captures come from ``crawl -a source=wayback``."""

    usage = "[options] SPIDER"
    group = Group.LOOKING
    summary = "Compare what web archives have of a portal with what is stored"
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--source", metavar="SOURCE", help="one web archive; default: all")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--svg", metavar="FILE", help="write a heat map of the months")
        add_language(parser)

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive
        from crawler.archive.listings import coverage, coverage_by_source
        from crawler.maintenance.coverage import missing_urls
        from crawler.maintenance.samples import by_year, totals
        from crawler.redaction import without_password
        from spiders.feeds import read_feed

        if len(args) != 1:
            raise CommandError(f"name one spider; `{command('list')}` shows them")
        spider = find_portal(self.spiders, args[0])(source="live")
        require_archive(self.archive_path)
        with Archive(self.archive_path) as archive:
            db = archive.db.conn
            source = opts.source and without_password(opts.source)  # as archives name it
            months = coverage(db, spider.name, source)
            years = [] if source else coverage_by_source(db, spider.name)
            folder = self.settings["WARC_DIR"]
            missing = missing_urls(archive, folder, spider, read_feed)
            estimates = totals(db, spider)
        if not months and not estimates:
            raise CommandError(
                f"no index of a web archive has been read for {spider.name}: "
                f"{command('crawl')} {spider.name} -a source=wayback"
            )
        if opts.svg:
            picture = (spider.title, months, by_year(estimates))
            self._draw(Path(opts.svg), *picture, opts.language)
        if len({year.source for year in years}) < 2:
            years = []  # the months say all of it
        (print_json if opts.json else print_table)(months, years, missing, estimates)

    def _draw(
        self,
        path: Path,
        title: str,
        months: list[Month],
        estimates: dict[str, Total],
        code: str,
    ) -> None:
        from crawler.publishing.charts.coverage_picture import heat_map
        from crawler.publishing.language import language

        path.write_text(heat_map(title, months, language(code), estimates), "utf-8")


def print_json(
    months: list[Month],
    years: list[SourceYear],
    missing: dict[str, str],
    estimates: dict[tuple[str, str], Total],
) -> None:
    """Print a line for each month, archive's year, missing URL and estimate."""
    rows: list[Month | SourceYear] = [*months, *years]
    for row in rows:
        say_json(asdict(row))
    for url, named_by in missing.items():
        say_json({"missing": url, "named_by": named_by})
    for (year, kind), total in estimates.items():
        say_json({"year": year or None, "kind": kind or None, **asdict(total)})


def print_table(
    months: list[Month],
    years: list[SourceYear],
    missing: dict[str, str],
    estimates: dict[tuple[str, str], Total],
) -> None:
    """Print a table of months, of years by web archive, of estimates, then the missing URLs."""
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.console import console

    columns = _SUMMED
    has_all = max(len(months), 2 * len(estimates), 2 * len(years)) <= _ROWS_SHOWN
    label, spans = "month", months
    if len(months) > _ROWS_SHOWN:
        label, spans = "year", _by_year(months)
    if len(years) > _ROWS_SHOWN // 2:
        years = _by_source(years)
    if len(estimates) > _ROWS_SHOWN // 2:  # those of single years, that is
        estimates = {key: total for key, total in estimates.items() if not key[0]}
    tables: list[tuple[tuple[str, ...], tuple[str, ...], Sequence[Month | SourceYear]]] = [
        ((label,), columns, spans),
        (("year", "source"), (*columns, "alone"), years),
    ]
    for labels, figures, rows in tables:
        if not rows:
            continue
        table = Table(*labels, *figures, box=SIMPLE, show_footer=True)
        for column, name in zip(table.columns[len(labels) :], figures, strict=True):
            column.justify = "right"
            column.footer = str(sum(getattr(row, name) for row in rows))
        for row in rows:
            first = getattr(row, "month", None) or getattr(row, labels[0])
            table.add_row(first, *(str(getattr(row, name)) for name in (*labels[1:], *figures)))
        console().print(table)
    if estimates:
        table = Table("year", "kind", "known", "estimated total", "95 %", box=SIMPLE)
        for (year, kind), total in estimates.items():
            span = f"{total.low:,} to {total.high:,}"
            table.add_row(
                year or "all", kind or "all", f"{total.known:,}", f"{total.estimate:,}", span
            )
        console().print(table)
    for url, named_by in [*missing.items()][:_MISSING_SHOWN]:
        say(f"missing, named by {_NAMED_BY[named_by]}:")
        say_folded(f"  {url}")
    if len(missing) > _MISSING_SHOWN:
        has_all = False
        say(f"and {len(missing) - _MISSING_SHOWN} more URLs that are missing")
    if not has_all:
        say("--json has every month, year and URL")


def _by_year(months: list[Month]) -> list[Month]:
    """The sums of each year, where single months would be more than a screen; early ones in one."""
    years = [_sum(year, rows) for year, rows in groupby(months, lambda month: month.month[:4])]
    early, late = years[: -_ROWS_SHOWN + 1], years[-_ROWS_SHOWN + 1 :]
    return [_sum(f"to {early[-1].month}", early), *late] if len(early) > 1 else years


def _sum(label: str, rows: Iterable[Month]) -> Month:
    from crawler.archive.listings import Month

    kept = [*rows]
    return Month(label, *(sum(getattr(row, name) for row in kept) for name in _SUMMED))


def _by_source(years: list[SourceYear]) -> list[SourceYear]:
    """The sums of each web archive over all years."""
    from crawler.archive.listings import SourceYear

    found = []
    for source in dict.fromkeys(year.source for year in years):
        rows = [year for year in years if year.source == source]
        sums = (sum(getattr(row, name) for row in rows) for name in (*_SUMMED, "alone"))
        found.append(SourceYear(source, "all", *sums))
    return found
