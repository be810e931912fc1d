"""``scrapy stories``: articles about one event, and people's decisions on them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import say, say_folded, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from crawler.archive import Archive

_COLUMNS = ("id", "size", "portals", "first_published_on", "title", "url")
_SHOWN = 30
_PAIRS_SHOWN = 6
"""Pairs take several lines each, for their URLs are what they are about."""


class Command(ProjectCommand):
    """Lists stories, rebuilds them, and records decisions."""

    usage = "[options]"
    group = Group.LOOKING
    summary = "List stories told more than once, tell them apart anew, or decide"

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--rebuild", action="store_true", help="tell all stories apart anew")
        for verdict, text in (
            ("same", "these two tell one event, whatever their words say"),
            ("different", "these two tell two events"),
            ("undo", "take a decision on these two back"),
        ):
            one.add_argument(f"--{verdict}", nargs=2, metavar="URL", help=text)
        one.add_argument(
            "--moved",
            action="store_true",
            help="list articles that are gone and seem to stand at another URL: "
            f"`{command('merge --articles OLD NEW')}` joins two, --different tells them apart",
        )
        one.add_argument("--overrides", action="store_true", help="list the decisions")
        parser.add_argument("--note", help="with --same and --different: why")
        parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive

        path = self.archive_path
        self.require_no_arguments(args)
        require_archive(path)
        with Archive(path) as archive:
            if opts.rebuild or opts.same or opts.different or opts.undo:
                with exclusive_run(self.archive_path), archive.transaction():
                    say(_rebuild(archive) if opts.rebuild else _decide(archive, opts))
            else:
                _list(_rows(archive, opts), opts)


def _rebuild(archive: Archive) -> str:
    from crawler.archive.stories import rebuild_stories

    articles = rebuild_stories(archive.db.conn)
    stories = archive.db.table("stories").count
    return f"{articles} articles told apart: {stories} stories are told more than once"


def _decide(archive: Archive, opts: argparse.Namespace) -> str:
    from crawler.archive.stories import place_pending
    from crawler.archive.stories.overrides import UnknownUrlError
    from crawler.archive.stories.overrides import override as decide

    verdict = "same" if opts.same else "different" if opts.different else None
    url, other_url = opts.same or opts.different or opts.undo
    db = archive.db.conn
    try:
        decide(db, url, other_url, verdict, opts.note)
    except UnknownUrlError as error:
        raise CommandError(f"no article has the address {error}", ExitCode.FAILED) from None
    except ValueError as error:
        raise CommandError(str(error)) from None
    place_pending(db)
    return f"{url}\n{other_url}\n{verdict or 'no decision any more'}"


def _rows(archive: Archive, opts: argparse.Namespace) -> list[dict[str, Any]]:
    from crawler.archive.moves import proposals
    from crawler.archive.stories.overrides import overrides

    if opts.overrides:
        return [asdict(decision) for decision in overrides(archive.db.conn)]
    if opts.moved:
        return [asdict(proposal) for proposal in proposals(archive.db.conn)]
    rows = archive.db.view("v_stories").rows_where(order_by="size DESC, id")
    return [{name: row[name] for name in _COLUMNS} for row in rows]


def _list(rows: list[dict[str, Any]], opts: argparse.Namespace) -> None:
    if opts.json:
        for row in rows:
            say_json(row)
    elif rows:
        shown = _PAIRS_SHOWN if opts.moved or opts.overrides else _SHOWN
        (_print_pairs if opts.moved or opts.overrides else _print_stories)(rows[:shown])
        more = f"and {len(rows) - shown} more: " if len(rows) > shown else ""
        if more or not (opts.moved or opts.overrides):
            say(f"{more}--json has all, with their URLs")
    else:
        nothing = "no article seems to have moved" if opts.moved else None
        say(nothing or ("no decisions" if opts.overrides else "no story is told more than once"))


def _print_stories(rows: list[dict[str, Any]]) -> None:
    """A line a story."""
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.console import console

    table = Table("id", "size", "since", box=SIMPLE, pad_edge=False, expand=True)
    for name, ratio in (("title", 2), ("portals", 1)):
        table.add_column(name, no_wrap=True, overflow="ellipsis", ratio=ratio)
    for row in rows:
        cells = (row[name] for name in ("id", "size", "first_published_on", "title", "portals"))
        table.add_row(*("" if value is None else str(value) for value in cells))
    console().print(table)


def _print_pairs(rows: list[dict[str, Any]]) -> None:
    """Two articles each, with their URLs whole, and what else there is to say of them."""
    for row in rows:
        urls = [name for name in row if name.endswith("url")]
        told = (f"{name.replace('_', ' ')}: {row[name]}" for name in row if name not in urls)
        say_sentence(", ".join(each for each in told if not each.endswith(": None")))
        for name in urls:
            say_folded(f"  {row[name]}")
