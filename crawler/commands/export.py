"""``scrapy export``: take things out of the archive."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._language import add_language
from crawler.commands._preflight import require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.publishing.export.output_file import ExportError
from crawler.terminal import discard, say, say_bytes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import BinaryIO

    from crawler.archive import Archive
    from crawler.publishing.export.selection import Selection
    from crawler.publishing.search.definition import Search

_WACZ, _ICS = "wacz", "ics"
_FILTERS = ("since", "until", "place", "topic", "search")


class Command(ProjectCommand):
    """Writes one file in one format."""

    requires_crawler_process = False
    summary = "Take articles, deadlines or captures out: tables, feeds, WACZ"
    details = "Exit codes: 0 fine, 1 something could not be exported, 2 wrong usage."
    reported_errors = (ExportError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from crawler.publishing.export import FORMATS

        super().add_options(parser)
        formats = (*FORMATS, _ICS, _WACZ)
        parser.add_argument("--format", choices=formats, help="what to write; has to be named")
        parser.add_argument("--portal", metavar="NAME", help="only this portal's")
        parser.add_argument("--since", metavar="DATE", help="published on this day or later")
        parser.add_argument("--until", metavar="DATE", help="published on this day or earlier")
        parser.add_argument("--place", metavar="NAME", help="about this place: Chile, CL, EU, …")
        parser.add_argument("--topic", metavar="NAME", help="on this topic")
        parser.add_argument("--search", metavar="WORDS", help="with these words: docs/search.md")
        parser.add_argument(
            "--watch", metavar="NAME", help="atom, ics: what has happened to this watch's articles"
        )
        add_language(parser)
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="where to; without it, standard output"
        )

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive

        path = self.archive_path
        self.require_no_arguments(args, "; name the file with -o FILE")
        _check(opts)
        require_archive(path)
        with Archive(path) as archive:
            if opts.portal:
                opts.portal = _known(archive, "portals", opts.portal)
            try:
                if opts.format == _WACZ:
                    self._write_wacz(archive, Path(opts.output), opts.portal)
                elif opts.watch or opts.format == _ICS:
                    self._write_followed(archive, opts)
                else:
                    self._write_articles(archive, opts)
            except BrokenPipeError:  # `… | head` has seen enough
                discard(sys.stdout)
            except OSError as error:
                where = opts.output or "standard output"
                raise CommandError(
                    f"{where} cannot be written: {error.strerror or error}", ExitCode.FAILED
                ) from None

    def _write_articles(self, archive: Archive, opts: argparse.Namespace) -> None:
        from crawler.publishing.export.formats import write_articles

        selection = _selection(archive, opts)
        self._write(
            opts,
            lambda file: (
                f"{write_articles(archive.db.conn, opts.format, selection, file)} articles"
            ),
        )

    def _write_followed(self, archive: Archive, opts: argparse.Namespace) -> None:
        """Write the feed of a watch, or deadlines."""
        from crawler.archive.database import now
        from crawler.commands._watches import find_watch
        from crawler.publishing.language import language
        from crawler.publishing.search.definition import RefusedSearchError
        from crawler.publishing.watches.exporting import export_calendar, export_feed

        db, words, site_url = archive.db.conn, language(opts.language), self.settings["SITE_URL"]
        watch = find_watch(archive, opts.watch) if opts.watch else None

        def write(file: BinaryIO) -> str:
            if watch is None or opts.format == _ICS:
                chosen = watch or _search(archive, opts)
                count = export_calendar(db, chosen, file, words, now().date(), site_url)
                return f"{count} deadlines"
            name = Path(opts.output).name if opts.output else None
            shown, total = export_feed(db, watch, file, words, site_url, name)
            return f"{shown} events" if shown == total else f"the last {shown} of {total} events"

        try:
            self._write(opts, write)
        except RefusedSearchError as error:
            raise CommandError(str(error)) from None

    def _write(self, opts: argparse.Namespace, write: Callable[[BinaryIO], str]) -> None:
        """Have something written to where the options say, and say what it was.

        ``write`` gets the file and returns that in words.
        """
        from crawler.publishing.export.output_file import whole_file

        if not opts.output and sys.stdout.isatty():
            shown = BytesIO()
            write(shown)
            say_bytes(shown.getvalue())
            return
        target = whole_file(Path(opts.output)) if opts.output else nullcontext(sys.stdout.buffer)
        with target as file:
            written = write(file)
            file.flush()
        if opts.output:
            say(f"{written} → {opts.output}")
        self.exitcode = ExitCode.OK

    def _write_wacz(self, archive: Archive, target: Path, portal: str | None) -> None:
        from crawler.publishing.export.wacz import write_wacz

        packed = write_wacz(archive, Path(self.settings["WARC_DIR"]), target, portal)
        for reason in packed.left_out:
            say(f"{command('export')}: left out: {reason}", error=True)
        say(
            f"{packed.records} records in {packed.files} WARC files, "
            f"{packed.pages} pages → {target}"
        )
        self.exitcode = ExitCode.FAILED if packed.left_out else ExitCode.OK


def _check(opts: argparse.Namespace) -> None:
    """Raises CommandError for what cannot be meant."""
    from crawler.publishing.export import FORMATS
    from crawler.publishing.export.formats import BINARY

    if not opts.format:
        raise CommandError(f"name a format with --format: {', '.join((*FORMATS, _ICS, _WACZ))}")
    if opts.watch is not None:
        if opts.format not in ("atom", _ICS):
            raise CommandError("--watch goes with --format atom and --format ics")
        if given := [name for name in ("portal", *_FILTERS) if getattr(opts, name)]:
            raise CommandError(f"--{given[0]} chooses articles; --watch has a search of its own")
    if opts.format in (*BINARY, _WACZ) and not opts.output:
        raise CommandError(f"{opts.format} is no text: name a file with -o FILE")
    if opts.format == _WACZ:
        for name in _FILTERS:
            if getattr(opts, name):
                raise CommandError(
                    f"--{name} chooses articles; a WACZ has captures, of one --portal"
                )


def _selection(archive: Archive, opts: argparse.Namespace) -> Selection:
    """What the options choose. Raises CommandError for what cannot be used."""
    from crawler.arguments import ArgumentError, parse_arguments
    from crawler.publishing.export.selection import Selection
    from crawler.publishing.search import SearchError, validate_search

    try:
        period = parse_arguments({"since": opts.since, "until": opts.until})
    except ArgumentError as error:
        raise CommandError(f"--{error}") from None
    if opts.topic:
        opts.topic = _known(archive, "topics", opts.topic)
    if opts.place:
        opts.place = _known(archive, "places", opts.place)
    try:
        validate_search(opts.search or "")
    except SearchError as error:
        raise CommandError(f"--search: {error}") from None
    return Selection(opts.portal, period.since, period.until, opts.place, opts.topic, opts.search)


def _search(archive: Archive, opts: argparse.Namespace) -> Search:
    """The same as a search. Raises CommandError."""
    from crawler.publishing.search.definition import RefusedSearchError, read_search

    pairs = [
        ("q" if name == "search" else name, getattr(opts, name) or "")
        for name in ("portal", *_FILTERS)
    ]
    try:
        return read_search(archive.db.conn, pairs)
    except RefusedSearchError as error:
        raise CommandError(str(error)) from None


def _known(archive: Archive, table: str, typed: str) -> str:
    """The name as the archive writes it. Raises CommandError if it has none like it."""
    from crawler.publishing.search.names import find_name, unknown_name

    db = archive.db.conn
    name = find_name(db, table, typed)
    if name is None:
        raise CommandError(str(unknown_name(db, table, typed)))
    return name
