"""``scrapy forget``: an article removed on request, with all its evidence, and not stored again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, Group, ProjectCommand
from crawler.commands._preflight import exclusive_run, require_archive
from crawler.commands.reextract import progress_bar
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import say, say_json, say_sentence

if TYPE_CHECKING:
    import argparse

    from crawler.archive import Archive
    from crawler.maintenance.forgetting.erasing import ErasureReport


class Command(ProjectCommand):
    """Removes one article for good, or lists what was removed."""

    usage = "URL | --article ID  --reason TEXT [options] | --list"
    summary = "Remove an article with all evidence on request, for good"
    group = Group.REPAIRING
    details = (
        "Text, versions, search index and captures go; what is kept knows it again and says "
        "nothing of it. There is no way back: backups made before still have it, and so do copies "
        "that were given away. Exit codes: 0 nothing is left, 1 something is (it is told what), "
        "2 wrong usage, 3 another run is at work on the archive."
    )
    reported_errors = (OSError,)

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--article", type=int, metavar="ID", help="the article by its number")
        parser.add_argument(
            "--reason", metavar="TEXT", help="why, for the books; name nobody and no content in it"
        )
        parser.add_argument(
            "--keep-metadata",
            action="store_true",
            help="keep title, URL, date and citation, so that it may still be cited",
        )
        parser.add_argument("--list", action="store_true", help="list what was forgotten, and why")
        parser.add_argument("--json", action="store_true", help="one JSON object an article")

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive import Archive

        path = self.archive_path
        if opts.list:
            self.require_no_arguments(args, " beside --list")
            require_archive(path)
            with Archive(path) as archive:
                _print_list(archive, as_json=opts.json)
            return
        if len(args) + (opts.article is not None) != 1:
            raise CommandError("name one article: by a URL, or with --article ID")
        if not (opts.reason or "").strip():
            raise CommandError("say why with --reason TEXT: it is kept in place of the article")
        require_archive(path)
        folder = Path(self.settings["WARC_DIR"])
        with exclusive_run(path, folder), Archive(path) as archive:
            self._forget(archive, folder, args[0] if args else None, opts)

    def _forget(
        self, archive: Archive, folder: Path, url: str | None, opts: argparse.Namespace
    ) -> None:
        from crawler.maintenance.forgetting.erasing import forget, tombstone_of
        from crawler.maintenance.forgetting.records import files_of
        from crawler.urls import is_web_url

        if opts.article is not None:
            article_id, article = opts.article, archive.article(opts.article)
            if article is None:
                raise CommandError(
                    f"{archive.path} has no article {article_id}; `{command('forget --list')}` "
                    "lists what was forgotten",
                    ExitCode.FAILED,
                )
        else:
            article_id, article = archive.number_of(url or ""), archive.find(url or "")
        asked = url or (article.url if article else "")
        if article is None:
            if not is_web_url(asked):
                raise CommandError(f"{asked!r} is neither a URL nor that of a stored text")
            known = archive.forgotten.by_url(asked)
            if known is not None:
                when, why = tombstone_of(archive.db.conn, known)
                say_sentence(f"it was forgotten on {when[:10]} ({why}); nothing is left of it")
                return
        with progress_bar(len(files_of(folder))) as advance:
            report = forget(
                archive,
                folder,
                asked,
                article,
                article_id,
                " ".join(opts.reason.split()),
                keep_metadata=opts.keep_metadata,
                advance=advance,
            )
        self._report(report, as_json=opts.json)

    def _report(self, report: ErasureReport, *, as_json: bool) -> None:
        if as_json:
            from dataclasses import asdict

            say_json(asdict(report))
        else:
            say_sentence(_sentence(report))
        for url in report.copies:
            self.report_error(
                f"a good part of its text stands in {url}, too, which was left alone: "
                "forget that article as well if it is meant",
                ExitCode.OK,
            )
        for name in report.foreign:
            self.report_error(
                f"it still stands in {name}, which is no file of this archive: remove it there",
                ExitCode.FAILED,
            )


def _sentence(report: ErasureReport) -> str:
    others = (
        f"; {_number(report.other_pages, 'record')} of lists and other pages went with it"
        if report.other_pages
        else ""
    )
    records = f"{_number(report.records, 'record')} out of {_number(report.files, 'file')}{others}"
    if report.article_id is None:
        return f"no article had this URL: noted, so that none is stored; {records}"
    return f"article {report.article_id} is forgotten: {records}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _print_list(archive: Archive, *, as_json: bool) -> None:
    rows = archive.db.query(
        "SELECT forgotten_at, article_id, portal, reason, title, url, erased_at FROM forgotten "
        "ORDER BY id"
    )
    number = 0
    for row in rows:
        number += 1
        if as_json:
            say_json(row)
        else:
            what = f"article {row['article_id']}" if row["article_id"] else "a URL"
            left = "" if row["erased_at"] else f", not to its end: run `{command('doctor --mend')}`"
            cited = f" ({row['title']}, {row['url']})" if row["url"] else ""
            say_sentence(f"{row['forgotten_at'][:10]}  {what}: {row['reason']}{cited}{left}")
    if not number and not as_json:
        say("nothing was forgotten")
