"""Periods as they are written.

``Juni 2017``, ``3. Quartal 2019``, ``Q3/2019``, ``KW 12/2017``, ``Frühjahr``, ``Wintersemester
2018/19``, ``erstes Halbjahr``, ``Ende März``, ``die 1990er``, ``20. Jahrhundert``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .numeric import year_at
from .periods import Period
from .tokens import Token
from .vocabulary import fold
from .words import TENS, UNIT_NAMES

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

Reading = tuple[Period, int]
Rule = Callable[[Sequence[Token], int], Reading | None]


def period(tokens: Sequence[Token], at: int) -> Reading | None:
    """A period at token ``at`` and the token after it."""
    part = None
    if tokens[at].kind == "part":
        part, at = tokens[at].value, at + 1
        at += tokens[at].kind == "article" or tokens[at].kind == "on"
    for rule in _RULES:
        reading = rule(tokens, at)
        if reading is not None:
            reading[0].part = part
            return reading
    return None


def ending_year(found: Period, tokens: Sequence[Token], at: int) -> int:
    """Read the year after a period: ``2019``, ``/2019``, ``2018/19``, ``des Jahres 2019``."""
    start = at
    sign = tokens[at].kind in ("/", ",", "-") and tokens[at + 1].length == 4
    at += sign or tokens[at].kind in ("article", "on")
    if tokens[at].kind == "unit" and tokens[at].word in ("jahr", "jahres", "jahre"):
        at += 1
    elif tokens[at].kind == "which" and tokens[at + 1].word in ("jahres", "jahr"):
        found.year_offset = tokens[at].value
        return at + 2
    elif tokens[at].word in ("vorjahres", "folgejahres"):
        found.year_offset = -1 if tokens[at].word == "vorjahres" else 1
        return at + 1
    year = year_at(tokens, at)
    if year is None or (tokens[at].length == 2 and tokens[at - 1].kind not in _TWO_FIGURES_AFTER):
        return start
    found.year, end = year
    is_winter = found.number in (4, 24) and found.unit in ("half_year", "season")
    second = tokens[end + 1]
    if is_winter and tokens[end].kind in ("/", "-") and second.kind == "digits":  # 2018/19
        end += 2 if second.length in (2, 4) else 0
    return end


_TWO_FIGURES_AFTER = ("month", "season", "winter_term", "summer_term", "'", ".")


def _month(tokens: Sequence[Token], at: int) -> Reading | None:
    at += tokens[at].word in ("monat", "monats")
    if tokens[at].kind != "month":
        return None
    found = Period("month", tokens[at].value)
    end = at + 1 + (tokens[at + 1].kind == "." and len(tokens[at].word) <= 4)
    return found, ending_year(found, tokens, end)


def _month_in_figures(tokens: Sequence[Token], at: int) -> Reading | None:
    """``05/2016``, ``05.2016``, ``2016-05``, ``2016 . 05``."""
    first, sign, second, after = tokens[at : at + 4]
    if first.kind != "digits" or second.kind != "digits" or sign.kind not in (".", "/", "-"):
        return None
    if after.kind == sign.kind and tokens[at + 4].kind == "digits" and not after.gap:
        return None  # the beginning of a longer chain of figures
    lengths = (first.length, second.length)
    if lengths in ((1, 4), (2, 4)) and 1 <= first.value <= 12 and 1000 <= second.value <= 2999:
        return Period("month", first.value, second.value), at + 3
    if lengths == (4, 2) and 1 <= second.value <= 12 and 1000 <= first.value <= 2999:
        if sign.kind == "/" and second.value == first.value % 100 + 1:
            return None  # 2010/11 is a season of two years
        return Period("month", second.value, first.value), at + 3
    return None


def _season(tokens: Sequence[Token], at: int) -> Reading | None:
    if tokens[at].kind != "season":
        return None
    found = Period("season", tokens[at].value)
    return found, ending_year(found, tokens, at + 1)


def _term(tokens: Sequence[Token], at: int) -> Reading | None:
    """Semesters of German universities: April to September, October to March."""
    if tokens[at].kind not in ("summer_term", "winter_term"):
        return None
    found = Period("half_year", 3 if tokens[at].kind == "summer_term" else 4)
    return found, ending_year(found, tokens, at + 1)


def _counted(tokens: Sequence[Token], at: int) -> Reading | None:
    """``3. Quartal 2019``, ``drittes Quartal``, ``2. Jahreshälfte``, ``12. KW``, ``20. Jh.``."""
    token = tokens[at]
    number = _ROMAN.get(token.word, token.value)
    if token.kind not in ("digits", "ordinal") and token.word not in _ROMAN:
        return None
    named = at + 1 + (tokens[at + 1].kind == ".")
    if token.kind == "digits" and named == at + 1:
        return None
    unit = tokens[named]
    end = named + 1 + (tokens[named + 1].kind == "." and len(unit.word) <= 4)
    name = UNIT_NAMES[unit.value] if unit.kind == "unit" else unit.kind
    if name == "century" and 1 <= number <= 29:
        return Period("century", number), end
    found = None
    if name in ("quarter", "quarter_sign") and 1 <= number <= 4:
        found = Period("quarter", number)
    elif name == "half" or unit.word in ("jahreshaelfte", "haelfte"):
        found = Period("half_year", number) if 1 <= number <= 2 else None
    elif name == "calendar_week" and 1 <= number <= 53:
        found = Period("week", number)
    if found is None:
        return None
    end = ending_year(found, tokens, end)
    is_of_a_year = unit.word != "haelfte" or found.year is not None  # "Hälfte des 16. Jahrhunderts"
    return (found, end) if is_of_a_year else None


def _named_first(tokens: Sequence[Token], at: int) -> Reading | None:
    """``Q3/2019``, ``Quartal 3/2019``, ``KW 12/2017``, ``Kalenderwoche 12``, ``H1 2019``."""
    token = tokens[at]
    number_at = at + 1 + (tokens[at + 1].kind == ".")
    number = tokens[number_at]
    if number.kind != "digits" or number.length > 2:
        return None
    found = None
    is_quarter = token.kind == "quarter_sign" or token.word == "quartal"
    if is_quarter and 1 <= number.value <= 4:
        found = Period("quarter", number.value)
    elif token.kind == "calendar_week" and 1 <= number.value <= 53:
        found = Period("week", number.value)
    elif token.word in ("h", "halbjahr") and not token.gap | number.gap and number.value in (1, 2):
        found = Period("half_year", number.value)
    return (found, ending_year(found, tokens, number_at + 1)) if found else None


def _decade(tokens: Sequence[Token], at: int) -> Reading | None:
    """``die 1990er``, ``90er Jahre``, ``neunziger Jahre``."""
    token = tokens[at]
    suffix = tokens[at + 1]
    if token.kind == "digits" and suffix.word in ("er", "ern") and not suffix.gap:
        end = at + 2
        end += tokens[end].kind == "-" and tokens[end + 1].word.startswith("jahre")
        plural = tokens[end].word in ("jahre", "jahren", "jahr")
        if token.length == 4 and token.value % 10 == 0:
            return Period("decade", token.value), end + plural
        if token.length == 2 and token.value % 10 == 0 and plural:
            return Period("decade", token.value + (1900 if token.value >= 20 else 2000)), end + 1
    if token.word in _DECADES and tokens[at + 1].word in ("jahre", "jahren"):
        return Period("decade", _DECADES[token.word]), at + 2
    return None


_DECADES = {f"{fold(word)}er": 1900 + ten for ten, word in TENS.items()}


def _year(tokens: Sequence[Token], at: int) -> Reading | None:
    about = tokens[at - 1].kind in ("about", "at") if at else False
    named = at + (tokens[at].word in ("jahr", "jahre", "jahres", "jahren"))
    token = tokens[named]
    if token.kind != "digits" or token.length != 4 or not 1000 <= token.value <= 2999:
        return None
    return Period("year", 0, token.value, approximate=about), named + 1


def _year_and_quarter(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2019 Q3``, ``2019/Q3``."""
    sign = at + 1 + (tokens[at + 1].kind in ("/", "-"))
    if tokens[at].length != 4 or tokens[at].kind != "digits" or tokens[sign].kind != "quarter_sign":
        return None
    number = tokens[sign + 1]
    if number.kind != "digits" or not 1 <= number.value <= 4:
        return None
    return Period("quarter", number.value, tokens[at].value), sign + 2


def _year_and_month(tokens: Sequence[Token], at: int) -> Reading | None:
    """``2016, Juni``, ``2016/Mai``."""
    year = tokens[at]
    month = at + 1 + (tokens[at + 1].kind in (",", "/", "-"))
    if year.kind != "digits" or year.length != 4 or tokens[month].kind != "month":
        return None
    if tokens[month + 1].kind == "digits" or not 1000 <= year.value <= 2999:
        return None
    return Period("month", tokens[month].value, year.value), month + 1


_RULES: tuple[Rule, ...] = (
    _year_and_month,
    _month,
    _season,
    _term,
    _counted,
    _named_first,
    _decade,
    _year_and_quarter,
    _month_in_figures,
    _year,
)
