"""The article's publication date among the dates of a page.

A page is full of dates: of events, of related articles, of the CMS's last change. The article's own
is seen beside it (``date_candidates``), and it may stand in the metadata and in the URL. Each date
that may be it is a candidate with features that have names, and ``date_weights`` says what each is
worth. A page that shows no date of its own stays undated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from crawler.layouts.reading.body import Body
from crawler.layouts.reading.date_candidates import Candidate, opening_text, seen_dates
from crawler.layouts.reading.date_elsewhere import dates_elsewhere
from crawler.layouts.reading.date_weights import ENOUGH
from crawler.layouts.reading.view import PageView

_MOST: Final = 60
"""Candidates of one page; a list of all news has more, and none of them is its own."""
_STANDING: Final = frozenset(
    {"in heading", "above headline", "below headline", "below lead", "labelled"}
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says for machines of a date: its key, its value and the day that it is."""

    key: str
    origin: str
    text: str
    day: dt.date


def find_published(
    view: PageView, body: Body, claims: Sequence[Claim] = (), *, anywhere: bool = False
) -> Candidate | None:
    """The article's publication date; None on an undated page.

    ``anywhere``: where none is seen beside the article or claimed, look in all other places.
    """
    best = surest(candidates(view, body, claims))
    return best or (surest(dates_elsewhere(view, body)) if anywhere else None)


def surest(found: Sequence[Candidate]) -> Candidate | None:
    """The most probable of some dates; None where none is probable enough."""
    best = max(found, key=lambda one: one.probability, default=None)
    return best if best is not None and best.probability >= ENOUGH else None


def candidates(view: PageView, body: Body, claims: Sequence[Claim] = ()) -> list[Candidate]:
    """All dates that may be the article's, those that are seen before those that are claimed."""
    published = {claim.day for claim in claims if claim.key not in _OF_CHANGE}
    seen = [one for one in islice(seen_dates(view, body), _MOST) if not _is_swapped(one, published)]
    if not any(one.features & _STANDING for one in seen):
        seen += opening_text(body)
    _compare(seen, claims)
    return seen + _claimed(view, seen, claims)


_CLOSELY: Final = dt.timedelta(days=1)
_OF_CHANGE: Final = frozenset({"modified", "record changed"})


def _compare(seen: list[Candidate], claims: Sequence[Claim]) -> None:
    """Note which of the dates that are seen are claimed, said twice, or the first."""
    days = [one.day for one in seen]
    published = {claim.day for claim in claims if claim.key not in _OF_CHANGE}
    changed = {claim.day for claim in claims if claim.key in _OF_CHANGE}
    for place, one in enumerate(seen):
        if place == 0:
            one.features.add("first seen")
        if one.day in days[:place]:
            one.features.add("seen before")
        if one.day in days[place + 1 :]:
            one.features.add("seen again")
        if one.day in published:
            one.features.add("claimed")
        elif any(abs(one.day - day) <= _CLOSELY for day in published):
            one.features.add("claimed nearly")
        elif published:
            one.features.add("claimed otherwise")
            if one.day > max(published):
                one.features.add("later than claimed")
        if one.day in changed and one.day not in published:
            one.features.add("day of change")


def _claimed(view: PageView, seen: list[Candidate], claims: Sequence[Claim]) -> list[Candidate]:
    found: list[Candidate] = []
    for claim in claims:
        if claim.key in _OF_CHANGE:
            continue
        features = {f"claim: {claim.key}"}
        if any(claim.day == one.day for one in seen):
            features.add("claim is seen")
        if any(
            other.day == claim.day
            for other in claims
            if other.key != claim.key and other.key not in _OF_CHANGE
        ):
            features.add("claim is repeated")
        if claim.key == "date with time" and len(features) == 1:
            continue  # alone it is the time of the record's last change
        if any(
            other.day != claim.day
            for other in claims
            if other.key != claim.key and other.key not in _OF_CHANGE
        ):
            features.add("claims differ")
        if seen:
            features.add("a date is seen")
        found.append(Candidate(claim.text, claim.day, None, claim.origin, features))
    return found


def _is_swapped(one: Candidate, published: set[dt.date]) -> bool:
    """Whether ``11/01/2021`` is written with the month first, as the page's claims show."""
    return "/" in one.text and one.day not in published and _swapped(one.day) in published


def _swapped(day: dt.date) -> dt.date | None:
    """The day with its month for its day: ``11/01/2021`` may be of January or November."""
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None
