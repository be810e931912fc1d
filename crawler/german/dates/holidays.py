"""Days with a name that German calendars print: ``Heiligabend``, ``Ostermontag``, ``Johannistag``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dateutil.easter import easter

from .facts import nearest_by
from .model import Context, Extent
from .numeric import year_at
from .tokens import Token
from .words import spellings

_DAY = dt.timedelta(days=1)

_FIXED: dict[tuple[int, int], str] = {
    (1, 1): "neujahr neujahrstag",
    (1, 6): "dreikönigstag dreikönig epiphanias",
    (2, 2): "lichtmess",
    (2, 14): "valentinstag",
    (3, 8): "frauentag weltfrauentag",
    (4, 1): "aprilscherz",
    (4, 30): "walpurgisnacht",
    (5, 1): "maifeiertag",
    (5, 9): "europatag",
    (6, 24): "johannistag",
    (6, 27): "siebenschläfer",
    (8, 1): "bundesfeiertag",
    (8, 15): "mariahimmelfahrt",
    (9, 20): "weltkindertag",
    (10, 26): "nationalfeiertag",
    (10, 31): "halloween reformationstag",
    (11, 1): "allerheiligen",
    (11, 2): "allerseelen",
    (11, 11): "martinstag martini",
    (12, 4): "barbaratag",
    (12, 6): "nikolaus nikolaustag",
    (12, 8): "empfängnis",
    (12, 24): "heiligabend heiligerabend",
    (12, 25): "weihnachten weihnachtstag christtag weihnachtsfest",
    (12, 26): "stephanstag stefanitag",
    (12, 31): "silvester sylvester",
}
_FROM_EASTER: dict[int, str] = {
    -52: "weiberfastnacht altweiber",
    -48: "rosenmontag",
    -47: "faschingsdienstag fastnacht fastnachtsdienstag veilchendienstag",
    -46: "aschermittwoch",
    -7: "palmsonntag",
    -3: "gründonnerstag",
    -2: "karfreitag",
    -1: "karsamstag",
    0: "ostern ostersonntag",
    1: "ostermontag",
    39: "christihimmelfahrt himmelfahrt vatertag auffahrt",
    49: "pfingsten pfingstsonntag",
    50: "pfingstmontag",
    60: "fronleichnam",
}
_PHRASES: dict[tuple[str, ...], tuple[int, int]] = {
    ("peter", "und", "paul"): (6, 29),
    ("heilige", "drei", "koenige"): (1, 6),
    ("tag", "der", "arbeit"): (5, 1),
    ("tag", "der", "deutschen", "einheit"): (10, 3),
    ("mariae", "himmelfahrt"): (8, 15),
    ("maria", "himmelfahrt"): (8, 15),
    ("mariae", "empfaengnis"): (12, 8),
    ("heiliger", "abend"): (12, 24),
    ("erster", "weihnachtstag"): (12, 25),
    ("zweiter", "weihnachtstag"): (12, 26),
    ("zweiten", "weihnachtstag"): (12, 26),
    ("zweite", "weihnachtsfeiertag"): (12, 26),
    ("zweiter", "weihnachtsfeiertag"): (12, 26),
    ("erster", "weihnachtsfeiertag"): (12, 25),
}
_BY_WORD: dict[str, tuple[int, int] | int] = {
    word: day
    for table in (_FIXED, _FROM_EASTER)
    for day, words in table.items()
    for word in spellings(words)
}


@dataclass(slots=True)
class Holiday:
    """A named day: a month and day, or a number of days from Easter Sunday."""

    rule: tuple[int, int] | int
    year: int | None = None

    def resolve(self, context: Context, not_before: dt.date | None = None) -> Extent | None:
        """Its day in the printed year, or the one that ``prefer`` asks for."""
        if self.year is not None:
            day = self._day_in(self.year)
            return Extent(day, day, "day")
        today = context.today
        days = [self._day_in(year) for year in (today.year - 1, today.year, today.year + 1)]
        if not_before is not None:
            days = [day for day in days if day >= not_before][:1]
        day = nearest_by(days, context)
        return Extent(day, day, "day")

    def _day_in(self, year: int) -> dt.date:
        if isinstance(self.rule, int):
            return easter(year) + self.rule * _DAY
        return dt.date(year, *self.rule)


def holiday(tokens: Sequence[Token], at: int) -> tuple[Holiday, int] | None:
    """A named day at token ``at``, with its year where one follows."""
    rule = _BY_WORD.get(tokens[at].word)
    end = at + 1
    if rule is None or tokens[at].kind not in ("unknown", "weekday"):
        for words, day in _PHRASES.items():
            if tuple(token.word for token in tokens[at : at + len(words)]) == words:
                rule, end = day, at + len(words)
                break
        else:
            return None
    found = Holiday(rule)
    year = year_at(tokens, end)
    if year is not None and tokens[end].length == 4:
        found.year, end = year
    return found, end
