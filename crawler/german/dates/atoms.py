"""A single point: the longest that any rule reads at a token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.german.dates import clock as clocks
from crawler.german.dates.day import day, skip
from crawler.german.dates.holidays import Holiday, day_named, holiday
from crawler.german.dates.model import Context
from crawler.german.dates.nodes import Node, Shift
from crawler.german.dates.period_parts import part_of_period, relative_period
from crawler.german.dates.periods import period
from crawler.german.dates.relative import quantity, relative
from crawler.german.dates.tokens import Token

# -- Words around a date that say nothing of it: what leads in, what joins, what is said besides ---

LEAD = frozenset(
    {"article", "on", "about", "at", "inclusive", "label", ":", ",", "(", "between", "to"}
)
LEAD_OF_LAST = frozenset({"article", "on", "about", "at", "inclusive", "and"})


def after_lead(tokens: Sequence[Token], at: int) -> int:
    """Past ``Stichtag:``, ``bis zum``, ``am``, ``Nacht vom`` and other words before a date."""
    for _ in range(8):
        kind, following = tokens[at].kind, tokens[at + 1].kind
        if kind == "digits" and tokens[at + 2].kind != "unknown":
            break  # nearly always: the date itself
        if following in _LEADING_BEFORE.get(kind, ()):
            at += 1
        elif (after := _after_weekdays(tokens, at) or _after_name(tokens, at)) is not None:
            at = after
        elif kind not in LEAD or (kind == "on" and quantity(tokens, at + 1) is not None):
            break  # "in 2h" is one expression
        else:
            at += 1
    return at


# Nacht vom, Letzte Änderung:, vor dem 3. Mai, Wochenende 4./5. Mai
_LEADING_BEFORE = {
    "day_part": ("on",),
    "offset": ("label",),
    "ago": ("article",),
    "after": ("article",),
    "weekend": ("on", "digits"),
}


_OF_NAMES = ("unknown", "unit", "ordinal", "digits")  # Ostermontag, Tag der Arbeit, 1. Advent


def _after_name(tokens: Sequence[Token], at: int) -> int | None:
    """Past the name of the day that is given after it: ``Ostermontag, 22. April``."""
    named = day_named(tokens, at) if tokens[at].kind in _OF_NAMES else None
    if named is None:
        return None
    date = skip(tokens, named[1])
    return date if _is_figure_date(tokens, date) else None


def _is_figure_date(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].kind == "digits" and tokens[at + 1].kind == "."


def _after_weekdays(tokens: Sequence[Token], at: int) -> int | None:
    """Past ``Fr.-Sa.,`` before the dates of those weekdays."""
    if tokens[at].kind != "weekday":
        return None
    at += 1 + (tokens[at + 1].kind == ".")
    if tokens[at].kind not in ("-", "to", "/", "and") or tokens[at + 1].kind != "weekday":
        return None
    at += 2
    at = skip(tokens, at)
    return at if _is_figure_date(tokens, at) else None


def after_stay(tokens: Sequence[Token], at: int) -> int:
    """Past ``3 Nächte``, ``für eine Nacht``, ``3 days``: the length of a stay, said besides."""
    start = at
    at += tokens[at].word == "fuer"
    if tokens[at].kind not in ("digits", "number"):
        return start
    if tokens[at + 1].kind == "nights" or tokens[at + 1].word == "nacht":
        return at + 2
    amount = quantity(tokens, at)
    if amount is not None and amount.unit == "day" and tokens[amount.end].kind in ("digits", "end"):
        return amount.end
    return start


def after_remark(tokens: Sequence[Token], at: int) -> int:
    """Past a remark in brackets: ``(Anreise ca. 19.00 Uhr)``."""
    if tokens[at].kind != "(":
        return at
    for end in range(at + 1, min(at + 12, len(tokens))):
        if tokens[end].kind == ")":
            return end + 1
    return at


def after_note(tokens: Sequence[Token], at: int) -> int:
    """Past a note in brackets without figures: ``(Ausschlussfrist)``."""
    end = after_remark(tokens, at)
    return end if all(token.kind != "digits" for token in tokens[at:end]) else at


def after_connector(tokens: Sequence[Token], at: int) -> int | None:
    """The token after ``bis``, ``-``, ``auf den``, ``bis zum``, ``, bis``; None without one."""
    at += tokens[at].kind in (",", ")", ".") and tokens[at + 1].kind in ("to", "-")
    word = tokens[at]
    if word.kind in ("to", "-"):
        at += tokens[at + 1].kind == "-" and not tokens[at + 1].gap  # --, as in file names
        return skip(tokens, at + 1, LEAD_OF_LAST)
    # "vom 5.8. zum 16.8."; but "im Jahr 1435 zum ersten Mal"
    leads = word.word in ("zu", "zum", "ab") and tokens[at + 1].kind == "digits"
    return at + 1 if leads else None


def after_week(tokens: Sequence[Token], at: int) -> tuple[int, ...]:
    """``KW 45 Donnerstag, den 09.11.2017``: the week is said besides."""
    if tokens[at].kind == "calendar_week" and tokens[at + 1].kind == "digits":
        return (skip(tokens, at + 2),)
    return ()


Reading = tuple[Node, int]

_DAYS_ONLY = frozenset({"weekday", "weekday_part", "day_word"})
_PERIODS_ONLY = frozenset(
    {"month", "season", "calendar_week", "quarter_sign", "winter_term", "summer_term"}
)


def atom(tokens: Sequence[Token], at: int, context: Context) -> Reading | None:
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
        yield part_of_period(tokens, at)
        yield relative_period(tokens, at)


def _with_clock(found: Shift | Holiday, tokens: Sequence[Token], end: int) -> Reading:
    """``vor 3 Tagen um 10 Uhr``, ``Heiligabend, 15 Uhr``."""
    at = skip(tokens, end)
    reading = clocks.clock(tokens, at, bare=tokens[at - 1].kind == "at") if at > end else None
    if reading is None:
        return found, end
    found.clock = reading[0]
    return found, reading[1]
