"""``reextract``: the whole of it, from captures to changed rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.archive import Archive, Portal
from crawler.archive.captures import sightings_of
from crawler.archive.dating.placing import date_all
from crawler.archive.revisions import contents_of
from crawler.archive.stories import place_pending
from crawler.layouts.captured import PortalExtraction
from crawler.maintenance.reextract.differences import Differences, differences
from crawler.maintenance.reextract.extraction import ReadAll, Unreadable, reading
from crawler.maintenance.reextract.fresh import Fresh, fresh_archive
from crawler.maintenance.reextract.pairing import keep_urls, pair, renumber
from crawler.maintenance.reextract.stored_captures import (
    NOT_MODIFIED,
    Sightings,
    StoredCapture,
    StoredCaptures,
)
from crawler.maintenance.reextract.takeover import attached, changed_articles, take_over
from crawler.urls import canonical_url

_CAPTURES_AT_ONCE = 24
"""Captures a process reads before it hands them over: one transaction of the fresh archive."""
_ONLY_NOT_MODIFIED = "no page of it is left, only that it was not modified", False

Advance = Callable[[int], None]
"""Told how many captures have been read since it was told last."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that was left as it is, by URL, and why.

    ``lost``: its record should be there and is not, or is damaged.
    """

    url: str
    reason: str
    lost: bool


@dataclass(slots=True)
class Report:
    """What was done, or would be."""

    captures: int = 0
    """How many were read."""
    articles: int = 0
    """How many were rebuilt from them."""
    found: Differences = field(default_factory=Differences)
    kept: list[Kept] = field(default_factory=list)
    """Articles of the archive that could not be rebuilt."""
    unread: list[Unreadable] = field(default_factory=list)
    """Captures of articles the archive has lost that gave nothing."""
    undated: list[str] = field(default_factory=list)
    """URLs of captures that tell of no article any more: nothing says when they were taken."""
    not_written: list[str] = field(default_factory=list)
    """What could not be written though it was read, and why."""


@dataclass(frozen=True, slots=True)
class ReextractionPlan:
    """What to extract from, and how.

    Args:
        evidence: the captures.
        portals: how pages are read, by name of portal.
        jobs: how many processes read.
        described: portals whose rows are written if they are missing.
        add_links: told the fresh archive when all articles are in it, to add URLs that
            only lists tell.
        read: who reads instead of ``jobs`` processes of this machine.
    """

    evidence: StoredCaptures
    portals: Mapping[str, PortalExtraction]
    jobs: int = 1
    described: tuple[Portal, ...] = ()
    add_links: Callable[[Archive], None] = lambda archive: None
    read: ReadAll | None = None


def reextract(
    archive: Archive,
    plan: ReextractionPlan,
    *,
    dry_run: bool = False,
    advance: Advance = lambda number: None,
) -> Report:
    """Extract again, and make the archive what a fresh one would be that saw the same captures.

    Articles of which a capture cannot be read any more stay as they are: half a history from
    today's layouts and half from yesterday's would show edits nobody made. ``dry_run`` finds out
    what would change and stores nothing. The archive's file has one writer, the caller.

    Raises ArchiveError, and BrokenProcessPool when a process dies.
    """
    # Processes start while it is sorted out what they are to read.
    with nullcontext(plan.read) if plan.read else reading(plan.portals, plan.jobs) as read:
        return _reextract(archive, replace(plan, read=read), dry_run=dry_run, advance=advance)


def _reextract(
    archive: Archive, plan: ReextractionPlan, *, dry_run: bool, advance: Advance
) -> Report:
    kept, rebuilt = _sort_out(plan.evidence, archive.db.conn)
    while True:
        with fresh_archive(archive.path, rebuilt) as fresh:
            report = Report(articles=len(rebuilt))
            _fill(fresh, plan, archive.db.conn, rebuilt, report, advance)
            if fresh.refused:  # known only now: without these, from the beginning
                rebuilt -= fresh.refused
                kept |= _refused(plan.evidence, fresh)
                advance(-report.captures)
                continue
            fresh.work_out(sorted(kept))
            report.undated = fresh.undated
            report.not_written = [str(item) for item in fresh.archive.not_written]
            report.kept = [kept[article_id] for article_id in sorted(kept)]
            report.unread = fresh.unreadable
            _settle(archive, fresh, report, dry_run=dry_run)
            return report


def _sort_out(evidence: StoredCaptures, db: sqlite3.Connection) -> tuple[dict[int, Kept], set[int]]:
    """The articles that cannot be rebuilt because a record is not there, and those that may be.

    What a capture shows that never had a record is known as long as the archive is whole: it is
    enough that the others can be read again.
    """
    kept: dict[int, Kept] = {}
    rebuilt: set[int] = set()
    here: dict[str, bool] = {}
    for sightings in evidence.sightings():
        if sightings.article_id is None:
            continue
        reasons = [_without(capture, here) for capture in sightings.captures]
        missing = [reason for reason in reasons if reason is not None]
        if any(lost for _, lost in missing) or not _has_record(sightings):
            reason = max(missing, key=lambda found: found[1], default=_ONLY_NOT_MODIFIED)
        elif missing and not _is_known(db, sightings.article_id):
            reason = missing[0]
        else:
            rebuilt.add(sightings.article_id)
            continue
        kept[sightings.article_id] = Kept(sightings.url, *reason)
    return kept, rebuilt


def _has_record(sightings: Sightings) -> bool:
    """Whether there is anything to read again; a "not modified" answer alone says nothing.

    The page it is about may have gone with the record of an article that was forgotten.
    """
    return any(c.place is not None and c.status != NOT_MODIFIED for c in sightings.captures)


def _is_known(db: sqlite3.Connection, article_id: int) -> bool:
    """Whether the archive knows what each capture of an article shows."""
    shown = {sighting.content_hash for sighting in sightings_of(db, article_id)}
    return shown <= contents_of(db, article_id).keys()


def _without(capture: StoredCapture, here: dict[str, bool]) -> tuple[str, bool] | None:
    """Why a capture has no record, and whether it should have one; None if its file is there."""
    if capture.status == NOT_MODIFIED:
        return None
    if capture.place is None:
        return "read from no WARC file", False
    path = capture.place.path
    if path not in here:
        here[path] = Path(path).is_file()
    return None if here[path] else (f"{path} is not there", True)


def _fill(
    fresh: Fresh,
    plan: ReextractionPlan,
    old: sqlite3.Connection,
    rebuilt: Collection[int],
    report: Report,
    advance: Advance,
) -> None:
    fresh.describe(plan.described)
    groups = (
        sightings
        for sightings in plan.evidence.sightings()
        if sightings.article_id is None or sightings.article_id in rebuilt
    )
    assert plan.read is not None
    for chunk, readings in plan.read(_chunks(groups), plan.portals):
        fresh.add(zip(chunk, readings, strict=True))
        number = sum(len(sightings.captures) for sightings in chunk)
        report.captures += number
        advance(number)
    fresh.keep_texts(old, sorted({*rebuilt} - fresh.refused))
    fresh.finish()
    fresh.join_moved(old)
    fresh.note_missing(_missing(plan, rebuilt))
    plan.add_links(fresh.archive)


def _chunks(groups: Iterable[Sightings]) -> Iterator[list[Sightings]]:
    chunk: list[Sightings] = []
    size = 0
    for sightings in groups:
        chunk.append(sightings)
        size += len(sightings.captures)
        if size >= _CAPTURES_AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _missing(
    plan: ReextractionPlan, rebuilt: Collection[int]
) -> Iterator[tuple[StoredCapture, tuple[str, ...]]]:
    """Answers that a page is no more, of articles that are rebuilt or lost."""
    for capture, article_id, url in plan.evidence.missing():
        if article_id is None or url is None or article_id in rebuilt:
            portal = plan.portals.get(capture.portal or "")
            home_url = portal.home_url if portal else None
            urls = (capture.url, canonical_url(capture.url, home_url=home_url).url, url)
            yield capture, tuple(filter(None, urls))


def _refused(evidence: StoredCaptures, fresh: Fresh) -> dict[int, Kept]:
    """Why each article could not be rebuilt that had looked as if it could."""
    reasons = {failed.capture.id: failed for failed in reversed(fresh.unreadable)}
    found = {}
    for sightings in evidence.sightings():
        if sightings.article_id in fresh.refused:
            failed = next(reasons[c.id] for c in sightings.captures if c.id in reasons)
            found[sightings.article_id] = Kept(sightings.url, failed.reason, failed.lost)
    return found


def _settle(archive: Archive, fresh: Fresh, report: Report, *, dry_run: bool) -> None:
    """Find out what differs, and take it over unless it is only to be told."""
    old, new = archive.db.conn, fresh.archive.db.conn
    with attached(old, fresh.path):
        pairing = pair(old)
        renumber(new, pairing)
        keep_urls(old, new, pairing)
        changed = changed_articles(old)
        report.found = differences(old, new, changed)
        if not dry_run:
            unread = {failed.capture.id for failed in fresh.unreadable}
            with archive.transaction():
                take_over(old, pairing, changed, unread)
                place_pending(old)
                date_all(old)
