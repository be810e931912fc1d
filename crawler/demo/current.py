"""The demo portals' editions of these days: calls whose deadlines lie ahead, and a relaunch.

The written content stays in its years. What comes after its last edition is made of the day on
which it is served: edition 3 brings calls that are open, edition 4 what an editor's week does to
them, while the other portal is moved to a new system that gives all its old articles the day of the
move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from crawler.demo.content import LAST_EDITION, DemoArticle, Entry

OPEN_CALLS = LAST_EDITION + 1
RELAUNCH = LAST_EDITION + 2
NEWEST_EDITION = RELAUNCH
"""The last edition there is."""

_PLACES = {"Kanada": "CA", "Polen": "PL", "Japan": "JP", "Frankreich": "FR", "Südkorea": "KR"}
_CALLS = (
    ("meerestechnik", "Meerestechnik", "Kanada", 1),
    ("wasserstofftechnik", "Wasserstofftechnik", "Polen", 2),
    ("robotik", "Robotik in der Pflege", "Japan", 3),
    ("leichtbau", "Leichtbau", "Frankreich", 4),
)
"""Slug, subject, country, and in how many months the call closes."""
_NEW_CALL = ("batterietechnik", "Batterietechnik", "Südkorea", 3)
_EXTENDED, _WITHDRAWN, _GONE = "meerestechnik", "robotik", "leichtbau"
"""What becomes of calls in the edition of the relaunch."""
_OPEN_FOR = dt.timedelta(days=9)


def with_current(entries: Sequence[Entry], edition: int, today: dt.date) -> list[Entry]:
    """The entries of the portal with calls, and those of these days, newest first."""
    found = [*entries]
    if edition >= OPEN_CALLS:
        found += [_entry(call, today) for call in _CALLS]
    if edition >= RELAUNCH:
        found = [_edited(entry, today) for entry in found]
        found.append(_entry(_NEW_CALL, today))
    return sorted(found, key=lambda entry: entry.article.date, reverse=True)


def relaunched(entries: Sequence[Entry], edition: int, today: dt.date) -> list[Entry]:
    """The entries of the other portal: from the relaunch on all say its day for their own."""
    if edition < RELAUNCH:
        return [*entries]
    return [
        replace(
            entry, article=replace(entry.article, date=today.isoformat()), modified=_saved(today)
        )
        for entry in entries
    ]


def _entry(call: tuple[str, str, str, int], today: dt.date) -> Entry:
    slug, subject, country, months = call
    began = today - _OPEN_FOR
    article = DemoArticle(
        address=f"/aktuelles/bekanntmachungen/detail/info/{slug}-mit-partnern-aus-{_ascii(country)}",
        kind="bekanntmachung",
        title=f"Förderung von Vorhaben zu {subject} mit Partnern aus {country}",
        kicker="Programmausschreibungen",
        date=began.isoformat(),
        date_in="meta",
        deadline=_end_of_month(today, months).isoformat(),
        lead=f"Deutschland und {country} fördern gemeinsam angewandte Forschung zu {subject}. "
        "Skizzen sind in beiden Ländern zugleich einzureichen.",
        blocks=(
            {"p": f"Gefördert werden Vorhaben zu {subject}, an denen mindestens eine Hochschule "
             "und ein Unternehmen aus jedem der beiden Länder beteiligt sind."},
            {"h": "Verfahren"},
            {"p": "Das Verfahren ist zweistufig. Zunächst ist eine Skizze von höchstens sechs "
             "Seiten vorzulegen; ein Rechtsanspruch auf Förderung besteht nicht."},
        ),
        places=({"name": country, "kind": "country", "iso_code": _PLACES[country]},),
        topics=("Förderung", "Netzwerke"),
        source="Maple Bridge Network",
        sources=("Maple Bridge Network",),
        editor="",
        markup="dl",
    )  # fmt: skip
    return Entry(article, _saved(began), article)


def _edited(entry: Entry, today: dt.date) -> Entry:
    """What an editor does to a call; other articles stay as they are."""
    slug = entry.article.slug.partition("-mit-")[0]
    if entry.article.kind != "bekanntmachung" or slug not in (_EXTENDED, _WITHDRAWN, _GONE):
        return entry
    if slug == _GONE:
        return replace(entry, modified=_saved(today), deleted=True)
    deadline = _end_of_month(today, 2).isoformat() if slug == _EXTENDED else None
    return replace(entry, article=replace(entry.article, deadline=deadline), modified=_saved(today))


def _saved(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _end_of_month(today: dt.date, months: int) -> dt.date:
    """The last day of the month that comes so many months after this one."""
    number = today.year * 12 + today.month - 1 + months + 1
    return dt.date(number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def _ascii(country: str) -> str:
    return country.lower().replace("ü", "ue")
