"""A batch of a crawl's results, written into the archive in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crawler.archive import Archive, Outcome
from crawler.archive.moves import Move
from crawler.archive.search_words import Found, remember_words
from crawler.archive.stories.text.signature import remember
from crawler.items import Alias, Article, Capture, Signature

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from crawler.items import Listed


class Reject(NamedTuple):
    """A page that looked like an article and could not be read."""

    url: str | None
    stage: str
    reason: str
    capture: Capture | None
    captured_at: dt.datetime | None = None
    """Which capture of a web archive it was, if one could not be had."""


class Missing(NamedTuple):
    """A URL that was answered 404 or 410; one of ``urls`` may be a stored article's."""

    capture: Capture
    urls: tuple[str, ...]
    awaits: bool = False
    """Whether the article may be stored later in this run; else there is none, a reject."""


class Written(NamedTuple):
    """What one item of a batch was to the archive."""

    outcome: Outcome
    article: Article | None = None
    unmodified: Capture | None = None
    """The response that said so (304), if that was the item."""


@dataclass(slots=True)
class Batch:
    """Everything a crawl brought since the last batch."""

    articles: list[Article] = field(default_factory=list)
    aliases: list[tuple[str, Alias]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unmodified: list[Capture] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    listed: list[tuple[str, Listed]] = field(default_factory=list)
    """Names of portals, and what their lists say."""
    signatures: list[Signature] = field(default_factory=list)
    """Those of the articles' texts that have been worked out where pages were read."""
    words: dict[str, Found] = field(default_factory=dict)
    """Words of theirs that have been looked into there."""

    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not any(getattr(self, name) for name in self.__slots__)

    def write(self, archive: Archive, run_id: int, *, is_last: bool = False) -> list[Written]:
        """Write all of it or nothing; what refers to an article not stored yet stays in the batch.

        An item that cannot be written is rejected and listed in ``archive.not_written``; all others
        are written. Captures come first, because the others refer to them. ``is_last``: no batch
        of this run comes behind it.
        Raises ArchiveError.
        """
        remember(self.signatures)
        remember_words(self.words)
        stored = [one for one in self.articles if not one.doubts]
        held = [one for one in self.articles if one.doubts]
        with archive.transaction():
            known = len(archive.not_written)
            archive.add_captures(self.captures, run_id)
            written = [Written(Outcome.REJECTED) for _ in archive.not_written[known:]]
            written += map(Written, archive.store(stored, run_id), stored)
            written += map(Written, archive.quarantine.hold(held, run_id), held)
            seen = archive.see_unmodified(self.unmodified, run_id)
            written += [
                Written(outcome, None, capture)
                for outcome, capture in zip(seen, self.unmodified, strict=True)
            ]
            written += map(Written, self._note_missing(archive, run_id))
            for reject in self.rejects:
                archive.reject(run_id, *reject)
            for portal, (lists, dates) in self.listed:
                archive.note_listed(portal, lists, dates)
            known = len(archive.not_written)
            self.aliases = archive.add_aliases(self.aliases, run_id)
            self.moves = archive.note_moves(self.moves, run_id, is_last=is_last)
            written += [Written(Outcome.REJECTED) for _ in archive.not_written[known:]]
        return written

    def _note_missing(self, archive: Archive, run_id: int) -> Iterable[Outcome]:
        missing, self.missing = self.missing, []
        for capture, urls, awaits in missing:
            if archive.note_missing(capture, urls, run_id):
                continue
            if awaits:
                self.missing.append(Missing(capture, urls, awaits))
            else:
                archive.reject(run_id, urls[0], "fetch", f"status {capture.status}", capture)
                yield Outcome.REJECTED
