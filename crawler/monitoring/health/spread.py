"""Edits of the last few runs that belong to what an alarm of this run found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from crawler.monitoring.health.field_changes import edits_of

if TYPE_CHECKING:
    from crawler.archive.recent_edits import RecentEdit
    from crawler.monitoring.health.measures import Alarm


def spread_over(
    alarm: Alarm, ways: Collection[str], recent: Sequence[RecentEdit], runs: Sequence[int]
) -> Iterator[RecentEdit]:
    """The recent edits that are of a kind with an alarm.

    Those that overwrote the same field, those that changed it in the same way, and of the runs the
    alarm was seen in all but a single light one. A good edit among them is not lost: it waits with
    the others.

    Args:
        alarm: an alarm on a field of known articles.
        ways: the ways in which this run changes the field in several articles.
        recent: the edits.
        runs: the runs they are of, the newest first.
    """
    changes = [
        (edit, change)
        for edit in recent
        for change in edits_of(edit.after, edit.before)
        if change.field == alarm.field
    ]
    number = Counter(edit.run_id for edit, _ in changes)
    seen_in = {run_id for run_id in runs[: alarm.runs - 1] if number[run_id] > 1}
    for edit, change in changes:
        if not change.is_light or edit.run_id in seen_in or not change.ways.isdisjoint(ways):
            yield edit
