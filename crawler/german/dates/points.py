"""A single point: the longest that any rule reads at a token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import clock as clocks
from .day import day, skip
from .holidays import Holiday, holiday
from .model import Context
from .period_words import period
from .picked import picked
from .ranges import Node
from .relative import relative
from .shifts import Shift
from .tokens import Token
from .within import within

Reading = tuple[Node, int]

_DAYS_ONLY = frozenset({"weekday", "weekday_part", "day_word"})
_PERIODS_ONLY = frozenset(
    {"month", "season", "calendar_week", "quarter_sign", "winter_term", "summer_term"}
)


def point(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
    """The longest single day, period or relative expression at token ``at``."""
    best: Reading | None = None
    for reading in _readings(tokens, at, context):
        if reading is not None and (best is None or reading[1] > best[1]):
            best = reading
    if best is not None and isinstance(best[0], Shift | Holiday):
        return _with_clock(best[0], tokens, best[1])
    return best


def _readings(tokens: Sequence[Token], at: int, context: Context) -> Iterator[Reading | None]:
    """What each rule reads here; only the rules that can begin with this token are asked."""
    token, sign = tokens[at : at + 2]
    is_day_first = token.kind == "digits" and sign.kind in (".", "/", "-", "month")
    named = token.kind in _PERIODS_ONLY or (token.kind == "digits" and token.length == 4)
    if not (named or token.kind in _DAYS_ONLY) and (
        not is_day_first or tokens[at + 2].kind == "unknown"
    ):
        yield relative(tokens, at)  # first, so that "in 2h" is no clock time
        yield holiday(tokens, at)
    found = day(tokens, at, context)
    yield found
    if token.kind in _DAYS_ONLY or (is_day_first and found and found[0].month is not None):
        return  # no period begins like a day, and most dates are days
    yield period(tokens, at)
    if not named:
        yield within(tokens, at)
        yield picked(tokens, at)


def _with_clock(found: Shift | Holiday, tokens: Sequence[Token], end: int) -> Reading:
    """``vor 3 Tagen um 10 Uhr``, ``Heiligabend, 15 Uhr``."""
    at = skip(tokens, end)
    reading = clocks.clock(tokens, at, bare=tokens[at - 1].kind == "at") if at > end else None
    if reading is None:
        return found, end
    found.clock = reading[0]
    return found, reading[1]
