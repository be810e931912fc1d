"""``scrapy inspect --article``: the versions, captures and WARC records of an article."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from crawler.command_base import CommandError
from crawler.commands._preflight import require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.terminal import say, say_bytes, say_folded, say_json, say_sentence

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.archive import Archive
    from crawler.archive.provenance import Version

_VERSIONS_SHOWN = 5
"""More are seldom asked for, and would be more than a screen."""


def print_provenance(settings: BaseSettings, article_id: int, *, as_json: bool, raw: bool) -> None:
    """Print the provenance of a stored article; with ``raw`` the bytes of its newest page instead.

    Raises CommandError when there is no such article, or its page cannot be read any more, and
    ArchiveError.
    """
    from crawler.archive import Archive
    from crawler.archive.provenance import versions_of

    path = settings["ARCHIVE_PATH"]
    require_archive(path)
    with Archive(path) as archive:
        article = archive.article(article_id)
        versions = versions_of(archive.db.conn, article_id)
        if article is None or not versions:
            raise CommandError(f"{path} has no article {article_id}", ExitCode.FAILED)
        if raw:
            _print_raw(archive, settings["WARC_DIR"], versions[-1])
            return
    if as_json:
        for version in versions:
            row = {"article_id": article_id, "article_url": article.url, **asdict(version)}
            say_json(row)
    else:
        _print_versions(f"{article_id}: {article.title or article.url}", article.url, versions)


def _print_raw(archive: Archive, folder: str, version: Version) -> None:
    from crawler.archive.payload_location import location_of_capture
    from crawler.webarchives.warc.captured_page import LostPageError, read_payload

    place = location_of_capture(archive.db.conn, version.capture_id) if version.capture_id else None
    if place is None:
        raise CommandError(
            "its page is in no WARC file: it came from a text export", ExitCode.FAILED
        )
    try:
        body = read_payload(folder, place.warc_file, place.warc_offset, place.source)
    except LostPageError as error:
        raise CommandError(str(error), ExitCode.FAILED) from None
    say_bytes(body)


def _print_versions(title: str, url: str, versions: list[Version]) -> None:
    """The newest versions of an article, each with the capture and the record it was read from."""
    say_sentence(title)
    say_folded(url)
    for version in versions[-_VERSIONS_SHOWN:]:
        changed = (
            f", changed: {', '.join(version.changed_fields)}" if version.changed_fields else ""
        )
        say()
        say_sentence(f"version {version.number}, seen {version.seen_at}{changed}")
        if version.capture_id is not None:
            say(f"  capture {version.capture_id}, status {version.status}")
        if version.url not in (None, url):
            say_folded(f"  at {version.url}")
        if version.warc_file is not None:
            say_folded(f"  record {version.warc_file}")
            say(f"  {_range(version) or 'nowhere in it'}")
        if version.digest:
            say(f"  {version.digest}")
    if len(versions) > _VERSIONS_SHOWN:
        say(f"and {len(versions) - _VERSIONS_SHOWN} earlier versions: --json has them all")


def _range(version: Version) -> str | None:
    if version.warc_offset is None:
        return None
    return f"offset {version.warc_offset}, {version.warc_length} bytes"
