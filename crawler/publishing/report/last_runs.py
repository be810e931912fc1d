"""The last run of each portal, in the report's language: how it ended, and what it met."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.archive.runs import outcomes_of
from crawler.books import EntryKind, EntryOutcome, Line, sums_of
from crawler.monitoring.failures import LIMIT_REACHED, WINDOW_OVER
from crawler.monitoring.health import alarms, field_changes, quality_checks
from crawler.monitoring.summary import BUDGET_SPENT, FINISHED, INTERRUPTED, KILLED
from crawler.publishing.language import Forms, Language, marked, marked_forms
from crawler.publishing.vocabulary import column_label

COUNTS = {
    "new": marked("new"),
    "changed": marked("changed"),
    "unchanged": marked("unchanged"),
    "rejected": marked("rejected"),
    "errors": marked("errors"),
}
"""Columns of ``runs`` that are shown, and their headings."""
_LAST = f"""
SELECT r.id, coalesce(nullif(p.title, ''), r.spider), r.started_at, r.finished_at,
    r.finish_reason, r.health, {", ".join(f"r.{name}" for name in COUNTS)}
FROM runs AS r LEFT JOIN portals AS p ON p.name = r.spider
WHERE r.id IN (SELECT max(id) FROM runs GROUP BY spider)
ORDER BY r.started_at DESC, r.spider
"""  # noqa: S608  # of this file's own words

_ENDINGS = {
    LIMIT_REACHED: marked("partial: limit= was reached"),
    BUDGET_SPENT: marked("partial: time was up"),
    WINDOW_OVER: marked("partial: the crawl hours were over"),
    INTERRUPTED: marked("partial: stopped by a signal"),
    KILLED: marked("partial: ended at once, unfinished"),
}
_TROUBLES = {
    "rejected": marked_forms("%(count)s page rejected", "%(count)s pages rejected"),
    "errors": marked_forms("%(count)s error", "%(count)s errors"),
}
_ENTRIES: dict[EntryKind, Forms] = {
    EntryKind.ARTICLE: marked_forms("%(count)s URL", "%(count)s URLs"),
    EntryKind.LIST: marked_forms("%(count)s list page", "%(count)s list pages"),
    EntryKind.FEED: marked_forms("%(count)s feed", "%(count)s feeds"),
    EntryKind.SITEMAP: marked_forms("%(count)s sitemap", "%(count)s sitemaps"),
    EntryKind.RECORD: marked_forms("%(count)s record", "%(count)s records"),
    EntryKind.FILE: marked_forms("%(count)s file", "%(count)s files"),
}
_OUTCOMES: dict[EntryOutcome, Forms] = {
    EntryOutcome.NEW: marked_forms("%(count)s new", "%(count)s new"),
    EntryOutcome.CHANGED: marked_forms("%(count)s changed", "%(count)s changed"),
    EntryOutcome.UNCHANGED: marked_forms("%(count)s unchanged", "%(count)s unchanged"),
    EntryOutcome.NOT_MODIFIED: marked_forms("%(count)s not modified", "%(count)s not modified"),
    EntryOutcome.READ: marked_forms("%(count)s read", "%(count)s read"),
    EntryOutcome.HELD: marked_forms("%(count)s held", "%(count)s held"),
    EntryOutcome.ALIAS: marked_forms("%(count)s alias", "%(count)s alias"),
    EntryOutcome.GONE: marked_forms("%(count)s gone", "%(count)s gone"),
    EntryOutcome.REJECTED: marked_forms("%(count)s rejected", "%(count)s rejected"),
    EntryOutcome.BLOCKED: marked_forms("%(count)s blocked", "%(count)s blocked"),
    EntryOutcome.NOT_DUE: marked_forms("%(count)s not due", "%(count)s not due"),
    EntryOutcome.NOT_REACHED: marked_forms("%(count)s not reached", "%(count)s not reached"),
    EntryOutcome.NOT_WANTED: marked_forms("%(count)s not wanted", "%(count)s not wanted"),
    EntryOutcome.UNACCOUNTED: marked_forms("%(count)s unaccounted", "%(count)s unaccounted"),
}
_ALARMS = {
    quality_checks.SITE_NAME: marked("the portal's name stands in place of a value"),
    quality_checks.LOST: marked("gone from articles that had it"),
    quality_checks.CHANGED: marked("another than before"),
    quality_checks.REPEATED: marked("the same on several addresses"),
    quality_checks.GARBLED: marked("broken characters"),
    quality_checks.REPLACED: marked("nothing of the stored text is left"),
    quality_checks.SHRUNK: marked("much shorter than the stored text"),
    quality_checks.ABSENT: marked("missing on new articles"),
    quality_checks.SHORT: marked("much shorter than usual"),
    quality_checks.FOREIGN: marked("another than German"),
    quality_checks.FALLBACK: marked("from general rules, not from the layout"),
    quality_checks.UNSURE: marked("less certain than it was"),
    alarms.SOFT_404: marked("error pages in place of articles"),
    alarms.MISSING: marked("articles that are gone (404, 410)"),
    alarms.UNWANTED: marked("a list leads to what is no article by its URL"),
    alarms.RESERVED: marked("articles whose use for text and data mining is reserved"),
    alarms.LIST: marked("a list brings nothing"),
    alarms.ROBOTS: marked("robots.txt changed"),
    alarms.CERTIFICATE: marked("the issuer of the certificate changed"),
    field_changes.EDITED: marked("more stored articles would change than editors change"),
}
"""What a measure of the health check complains of."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a portal; ``troubles`` are sentences, none when all is well."""

    portal: str
    """Its title, or its spider's name."""
    started_at: str
    counts: dict[str, int]
    troubles: list[str]
    books: str
    """What became of all that the run met."""


def last_runs(db: sqlite3.Connection, words: Language) -> list[LastRun]:
    """The last run of each portal, the latest first."""
    runs = []
    for run_id, portal, started_at, finished_at, reason, health, *counts in db.execute(_LAST):
        counted = {name: count or 0 for name, count in zip(COUNTS, counts, strict=True)}
        troubles = []
        if finished_at is None:
            troubles.append(words.gettext(marked("at work, or it ended without saying so")))
        elif reason != FINISHED:
            troubles.append(_ending(reason, words))
        troubles += [
            words.counted(forms, counted[name])
            for name, forms in _TROUBLES.items()
            if counted[name]
        ]
        found = json.loads(health) if health else {}
        troubles += [_alarm(alarm, words) for alarm in found.get("alarms", [])]
        books = _books(outcomes_of(db, run_id), words)
        runs.append(LastRun(portal, started_at, counted, troubles, books))
    return runs


def _ending(reason: str, words: Language) -> str:
    """Why a run has not read all of a portal; a reason of Scrapy's own as it is."""
    if reason in _ENDINGS:
        return words.gettext(_ENDINGS[reason])
    return words.gettext(marked("partial: %(reason)s")) % {"reason": reason.replace("_", " ")}


def _books(lines: Iterable[Line], words: Language) -> str:
    """``83 URLs: 67 new, 16 not due; 4 list pages: 4 read``."""
    return "; ".join(
        f"{words.counted(_ENTRIES[kind], counts.total())}: "
        + ", ".join(words.counted(_OUTCOMES[outcome], count) for outcome, count in counts.items())
        for kind, counts in sums_of(lines).items()
    )


def _alarm(alarm: dict[str, Any], words: Language) -> str:
    """``deadline: missing on new articles: 0 % → 100 % of 12``; one of a kind that is not known
    here as the health check said it."""
    complaint = _ALARMS.get(alarm.get("measure", ""))
    if complaint is None:
        return str(alarm["sentence"])

    def parts() -> Iterator[str]:
        if alarm.get("field"):
            yield column_label(words, alarm["field"])
        yield words.gettext(complaint)
        yield f"{alarm['before']} → {alarm['now']}"

    return ": ".join(parts())
