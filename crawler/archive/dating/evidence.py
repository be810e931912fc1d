"""Evidence of when an article was published: the kinds there are, and what each says.

A piece of evidence names a day (or a few) and the kind says how publication lies to it: a report
that is cited was there before, an event that is announced comes after. Some kinds bound the day of
publication for certain, as the first capture does; of the others ``Lag`` says how far off it mostly
is. Plain data, no database.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Side = Literal["earliest", "latest", "both"]

KindName = Literal[
    "stated",
    "portal",
    "captured",
    "listed",
    "feed",
    "sitemap",
    "header",
    "path",
    "image",
    "cited",
    "reported",
    "announced",
    "deadline",
    "today",
    "issue",
    "mentioned",
    "updated",
    "copy",
    "linked",
    "on_list",
    "not_listed",
    "neighbours",
    "numbered",
]


class Evidence(NamedTuple):
    """One piece of evidence, as it stands in ``dating_evidence``.

    Attributes:
        kind: a name of ``KINDS``.
        earliest: the first day it allows or observes; None if it says nothing of that side.
        latest: the last one.
        text: the words, or the URL, that say it.
        capture_id: the capture that shows it.
    """

    kind: KindName
    earliest: dt.date | None
    latest: dt.date | None
    text: str
    capture_id: int | None = None

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The days it names: of one that bounds only one side, that day."""
        named = [day for day in (self.earliest, self.latest) if day is not None]
        return named[0], named[-1]


def distance(day: dt.date, piece: Evidence) -> int:
    """Days from what a piece names to a day; 0 within it, negative before."""
    first, last = piece.span
    return (day - first).days if day < first else max(0, (day - last).days)


def sorted_evidence(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The pieces, each once, in an order that is always the same: by kind, then by days."""
    return sorted(set(evidence), key=_order)


def _order(piece: Evidence) -> tuple[str, int, int, str, int]:
    earliest = piece.earliest.toordinal() if piece.earliest else 0
    latest = piece.latest.toordinal() if piece.latest else 0
    return piece.kind, earliest, latest, piece.text, piece.capture_id or 0


@dataclass(frozen=True, slots=True)
class Lag:
    """How many days after an observed day articles are published: a distribution by its quantiles.

    ``knots`` are (days, share of articles published by then), both ascending, from 0 to 1; between
    them the share grows evenly. Negative days lie before what was observed.
    """

    knots: tuple[tuple[int, float], ...]

    def density(self, days: int) -> float:
        """The share of articles published on exactly that day."""
        knots = self.knots
        place = bisect_right(knots, (days, 2.0))
        if place == 0 or place == len(knots):
            return 0.0
        (first, low), (last, high) = knots[place - 1], knots[place]
        return (high - low) / (last - first)

    @classmethod
    def learned(cls, lags: Sequence[int], prior: Lag) -> Lag:
        """From the lags of dated articles; ``prior`` counts as ``_PRIOR_ARTICLES`` of them."""
        days = sorted({*(day for day, _ in prior.knots), *_quantiles(sorted(lags))})
        weight = len(lags) / (len(lags) + _PRIOR_ARTICLES)
        shares = [
            weight * sum(lag < day for lag in lags) / max(len(lags), 1)
            + (1 - weight) * prior.share_before(day)
            for day in days
        ]
        shares[0], shares[-1] = 0.0, 1.0
        return cls(tuple(zip(days, shares, strict=True)))

    def share_before(self, days: int) -> float:
        """The share of articles published before that day."""
        knots = self.knots
        place = bisect_right(knots, (days, -1.0))
        if place == 0:
            return 0.0
        if place == len(knots):
            return 1.0
        (first, low), (last, high) = knots[place - 1], knots[place]
        return low + (high - low) * (days - first) / (last - first)


_PRIOR_ARTICLES: Final = 12
"""Dated articles that what is known of a kind beforehand weighs as much as."""
_SHARES: Final = (0.0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)


def _quantiles(lags: Sequence[int]) -> Iterable[int]:
    """Days that part the lags evenly; one behind the last, for a knot ends before its day."""
    return {*(lags[int(share * len(lags))] for share in _SHARES), lags[-1] + 1} if lags else ()


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence.

    Attributes:
        words: what it says, in words that go on "between … and …: " (``{text}`` is the evidence's).
        sure: the side on which it bounds publication whatever the portal's habits are.
        lag: how far publication mostly is from the day it names; None if it only bounds.
        trust: the share of such evidence that holds, where no dated article tells.
    """

    words: str
    sure: Side | None = None
    lag: Lag | None = None
    trust: float = 0.99


def _lag(*knots: tuple[int, float]) -> Lag:
    return Lag(knots)


_LAST_CHANGE: Final = _lag(
    (-6000, 0.0), (-2000, 0.08), (-365, 0.3), (-30, 0.5), (-3, 0.62), (0, 0.7), (1, 1.0)
)
KINDS: Final[dict[KindName, EvidenceKind]] = {
    "stated": EvidenceKind("the page says {text}", "both", trust=0.995),
    "portal": EvidenceKind(
        "the portal's first dated articles are of {text}", "earliest", trust=0.97
    ),
    "captured": EvidenceKind("was captured on {latest}", "latest", trust=1.0),
    "listed": EvidenceKind(
        "stands on a list as of {earliest}",
        lag=_lag((-2, 0.0), (0, 0.02), (1, 0.97), (8, 1.0)),
    ),
    "feed": EvidenceKind(
        "stands in a feed as of {earliest}",
        lag=_lag((-2, 0.0), (0, 0.02), (1, 0.98), (4, 1.0)),
    ),
    "sitemap": EvidenceKind(
        "had been changed by {latest}, says the sitemap", "latest", _LAST_CHANGE, trust=0.985
    ),
    "header": EvidenceKind(
        "had been changed by {latest}, says the server", "latest", _LAST_CHANGE, trust=0.985
    ),
    "path": EvidenceKind(
        "has {text} in its URL",
        lag=_lag((-3, 0.0), (0, 0.02), (1, 0.9), (8, 0.97), (32, 1.0)),
        trust=0.985,
    ),
    "image": EvidenceKind(
        "shows an image filed under {text}",
        lag=_lag(
            (-4, 0.0),
            (0, 0.02),
            (1, 0.45),
            (5, 0.7),
            (15, 0.72),
            (61, 0.78),
            (700, 0.92),
            (2600, 1.0),
        ),
        trust=0.97,
    ),
    "cited": EvidenceKind(
        "cites a report of {earliest}",
        "earliest",
        lag=_lag((0, 0.0), (2, 0.25), (6, 0.55), (15, 0.8), (40, 0.93), (120, 0.98), (731, 1.0)),
        trust=0.99,
    ),
    "reported": EvidenceKind(
        "reports what took place on {earliest}",
        "earliest",
        lag=_lag(
            (0, 0.0),
            (2, 0.2),
            (6, 0.42),
            (15, 0.6),
            (45, 0.72),
            (400, 0.82),
            (2000, 0.92),
            (8000, 1.0),
        ),
        trust=0.985,
    ),
    "mentioned": EvidenceKind("looks back on {text}", "earliest", trust=0.985),
    "today": EvidenceKind(
        "tells {earliest} as today or yesterday",
        lag=_lag((-4, 0.0), (0, 0.03), (1, 0.8), (3, 0.92), (15, 0.99), (60, 1.0)),
        trust=0.985,
    ),
    "issue": EvidenceKind(
        "is the issue of {text}",
        lag=_lag((-32, 0.0), (-12, 0.03), (0, 0.1), (1, 0.8), (12, 0.93), (46, 1.0)),
        trust=0.985,
    ),
    "announced": EvidenceKind(
        "announces what takes place on {latest}",
        "latest",
        lag=_lag(
            (-500, 0.0), (-180, 0.03), (-90, 0.13), (-45, 0.34), (-21, 0.58), (-7, 0.8), (1, 1.0)
        ),
        trust=0.985,
    ),
    "deadline": EvidenceKind(
        "names {latest} as its deadline",
        "latest",
        lag=_lag(
            (-500, 0.0), (-240, 0.04), (-120, 0.2), (-75, 0.38), (-45, 0.57), (-14, 0.83), (1, 1.0)
        ),
        trust=0.99,
    ),
    "copy": EvidenceKind(
        "tells the story of an article of {earliest}",
        lag=_lag(
            (-60, 0.0),
            (-20, 0.03),
            (-5, 0.15),
            (0, 0.35),
            (1, 0.55),
            (6, 0.85),
            (21, 0.97),
            (90, 1.0),
        ),
        trust=0.985,
    ),
    "updated": EvidenceKind("says it was changed on {latest}", "latest", trust=0.99),
    "linked": EvidenceKind(
        "is linked in an article of {latest}",
        "latest",
        lag=_lag(
            (-2000, 0.0), (-400, 0.15), (-60, 0.35), (-30, 0.45), (-14, 0.65), (-3, 0.9), (1, 1.0)
        ),
        trust=0.985,
    ),
    "on_list": EvidenceKind("stood on a list on {latest}", "latest", trust=1.0),
    "not_listed": EvidenceKind("was not yet on a list of {earliest}", "earliest", trust=0.99),
    "neighbours": EvidenceKind("stands on a list beside articles of {days}", "both", trust=0.99),
    "numbered": EvidenceKind("has a number beside those of {days}", "both", trust=0.985),
}
"""All kinds, the surest first. The lags are rules of thumb for German portals; where a portal dates
some of its articles, they are learned from these (``Lag.learned``)."""


def nearest_of_each(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Of each kind the piece that lies nearest to publication: the newest report, the next event.

    Of the others the first; what several pieces of one kind say is not independent.
    """
    nearest: dict[KindName, Evidence] = {}
    for piece in sorted_evidence(evidence):
        known = nearest.setdefault(piece.kind, piece)
        sure = KINDS[piece.kind].sure
        is_later = sure == "earliest" and piece.span[0] > known.span[0]
        if is_later or (sure == "latest" and piece.span[1] < known.span[1]):
            nearest[piece.kind] = piece
    return [*nearest.values()]
