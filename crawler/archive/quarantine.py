"""The quarantine: what runs hold back until their health check, or a person, has decided."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from crawler.archive import health_rows, recent_edits, replaced_pages
from crawler.archive.store import Outcome

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crawler.archive.forgotten import Forgotten
    from crawler.archive.health_rows import Waiting
    from crawler.archive.recent_edits import RecentEdit
    from crawler.items import Article, Capture

_T = TypeVar("_T")

_CHUNK = 500
"""Articles released at a time."""


class QuarantinedArchive(Protocol):
    """What a quarantine needs of its archive."""

    forgotten: Forgotten

    def transaction(self) -> AbstractContextManager[None]:
        """Make all that is written in a ``with`` block one transaction."""

    def write_item(
        self,
        write: Callable[[], _T],
        run_id: int | None,
        url: str | None,
        capture: Capture | None = None,
    ) -> _T | None:
        """Write one item, or reject it and return None."""

    def store(self, sightings: Iterable[Article], run_id: int) -> list[Outcome]:
        """Store sightings; one outcome each."""

    def keep_order(self, run_id: int) -> None:
        """Have what a run held back come behind what the runs before it saw."""


class Quarantine:
    """The quarantine of an open archive, and the measures by which runs are judged.

    As in ``Archive``, every method that writes is one transaction.
    """

    def __init__(self, archive: QuarantinedArchive, db: sqlite3.Connection) -> None:
        self._archive, self._db = archive, db

    def hold(self, articles: Iterable[Article], run_id: int) -> list[Outcome]:
        """Keep articles that are in doubt back, each with its ``doubts``; one outcome each."""

        def hold(article: Article) -> Outcome:
            if self._archive.forgotten.tells_of(article):
                return Outcome.FORGOTTEN
            health_rows.hold(self._db, article, article.doubts, run_id)
            return Outcome.HELD

        with self._archive.transaction():
            return [
                self._archive.write_item(
                    partial(hold, article), run_id, article.url, article.capture
                )
                or Outcome.REJECTED
                for article in articles
            ]

    def full_articles(self, portal: str) -> tuple[int, int, int]:
        """Number of a portal's articles with a date, with a date or a breadcrumb, and of all."""
        return health_rows.full_articles(self._db, portal)

    def release(self, run_id: int, but_fields: Collection[str] = ()) -> list[tuple[str, Outcome]]:
        """Store what a run held back, but what is in doubt for one of these fields, by URL.

        What it changes in known articles is kept as it was for the next few runs' judgement.
        """
        self._archive.keep_order(run_id)
        return self._release(run_id, but_fields, is_judged=True)

    def _release(
        self, run_id: int, but_fields: Collection[str], *, is_judged: bool
    ) -> list[tuple[str, Outcome]]:
        outcomes: list[tuple[str, Outcome]] = []
        with self._archive.transaction():
            last = 0
            while free := health_rows.held_articles(
                self._db, run_id, but_fields, _CHUNK, after=last
            ):
                last = free[-1][0]
                for _, article in free if is_judged else ():
                    recent_edits.note_before(self._db, article, run_id)
                done = self._archive.store([article for _, article in free], run_id)
                # What could not be stored stays: the quarantine is the only place that has it.
                stored = [
                    row
                    for (row, _), outcome in zip(free, done, strict=True)
                    if outcome is not Outcome.REJECTED
                ]
                health_rows.let_go(self._db, stored)
                outcomes += zip((article.url for _, article in free), done, strict=True)
        return outcomes

    def discard(self, run_id: int) -> int:
        """Forget what a run held back; how many. The next run asks for these pages again."""
        with self._archive.transaction():
            return health_rows.discard_held(self._db, run_id)

    def accept(self, run_id: int) -> list[Outcome]:
        """Store what a run held back, and begin the portal's history of health there."""
        with self._archive.transaction():
            health_rows.accept_run(self._db, run_id)
            self._archive.keep_order(run_id)
            released = self._release(run_id, (), is_judged=False)
        return [outcome for _, outcome in released]

    def nothing_to_decide(self, run_id: int, *, discard: bool) -> str | None:
        """Why a run's articles cannot be accepted or discarded, in words; None if they can."""
        return health_rows.nothing_to_decide(self._db, run_id, discard=discard)

    def take_back(self, urls: Iterable[str], run_id: int, why: str) -> list[str]:
        """Hold back what this run stored as new under these URLs; the URLs of those taken back."""

        def take_back(url: str) -> bool:
            article = replaced_pages.take_back(self._db, url, run_id)
            if article is not None:
                signs = [health_rows.PAGE_REPEATED]
                health_rows.hold(self._db, article, signs, run_id, why)
            return article is not None

        with self._archive.transaction():
            return [
                url
                for url in urls
                if self._archive.write_item(partial(take_back, url), run_id, url)
            ]

    def recent_edits(self, runs: Collection[int]) -> list[RecentEdit]:
        """What these runs changed in known articles, the earliest change first."""
        return recent_edits.recent_edits(self._db, runs)

    def seen_by_others(self, run_id: int, runs: Collection[int]) -> tuple[int, int]:
        """How many known articles ``runs`` were sent, or told unmodified, and this one was not."""
        return recent_edits.seen_by_others(self._db, run_id, runs)

    def put_back(
        self, edits: Iterable[tuple[RecentEdit, Collection[str]]], run_id: int
    ) -> list[str]:
        """Put articles back to what they were before recent edits in doubt for these fields.

        What they became waits for a person's decision, held by ``run_id``. Returns their URLs.
        """
        with self._archive.transaction():
            return [
                edit.url
                for edit, fields in edits
                if self._archive.write_item(
                    partial(recent_edits.take_back, self._db, edit, fields, run_id),
                    run_id,
                    edit.url,
                )
            ]

    def waiting(self, spider: str) -> list[Waiting]:
        """What the runs of a spider hold back and nobody has decided on, the earliest first."""
        return health_rows.waiting(self._db, spider)

    def write_checkup(
        self, run_id: int, figures: Iterable[health_rows.FigureRow], alarms: list[dict[str, Any]]
    ) -> None:
        """Note what a run's health check measured and found."""
        with self._archive.transaction():
            health_rows.write_checkup(self._db, run_id, figures, alarms)

    def past_checkups(self, spider: str, source: str, limit: int) -> list[health_rows.Checkup]:
        """The last checked runs of a portal, newest first."""
        return health_rows.past_checkups(self._db, spider, source, limit)
