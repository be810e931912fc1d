"""``scrapy merge``: other archives merged into one."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from crawler.maintenance.merge import Merged


class Command(ProjectCommand):
    """Merges archives into the first one named."""

    usage = "INTO.db OTHER.db [...] | --articles OLD NEW | --moved"
    group = Group.REPAIRING
    summary = "Take other archives into one, or join an article with its new URL"
    details = (
        "INTO.db is made if it is not there, with its folder; the others stay. Captures "
        "go from the folder `captures` beside each OTHER.db to the one beside INTO.db. "
        "Exit codes: 0 fine, 1 something is no archive or captures are missing, "
        "2 wrong usage, 3 another run is at work on one of the archives."
    )
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--articles",
            nargs=2,
            metavar=("OLD", "NEW"),
            help="join two articles of the archive (-s ARCHIVE_PATH), by URL or number: one "
            f"history, at the URL of NEW (`{command('stories --moved')}` proposes some)",
        )
        parser.add_argument(
            "--moved",
            action="store_true",
            help=f"join all that `{command('stories --moved')}` lists",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object an archive")
        parser.add_argument(
            "--captures", metavar="DIR", help="where INTO.db's captures are (default: beside it)"
        )
        parser.add_argument(
            "--other-captures", metavar="DIR", help="the same for all OTHER.db (default: beside)"
        )

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive
        from crawler.maintenance.merge import merge_archive
        from crawler.maintenance.merge.joining import require_shard

        if opts.articles or opts.moved:
            self.require_no_arguments(args)
            self._join(opts.articles)
            return
        paths = [Path(arg) for arg in args]
        with ExitStack() as locks:
            into, *others = _named(paths)
            folder = Path(opts.captures or into.with_name("captures"))
            for other in others:
                require_shard(other)
                locks.enter_context(exclusive_run(other))
            into.parent.mkdir(parents=True, exist_ok=True)  # only now: refusals make nothing
            locks.enter_context(exclusive_run(into))
            archive = locks.enter_context(Archive(into))
            for other in others:
                theirs = Path(opts.other_captures or other.with_name("captures"))
                merged = merge_archive(archive, folder, other, theirs)
                self._report(other, theirs, merged, as_json=opts.json)

    def _join(self, pair: list[str] | None) -> None:
        """Join two articles of one archive, or all that are proposed (None)."""
        from crawler.archive import Archive
        from crawler.archive.moves import UnknownArticleError, decide, proposals
        from crawler.archive.stories import place_pending

        path = self.archive_path
        require_archive(path)
        with exclusive_run(path), Archive(path) as archive, archive.transaction():
            db = archive.db.conn
            pairs = [pair] if pair else [[each.url, each.other_url] for each in proposals(db)]
            for old, new in pairs:
                try:
                    article_id = decide(db, old, new)
                except UnknownArticleError as error:
                    raise CommandError(
                        f"no article has the URL or number {error}", ExitCode.FAILED
                    ) from None
                except ValueError as error:
                    raise CommandError(str(error)) from None
                article = archive.article(article_id)
                assert article is not None
                say(f"article {article_id}: {article.url}, before {old}")
            place_pending(db)
            archive.date_articles()
        if not pairs:
            say("no article seems to have moved")

    def _report(self, other: Path, folder: Path, merged: Merged, *, as_json: bool) -> None:
        if as_json:
            from dataclasses import asdict

            say_json({"archive": str(other), **asdict(merged)})
        else:
            say_sentence(
                f"{other}: {_number(merged.articles, 'new article')}, {merged.told} told more, "
                f"{_number(merged.captures, 'capture')}, {_number(merged.runs, 'run')}"
                + (f", {merged.forgotten} forgotten on request" if merged.forgotten else "")
                + _watches_stay(merged.watches)
            )
        for sentence in merged.not_written:
            self.report_error(f"{other}: {sentence}; all else was taken", ExitCode.FAILED)
        if merged.lost_files:
            self.report_error(
                f"{len(merged.lost_files)} WARC files of {other} are not in {folder}, for example "
                f"{merged.lost_files[0]}: name their folder with --other-captures DIR and merge "
                "again",
                ExitCode.FAILED,
            )
        if merged.lost_contents:
            self.report_error(
                f"{merged.lost_contents} captures of {other} show articles whose history is "
                f"damaged there; they were taken without: run `{command('reextract')}`",
                ExitCode.FAILED,
            )


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _watches_stay(number: int) -> str:
    if number == 0:
        return ""
    return "; its watch stays there" if number == 1 else f"; its {number} watches stay there"


def _named(paths: list[Path]) -> list[Path]:
    """The archives that were named. Raises CommandError for one alone, or one twice."""
    if len(paths) < 2:
        raise CommandError("name the archive to merge into and at least one other")
    for one, other in combinations(paths, 2):
        if one.resolve() == other.resolve() or (
            one.exists() and other.exists() and one.samefile(other)
        ):
            raise CommandError(
                f"{one} and {other} are the same: an archive is not merged with itself"
            )
    return paths
