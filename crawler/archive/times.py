"""Times as the archive writes them: UTC, whole seconds, ISO 8601 with ``Z``."""

from __future__ import annotations

import datetime as dt


def utc_text(moment: dt.datetime) -> str:
    """``2026-01-31T12:00:00Z``; a naive moment is taken as UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
