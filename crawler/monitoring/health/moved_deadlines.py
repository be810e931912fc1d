"""Deadlines that the portal has moved, told from dates that a layout takes for one.

Portals extend calls, a few in a week and each to a day of its own. A layout that breaks takes
another date of the page, the day of the crawl, one of years ago, or another call's deadline.
``is_move`` looks at one article, ``MovedDeadlines`` at those of a run beside each other.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.items import Article

DEADLINE = "deadline_on"
_LONGEST = 190
"""Days by which portals move a deadline; by a year or more it may be any date."""
_SAME_DAY = 3
"""Calls in a few nights that portals do not move to one day."""
_OTHERS = ("published", "updated", "event")
_SAID = re.compile(
    r"""\bverlänger(?:t|n|ung)|fristverlängerung|\bverschoben\b|\bvorgezogen|\bvorverlegt
    |\bneue[rnms]?\s(?:\w+\s)?(?:\w*frist|stichtag|termin|\w*schluss|deadline)\b
    |\b(?:deadline|closing\sdate|call)\s(?:has\sbeen\s|is\s|was\s)?(?:extended|postponed)
    |\bextended\sdeadline""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip


def is_move(article: Article, before: Article) -> bool:
    """Whether a deadline is another because the portal has moved it, by all that one page shows."""
    was, now = _day(before.deadline_on), _day(article.deadline_on)
    if was is None or now is None or was == now:
        return False
    days = (now - was).days
    if now.isoformat() in _other_days(article):
        return False
    if _says_so(article) and not _says_so(before):
        return True
    seen = article.captured_at.date() if article.captured_at else None
    if now == seen or (days < 0 and (seen is None or now < seen)):
        return False
    if not 1 < abs(days) <= _LONGEST or (now.month, now.day) == (was.day, was.month):
        return False
    # Where the page had the new day before, or has the old one still, it is read otherwise.
    had, has = _days_of(before), _days_of(article)
    return now.isoformat() not in had and was.isoformat() not in had & has


@dataclass(slots=True)
class MovedDeadlines:
    """Deadlines of the known articles of a run, and those that portals seem to have moved."""

    had: Counter[str] = field(default_factory=Counter)
    """Deadlines as they were stored → how many articles had each."""
    moves: list[tuple[str, str, str]] = field(default_factory=list)
    """URL, the stored deadline and the new one."""
    misread: Counter[str] = field(default_factory=Counter)
    """New deadlines that are no moves → in how many articles."""

    def __add__(self, other: MovedDeadlines) -> MovedDeadlines:
        """Both together."""
        return MovedDeadlines(
            self.had + other.had, self.moves + other.moves, self.misread + other.misread
        )

    def see(self, url: str, was: str, now: str, *, is_move: bool) -> None:
        """Count a changed deadline."""
        if is_move:
            self.moves.append((url, was, now))
        elif now:
            self.misread[now] += 1

    def credible(self, changed: int, name: str = DEADLINE) -> int:
        """How many of ``changed`` values of a field the portal has moved; those gone do not count.

        Days that other calls have are in doubt where one of them goes back: pages that show each
        other's deadlines go both ways. So is a day that several calls have now, which closed on
        days of their own: it may be in the frame of all pages. Where a third is in doubt, all are.
        """
        if name != DEADLINE:
            return 0
        goes_back = [now < was for _, was, now in self.moves if self.had[now]]
        in_doubt = {now for *_, now in self.moves if self.had[now] and any(goes_back)}
        for day, number in Counter(now for *_, now in self.moves).items():
            closed = {was for _, was, now in self.moves if now == day}
            if number + self.misread[day] >= _SAME_DAY and (len(closed) > 1 or self.misread[day]):
                in_doubt.add(day)
        credible = sum(now not in in_doubt for *_, now in self.moves)
        doubtful = changed - credible
        return 0 if doubtful > 1 and 2 * doubtful >= credible else credible


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:  # a month or a year: no day to reckon with
        return None


def _other_days(article: Article) -> set[str | None]:
    """Days of the article that are something else."""
    found = {article.published_on, article.updated_on}
    return found | {
        day
        for mention in article.dates
        if mention.role in _OTHERS
        for day in (mention.starts_on, mention.ends_on)
    }


def _days_of(article: Article) -> set[str | None]:
    """All days that the article names beside its deadline's own line."""
    return {article.published_on, article.updated_on, *_mentioned(article)}


def _mentioned(article: Article) -> Iterator[str | None]:
    for mention in article.dates:
        if mention.role != "deadline" or mention.char_start is not None:
            yield from (mention.starts_on, mention.ends_on)


def _says_so(article: Article) -> bool:
    texts = (article.title, article.subtitle, article.kicker, article.lead, article.body)
    return any(_SAID.search(text) for text in texts if text)
