"""The schedule of revisits: often while an article is young, hardly ever when it is old."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.archive.crawl_state import Visits

INTERVALS = (
    (dt.timedelta(days=2), dt.timedelta(0)),
    (dt.timedelta(days=7), dt.timedelta(days=1)),
    (dt.timedelta(days=30), dt.timedelta(days=7)),
    (dt.timedelta(days=365), dt.timedelta(days=30)),
    (dt.timedelta(days=5 * 365), dt.timedelta(days=180)),
)
"""Maximum age of an article → interval between its visits; 0: in every run."""
OLDEST_INTERVAL = dt.timedelta(days=365)
"""Interval between visits of an article that is older than all ages of INTERVALS."""
SLACK = dt.timedelta(hours=1)
"""Tolerance of all intervals: a nightly run does not begin at the same second every night."""
YOUNG = dt.timedelta(days=365)
"""Articles up to this age are few beside all that an archive has: they are looked for by it."""
LONGEST_WAIT = dt.timedelta(days=90)
"""Maximum interval between visits of a page that never showed an article."""


def is_due_again(now: dt.datetime, times: int, last: dt.datetime) -> bool:
    """Whether a dead link is to be requested once more: after 1, 2, 4, 8 … days.

    Args:
        now: the present moment, aware as ``last`` is.
        times: number of runs that have requested it in vain.
        last: when that was last.
    """
    if last > now:
        return True
    return now - last >= min(dt.timedelta(days=2 ** min(times - 1, 10)), LONGEST_WAIT) - SLACK


def is_due(now: dt.datetime, born: dt.datetime, visited: dt.datetime) -> bool:
    """Whether an article is to be visited now.

    Args:
        now: the present moment. All three are aware.
        born: when it was published or, if that was later, edited.
        visited: when it was visited last.
    """
    if visited > now:  # by a clock that ran ahead: nobody knows when
        return True
    return now - visited >= interval_at(now - born) - SLACK


def interval_at(age: dt.timedelta) -> dt.timedelta:
    """The interval between two visits of an article of this age."""
    return next((every for up_to, every in INTERVALS if age <= up_to), OLDEST_INTERVAL)


def visits_at(now: dt.datetime) -> Visits:
    """What narrows the articles that ``is_due`` is asked of; what it leaves out is not due."""
    from crawler.archive.crawl_state import Visits  # in memory once there are revisits

    young = [(now - age, now - every + SLACK) for age, every in INTERVALS if age <= YOUNG]
    others = [every for age, every in INTERVALS if age > YOUNG]
    return Visits(now, young, now - min([*others, OLDEST_INTERVAL]) + SLACK)
