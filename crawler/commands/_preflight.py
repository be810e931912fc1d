"""Checks that commands make before they start: spiders, sources, settings, archive and lock."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.command_base import CommandError
from crawler.commands._portals import broken_files
from crawler.monitoring.exit_codes import ExitCode
from crawler.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol


def import_http() -> None:
    """Import Scrapy's HTTP before spiders, archive and all they bring are in memory.

    It goes through the stack and all modules three times while it is imported: later it takes twice
    as long, a twentieth of a small portal's crawl.
    """
    import scrapy.core.downloader.handlers.http11  # noqa: F401


def check_crawl(
    spiders: SpiderLoaderProtocol, settings: BaseSettings, name: str, arguments: dict[str, Any]
) -> None:
    """Check that the spider, its arguments, its source and the archive can be used.

    Raises CommandError.
    """
    from crawler.archive import Archive, ArchiveError
    from crawler.arguments import ArgumentError, parse_arguments
    from crawler.portal_spiders import why_no_portal
    from crawler.sources.protocols import SourceError
    from crawler.sources.registry import check_source

    spider = find_portal(spiders, name)
    try:
        asked = parse_arguments(arguments)
        source = asked.source or spider.default_source
        if lack := why_no_portal(spider, is_walked=source == "live" and not asked.url):
            raise CommandError(lack)
        if source.partition(":")[0] == "demo" != spider.default_source:
            raise CommandError(f"{name} has no demo portal; the spiders of the demo portals have")
        check_source(source)
    except (ArgumentError, SourceError) as error:
        raise CommandError(str(error)) from None
    check_network(settings)
    try:
        with Archive(settings["ARCHIVE_PATH"]):
            pass
    except ArchiveError as error:
        raise CommandError(str(error), ExitCode.FAILED) from None


def check_network(settings: BaseSettings) -> None:
    """Check the settings about network and contact. Raises CommandError."""
    from crawler.downloader.connect_to import ConnectToError, parse_connect_to
    from crawler.downloader.contact import ContactError, identified
    from crawler.downloader.crawl_hours import CrawlHoursError, parse_crawl_hours

    try:
        parse_connect_to(settings.get("CONNECT_TO"))
        parse_crawl_hours(settings.get("CRAWL_WINDOW"))
        identified("", settings.get("CONTACT") or "")
    except (ConnectToError, ContactError, CrawlHoursError) as error:
        raise CommandError(str(error)) from None


def require_archive(path: str) -> None:
    """Raise CommandError if there is no archive, since opening it would make one."""
    from crawler.archive import ArchiveError
    from crawler.archive.database import refuse_no_file

    file = Path(path)
    try:
        refuse_no_file(file)
    except ArchiveError as error:
        raise CommandError(str(error), ExitCode.FAILED) from None
    if not file.exists():
        raise CommandError(
            f"there is no archive {path}: name it with -s ARCHIVE_PATH=FILE", ExitCode.FAILED
        )
    if not file.stat().st_size:
        raise CommandError(
            f"{path} is empty: it is no archive yet; name another with -s ARCHIVE_PATH=FILE",
            ExitCode.FAILED,
        )


@contextmanager
def exclusive_run(archive: str | Path, captures: str | Path | None = None) -> Iterator[None]:
    """Hold the archive's lock while the block runs. Raises CommandError if another run has it.

    ``captures`` (WARC_DIR): what a run left undone that was killed while it rewrote files in there
    is done first.
    """
    from crawler.monitoring.lock import ArchiveLocked, run_lock

    with ExitStack() as stack:
        try:
            stack.enter_context(run_lock(archive))
        except ArchiveLocked as locked:
            raise CommandError(str(locked), ExitCode.LOCKED) from None
        except OSError as error:
            raise CommandError(
                f"{archive} cannot be locked: {error.strerror}: make {archive}.lock and its folder "
                "writable for who runs this, or name another archive with -s ARCHIVE_PATH=FILE",
                ExitCode.FAILED,
            ) from None
        if captures is not None:
            _finish_rewriting(Path(archive), Path(captures))
        yield


def _finish_rewriting(path: Path, captures: Path) -> None:
    """Do what an interrupted `scrapy forget` or `scrapy compact` left undone."""
    if not path.is_file() or not path.stat().st_size:
        return
    with closing(sqlite3.connect(path)) as db:
        try:
            undone = db.execute(
                "SELECT EXISTS (SELECT 1 FROM superseded_files) "
                "OR EXISTS (SELECT 1 FROM forgotten WHERE erased_at IS NULL)"
            ).fetchone()[0]
        except sqlite3.Error:
            return  # of an earlier version, or none: opening it says so
    if undone:
        from crawler.archive import Archive
        from crawler.maintenance.forgetting.erasing import finish

        with Archive(path) as archive:
            finish(archive, captures)


def find_spider(spiders: SpiderLoaderProtocol, name: str) -> Any:
    """The spider class called ``name``. Raises CommandError with the names there are."""
    try:
        return spiders.load(name)
    except KeyError:
        known = ", ".join(sorted(spiders.list()))
        lost = "".join(f"; {sentence}" for sentence in broken_files(spiders).values())
        raise CommandError(
            f"no spider is called {name!r}; there are {known}"
            f"{did_you_mean(name, spiders.list())}{lost}"
        ) from None


def find_portal(spiders: SpiderLoaderProtocol, name: str) -> Any:
    """The same for a portal's spider. Raises CommandError with the file of any other spider."""
    from crawler.portal_spiders import why_no_portal

    spider = find_spider(spiders, name)
    if lack := why_no_portal(spider):
        raise CommandError(lack)
    return spider
