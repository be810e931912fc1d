"""When an article was published, from all evidence of it: an interval, a day, and how sure it is.

What bounds publication cuts the days that come into question; what only lies near it weighs them.
The interval is the shortest stretch of days that holds nearly all of the weight. Plain functions.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from crawler.archive.dating.evidence import (
    KINDS,
    Evidence,
    EvidenceKind,
    KindName,
    distance,
    nearest_of_each,
    sorted_evidence,
)

Kinds = Mapping[KindName, EvidenceKind]

_FLOORS: Final = frozenset(
    name for name, kind in KINDS.items() if kind.sure in ("earliest", "both")
)
_CEILINGS: Final = frozenset(
    name for name, kind in KINDS.items() if kind.sure in ("latest", "both")
)
"""Kinds of evidence that bound publication from below, and from above, on whatever portal."""
_DAY: Final = dt.timedelta(days=1)
_MASS: Final = 0.99
"""Share of the weight that an interval holds."""
_OUTLIER: Final = 1e-3
"""Weight of all days that a piece of evidence rules out by what is usual."""
_JUST_WITHIN: Final = 3
_MAX_DAYS: Final = 366
"""Days that are weighed one by one; of a longer stretch every second, third … is."""
SHARES: Final = (0.005, 0.1, 0.25, 0.5, 0.75, 0.9, 0.995)
"""Shares of the weight whose days are told."""
_BEFORE_ALL: Final = dt.date(1990, 1, 1)
"""No portal published before; where nothing bounds an article's past, its interval is open."""


@dataclass(frozen=True, slots=True)
class Dating:
    """When an article was published.

    Attributes:
        earliest: the first day; None where nothing says since when.
        latest: the last one.
        estimate: the likeliest day to name, if one has to be named; None in an open interval.
        probability: that the interval holds the day of publication.
        basis: the pieces of evidence that decided, the narrowest first.
        contradicted: pieces that cannot be true beside the others.
        quantiles: days by which it was published with a probability of ``SHARES``; empty if open.
    """

    earliest: dt.date | None
    latest: dt.date
    estimate: dt.date | None
    probability: float
    basis: tuple[Evidence, ...]
    contradicted: tuple[Evidence, ...] = ()
    quantiles: tuple[int, ...] = ()


def dated_by(evidence: Iterable[Evidence], kinds: Kinds = KINDS) -> Dating | None:
    """The interval that all evidence of one article leaves; None if nothing bounds it from above.

    The order of the evidence does not matter.
    """
    pieces = sorted_evidence(evidence)
    kept, contradicted = _without_contradictions(pieces, kinds)
    lower, upper = _bounds(kept)
    if upper is None:
        return None
    near = [piece for piece in nearest_of_each(kept) if kinds[piece.kind].lag is not None]
    if {"header", "sitemap"} <= {piece.kind for piece in near}:
        near = [piece for piece in near if piece.kind != "header"]  # one change, told twice
    if lower is None and not near:
        basis = tuple(piece for piece in kept if _ceiling(piece) == upper)
        return Dating(None, upper, None, kinds[basis[0].kind].trust, basis[:1], contradicted)
    first, upper = _window(lower, upper, near, kinds)
    step = 1 + (upper - first).days // _MAX_DAYS
    days = [first + _DAY * offset for offset in range(0, (upper - first).days + 1, step)]
    weights = _weights(days, near, kinds)
    start, end = _shortest(weights) if near else (0, len(days) - 1)
    mass = sum(weights[start : end + 1]) / sum(weights)
    earliest, latest = days[start], min(upper, days[end] + _DAY * (step - 1))
    basis = _decisive(kept, earliest, latest, kinds)
    return Dating(
        earliest,
        latest,
        days[_middle(weights, start, end)],
        mass * min((kinds[piece.kind].trust for piece in basis), default=1.0),
        basis,
        contradicted,
        tuple(days[number].toordinal() for number in _quantiles(weights)),
    )


def _quantiles(weights: list[float]) -> Iterator[int]:
    sums = [*accumulate(weights)]
    return (min(bisect_left(sums, share * sums[-1]), len(sums) - 1) for share in SHARES)


def bounds_of(
    evidence: Iterable[Evidence], kinds: Kinds = KINDS
) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day that the evidence leaves for certain; None where it is open."""
    pieces = [*evidence]
    lower, upper = _bounds(pieces)
    if lower and upper and lower > upper:
        return _bounds(_without_contradictions(pieces, kinds)[0])
    return lower, upper


def _bounds(pieces: Iterable[Evidence]) -> tuple[dt.date | None, dt.date | None]:
    lower: dt.date | None = None
    upper: dt.date | None = None
    for kind, earliest, latest, _, _ in pieces:
        if earliest and kind in _FLOORS and (lower is None or earliest > lower):
            lower = earliest
        if latest and kind in _CEILINGS and (upper is None or latest < upper):
            upper = latest
    return lower, upper


def in_words(dating: Dating, kinds: Kinds = KINDS) -> str:
    """``between 2016-02-11 and 2016-02-26: cites a report of 2016-02-11; …``."""
    if dating.earliest == dating.latest:
        days = f"on {dating.latest}"
    elif dating.earliest is None:
        days = f"on {dating.latest} or before"
    else:
        days = f"between {dating.earliest} and {dating.latest}"
    reasons = [
        kinds[piece.kind].words.format(
            earliest=piece.earliest, latest=piece.latest, text=piece.text, days=_days(piece)
        )
        for piece in dating.basis
    ]
    if dating.contradicted:
        against = ", ".join(sorted({piece.kind.replace("_", " ") for piece in dating.contradicted}))
        reasons.append(f"against what else is said ({against})")
    return f"{days}: {'; '.join(reasons)}"


def _days(piece: Evidence) -> str:
    ends = [str(day) for day in (piece.earliest, piece.latest) if day]
    return " and ".join(dict.fromkeys(ends))


def _floor(piece: Evidence) -> dt.date | None:
    """The first day that a piece leaves for certain."""
    return piece.earliest if piece.kind in _FLOORS else None


def _ceiling(piece: Evidence) -> dt.date | None:
    """The last day that a piece leaves for certain."""
    return piece.latest if piece.kind in _CEILINGS else None


def _window(
    lower: dt.date | None, upper: dt.date, near: list[Evidence], kinds: Kinds
) -> tuple[dt.date, dt.date]:
    """The days that come into question: within the bounds, and as near as all pieces say.

    Where they cannot all be right, as near as any of them says.
    """
    reaches = [_reach(piece, kinds) for piece in near]
    first = max([lower or _BEFORE_ALL, *(opens for opens, _ in reaches)])
    last = min([upper, *(closes for _, closes in reaches)])
    if first > last:
        first = max(lower or _BEFORE_ALL, min(opens for opens, _ in reaches))
        last = upper
    return min(first, last), last


def _reach(piece: Evidence, kinds: Kinds) -> tuple[dt.date, dt.date]:
    """The first and last day a piece that lies near publication has any weight for."""
    lag = kinds[piece.kind].lag
    assert lag is not None
    first, last = piece.span
    return first + _DAY * lag.knots[0][0], last + _DAY * (lag.knots[-1][0] - 1)


def _without_contradictions(
    pieces: list[Evidence], kinds: Kinds
) -> tuple[list[Evidence], tuple[Evidence, ...]]:
    """The pieces that can all be true, and those dropped for it: the least trusted first.

    Of two that exclude each other, equally trusted, both go: the interval widens.
    """
    lower, upper = _bounds(pieces)
    if lower is None or upper is None or lower <= upper:
        return pieces, ()
    kept = list(pieces)
    dropped: list[Evidence] = []
    while True:
        against = [piece for piece in kept if _contradicts(piece, kept)]
        if not against:
            return kept, tuple(dropped)
        least = min(kinds[piece.kind].trust for piece in against)
        out = [piece for piece in against if kinds[piece.kind].trust == least]
        dropped += out
        kept = [piece for piece in kept if piece not in out]


def _contradicts(piece: Evidence, others: Collection[Evidence]) -> bool:
    floor, ceiling = _floor(piece), _ceiling(piece)
    for other in others:
        low, high = _floor(other), _ceiling(other)
        if (floor and high and floor > high) or (ceiling and low and low > ceiling):
            return True
    return False


def _weights(days: list[dt.date], near: list[Evidence], kinds: Kinds) -> list[float]:
    """The weight of each day: the product of what the pieces say of it, each of which may err."""
    weights = [1.0] * len(days)
    for piece in near:
        kind = kinds[piece.kind]
        assert kind.lag is not None
        first, last = piece.span
        within = kind.lag.density(0) / ((last - first).days + 1)  # a month's days share it
        error = _OUTLIER / len(days)
        for number, day in enumerate(days):
            off = distance(day, piece)
            share = kind.lag.density(off) if off else within
            weights[number] *= share + error
    return weights


def _shortest(weights: list[float]) -> tuple[int, int]:
    """The shortest stretch with ``_MASS`` of the weight: its ends, both inclusive.

    An end that lies just within the days in question is theirs.
    """
    wanted = _MASS * sum(weights)
    sums = [0.0, *accumulate(weights)]
    first, last = 0, len(weights) - 1
    end = 0
    for start in range(len(weights)):
        while end < len(weights) and sums[end] - sums[start] < wanted:
            end += 1
        if sums[end] - sums[start] < wanted:
            break
        if end - 1 - start < last - first:
            first, last = start, end - 1
    margin = max(_JUST_WITHIN, (last - first) // 10)
    if first <= margin:
        first = 0
    if len(weights) - 1 - last <= margin:
        last = len(weights) - 1
    return first, last


def _middle(weights: list[float], start: int, end: int) -> int:
    """Where half of the weight within the interval lies on either side."""
    half = sum(weights[start : end + 1]) / 2
    for number in range(start, end + 1):
        half -= weights[number]
        if half <= 0:
            return number
    return end


def _decisive(
    kept: list[Evidence], earliest: dt.date, latest: dt.date, kinds: Kinds
) -> tuple[Evidence, ...]:
    """The pieces that say the interval, one of a kind: those that bound it, those it lies near."""
    found: dict[KindName, Evidence] = {}
    for piece in sorted(kept, key=lambda one: (not _bounds_at(one, earliest, latest), one.kind)):
        if _bounds_at(piece, earliest, latest):
            found.setdefault(piece.kind, piece)
        elif kinds[piece.kind].lag is not None:
            opens, closes = _reach(piece, kinds)
            if opens <= latest and earliest <= closes:
                found.setdefault(piece.kind, piece)
    return tuple(found.values())


def _bounds_at(piece: Evidence, earliest: dt.date, latest: dt.date) -> bool:
    return earliest == _floor(piece) or latest == _ceiling(piece)
