"""``scrapy watch``: searches that people follow."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.commands._watches import find_watch
from crawler.monitoring.notify import WATCH, WAYS, is_set
from crawler.program import command
from crawler.suggestions import did_you_mean
from crawler.terminal import WIDTH, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

    from crawler.archive import Archive
    from crawler.archive.watches import Watch
    from crawler.publishing.search.definition import Search

_ACTIONS = {"add": "add NAME", "list": "list", "remove": "remove NAME"}
_CRITERIA = {
    "search": ("q", "WORDS", "with these words: docs/search.md"),
    "place": ("place", "NAME", "about this place: Chile, CL, EU, …; may be repeated"),
    "topic": ("topic", "NAME", "on this topic; may be repeated"),
    "kind": ("kind", "KIND", "of this kind: bekanntmachung, nachricht, …"),
    "portal": ("portal", "NAME", "of this portal"),
    "source": ("source", "NAME", "taken from this source (Quelle); may be repeated"),
    "organisation": ("organisation", "NAME", "edited by this organisation; may be repeated"),
}
"""Options → parameters of a search."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_NONE = "none"


class Command(ProjectCommand):
    """Adds, lists and removes watches."""

    requires_crawler_process = False
    usage = "add NAME [options] | list [--json] | remove NAME"
    summary = "Follow a search: `update` tells what is new, changed or gone"
    details = (
        "What is in the archive when a watch is added is no news. Each watch has a page, a feed "
        "and a calendar in `scrapy serve`: docs/watches.md. Exit codes: 0 done, 1 the archive "
        "cannot be used, 2 wrong usage, 3 another run is at work on the archive."
    )

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        for option, (_, metavar, text) in _CRITERIA.items():
            parser.add_argument(
                f"--{option}", action="append", default=[], metavar=metavar, help=f"add: {text}"
            )
        parser.add_argument(
            "--notify", action="append", default=[], metavar="WAY",
            help=f"add: {', '.join(WAYS)} (as settings WATCH_… say), or {_NONE}; default: all",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="list: one JSON object a line")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive

        action, name = _understood(args)
        if action != "add" and (given := [o for o in (*_CRITERIA, "notify") if getattr(opts, o)]):
            raise CommandError(f"--{given[0]} is for `{command('watch add')}`")
        require_archive(self.archive_path)
        if action == "list":
            with Archive(self.archive_path) as archive:
                _list(archive, self.settings, as_json=opts.json)
            return
        if opts.json:
            raise CommandError(f"--json is for `{command('watch list')}`")
        with exclusive_run(self.archive_path), Archive(self.archive_path) as archive:
            if action == "add":
                self._add(archive, name, opts)
            else:
                _remove(archive, name)

    def _add(self, archive: Archive, name: str, opts: argparse.Namespace) -> None:
        from crawler.archive.database import now, utc_text
        from crawler.publishing.language import language
        from crawler.publishing.watches.checking import add_watch
        from crawler.publishing.watches.notices import ways_of
        from crawler.publishing.watches.sentences import described

        _check_name(name)
        search, ways = _search(archive, opts), _ways(opts.notify)
        with archive.transaction():
            try:
                watch = add_watch(archive.db.conn, name, search, ways, utc_text(now()))
            except ValueError:
                raise CommandError(
                    f"there is a watch {name} already: `{command(f'watch remove {name}')}` ends it"
                ) from None
        (known,) = archive.db.execute(
            "SELECT count(*) FROM watch_articles WHERE watch_id = ?", (watch.id,)
        ).fetchone()
        are_known = "1 article is known" if known == 1 else f"{known} articles are known"
        say_sentence(
            f"watch {name}: {described(search, language('en'))}; {are_known}, "
            "what happens from now on is told"
        )
        if not ways_of(watch, self.settings) or opts.notify:
            lacking = [
                f"{WATCH}_{WAYS[way]}" for way in ways if not is_set(self.settings, WATCH, way)
            ]
            if lacking:
                settings = " or ".join(lacking)
                say_sentence(
                    f"{command('watch')}: nobody is notified yet: set {settings}", error=True
                )


def _understood(args: list[str]) -> tuple[str, str]:
    """The action and the watch it is about. Raises CommandError."""
    action = args[0] if args else ""
    if action not in _ACTIONS:
        understood = ", ".join(f"`{command(f'watch {usage}')}`" for usage in _ACTIONS.values())
        meant = did_you_mean(action, _ACTIONS) if action else ""
        wrong = f"{action!r} is not understood{meant}; " if action else ""
        raise CommandError(f"{wrong}there are {understood}")
    wanted, typed = 1 if action == "list" else 2, command(f"watch {_ACTIONS[action]}")
    if len(args) < wanted:
        raise CommandError(f"name the watch: `{typed}`")
    if len(args) > wanted:
        raise CommandError(f"{args[wanted]!r} is not understood: `{typed}`")
    return action, args[1] if wanted > 1 else ""


def _check_name(name: str) -> None:
    from crawler.german.words.spelling import fold_name

    if _NAME.fullmatch(name):
        return
    plain = re.sub(r"[^a-z0-9_-]+", "-", fold_name(name)).strip("-_")[:60]
    meant = f"; for example {plain}" if plain else ""
    raise CommandError(
        f"{name!r} is no name for a watch, which stands in URLs: letters from a to z, digits, - "
        f"and _, at most 60{meant}"
    )


def _search(archive: Archive, opts: argparse.Namespace) -> Search:
    """The search that the options describe. Raises CommandError."""
    from crawler.publishing.search.definition import RefusedSearchError, read_search

    pairs = [
        (parameter, value)
        for option, (parameter, *_) in _CRITERIA.items()
        for value in getattr(opts, option)
    ]
    if empty := [o for o in _CRITERIA if any(not value.strip() for value in getattr(opts, o))]:
        raise CommandError(f"--{empty[0]} is empty")
    if not pairs:
        options = ", ".join(f"--{option}" for option in _CRITERIA)
        raise CommandError(f"say what to look for, with one or more of {options}")
    try:
        return read_search(archive.db.conn, pairs)
    except RefusedSearchError as error:
        raise CommandError(str(error)) from None


def _ways(given: list[str]) -> list[str]:
    """The ways of notifying; all unless some are named. Raises CommandError."""
    named = [word.strip() for text in given for word in text.split(",")]
    if not named:
        return [*WAYS]
    for word in named:
        if word not in (*WAYS, _NONE):
            addressed = (
                f"; addresses stand in the setting {WATCH}_{WAYS['mail']}, as WATCH=ADDRESS"
                if "@" in word
                else ""
            )
            raise CommandError(
                f"--notify {word}: there are {', '.join((*WAYS, _NONE))}"
                f"{did_you_mean(word, (*WAYS, _NONE))}{addressed}"
            )
    if _NONE in named and len(named) > 1:
        raise CommandError(f"--notify {_NONE} goes with no other")
    return [way for way in WAYS if way in named]


def _remove(archive: Archive, name: str) -> None:
    from crawler.archive.watches import remove_watch

    watch = find_watch(archive, name)
    with archive.transaction():
        remove_watch(archive.db.conn, watch)
    say_sentence(f"watch {watch.name} is removed, with its feed and calendar")


def _list(archive: Archive, settings: BaseSettings, *, as_json: bool) -> None:
    from crawler.archive.watches import watches

    rows = [_row(archive, watch) for watch in watches(archive.db.conn)]
    if as_json:
        for row in rows:
            say_json(row)
        return
    if not rows:
        add = command("watch add NAME --search WORDS")
        say_sentence(f"there are no watches: `{add}` makes one")
        return
    from rich.box import SIMPLE
    from rich.table import Table

    from crawler.console import console

    table = Table("name", "looks for", box=SIMPLE, pad_edge=False)
    for name in ("articles", "events", "waiting"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("notify")
    table.add_column("since", no_wrap=True)
    for column in table.columns[:2]:
        column.overflow = "fold"
    for row in rows:
        ways = [way for way in row["notify"] if is_set(settings, WATCH, way)]
        table.add_row(
            row["name"], row["looks_for"], str(row["articles"]), str(row["events"]),
            str(row["waiting"]), "\n".join(ways) or _NONE, row["created_at"][:10],
        )  # fmt: skip
    console(width=None if sys.stdout.isatty() else WIDTH).print(table)


_FIGURES = """
    SELECT
        (SELECT count(*) FROM watch_articles WHERE watch_id = :watch AND is_match),
        (SELECT count(*) FROM watch_events WHERE watch_id = :watch AND kind <> 'recovered'),
        (SELECT count(*) FROM watch_notices WHERE sent_at IS NULL
            AND event_id IN (SELECT id FROM watch_events WHERE watch_id = :watch))
"""


def _row(archive: Archive, watch: Watch) -> dict[str, Any]:
    from crawler.publishing.language import language
    from crawler.publishing.search.definition import RefusedSearchError
    from crawler.publishing.watches.checking import search_of
    from crawler.publishing.watches.sentences import described

    articles, found, waiting = archive.db.execute(_FIGURES, {"watch": watch.id}).fetchone()
    try:
        looks_for = described(search_of(archive.db.conn, watch), language("en"))
    except RefusedSearchError as error:
        looks_for = f"cannot be asked: {error}"
    return {
        "name": watch.name, "looks_for": looks_for, "query": watch.query, "articles": articles,
        "events": found, "waiting": waiting, "notify": [*watch.ways],
        "created_at": watch.created_at, "checked_at": watch.checked_at,
    }  # fmt: skip
