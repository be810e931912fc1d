"""Times that cannot be: a clock was wrong when they were written, or contradicts earlier runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from crawler.archive.clocks import CLAMPED, SLACK
from crawler.archive.database import now, utc_text
from crawler.items import LIVE_SOURCES
from crawler.maintenance.doctor.consistency import findings
from crawler.maintenance.doctor.findings import MEND, Finding


def check_clocks(db: sqlite3.Connection) -> Iterator[Finding]:
    """Runs, captures, lists and articles dated in the future, and captures out of order."""
    moment = utc_text(now() + SLACK)
    later = f"> '{moment}'"
    yield from findings(
        db,
        (
            (
                "clock",
                "runs by a clock that ran ahead: they are in the future",
                MEND,
                f"SELECT spider || ', run ' || id || ', ' || max(started_at, coalesce(finished_at, "  # noqa: S608
                f"'')) FROM runs WHERE started_at {later} OR finished_at {later}",
            ),
            (
                "clock",
                "captures by a clock that was wrong: in the future, or dated behind what "
                "earlier runs saw later",
                MEND,
                f"SELECT url || ', run ' || coalesce(run_id, '?') || ', ' || fetched_at "  # noqa: S608
                f"FROM captures WHERE source IN {LIVE_SOURCES} "
                f"AND (fetched_at {later} OR captured_at {later} OR ({CLAMPED}))",
            ),
            (
                "clock",
                "lists that were read in the future",
                MEND,
                f"SELECT url FROM lists WHERE read_at {later} OR read_fully_at {later}",  # noqa: S608
            ),
            (
                "clock",
                "articles that were seen or changed in the future",
                MEND,
                "SELECT url FROM articles AS a WHERE (first_seen_at "  # noqa: S608
                f"{later} OR last_seen_at {later} OR changed_at {later}) AND EXISTS (SELECT 1 "
                f"FROM captures WHERE article_id = a.id AND source IN {LIVE_SOURCES})",
            ),
        ),
    )
