"""Periods as they are written.

``Juni 2017``, ``3. Quartal 2019``, ``Q3/2019``, ``KW 12/2017``, ``Frühjahr``, ``Wintersemester
2018/19``, ``erstes Halbjahr``, ``Ende März``, ``die 1990er``, ``20. Jahrhundert``.
"""

from __future__ import annotations

from collections.abc import Callable

from crawler.german.dates.calendar_dates import (
    NEWEST_YEAR,
    OLDEST_YEAR,
    relative_year,
    year_in_figures,
)
from crawler.german.dates.model import Precision
from crawler.german.dates.nodes import Period
from crawler.german.dates.tokens import Cursor, Rules, Token
from crawler.german.dates.words import (
    ROMAN,
    TENS,
    UNIT_NAMES,
    YEAR_NAMES,
    fold,
    is_abbreviation,
    spellings,
)


def period(cursor: Cursor) -> Period | None:
    """A period, or its beginning, middle or end: ``Ende März``."""
    first = cursor.peek()
    part = first.value if cursor.accept("part") else _EARLY_OR_LATE.get(first.word)
    if first.kind == "part":
        of_the = cursor.accept("article", "on")
        if of_the and part == _END and cursor.peek().word in _OF_A_UNIT:
            return None  # "Ende des Jahres 2021" is its last day: see period_parts
    elif part is not None:
        cursor.move()
    found = cursor.first(RULES)
    if found is None or (first.kind != "part" and part and found.unit not in _LONG):
        return None
    found.part = part
    return found


_EARLY_OR_LATE = {"fruehen": 1, "fruehe": 1, "spaeten": 3, "spaete": 3}
_LONG = ("decade", "century")
"""Of these early and late are parts, of a day they are not: ``in den späten achtziger Jahren``."""

_END = 3
_OF_A_UNIT = ("jahres", "jahrs", "monats")

# -- The year of a period --------------------------------------------------------------------------

IN_A_YEAR: dict[Precision, int] = {"quarter": 4, "half_year": 2, "week": 53}
"""How many of a unit a year has."""

_TWO_FIGURES_AFTER = ("month", "season", "winter_term", "summer_term", "'", ".")


def with_year(found: Period, cursor: Cursor) -> Period:
    """The period with the year behind it: ``2019``, ``/2019``, ``2018/19``, ``des Jahres 2019``."""
    start = cursor.at
    found.year_offset = cursor.attempt(relative_year)
    if found.year_offset is not None:
        return found
    signed = _is_year_after_sign(found, cursor)
    if signed:
        cursor.move()
    else:
        cursor.accept("article", "on")
    cursor.accept_word("jahr", "jahres", "jahre")
    before, figures = cursor.peek(-1), cursor.peek()
    year = cursor.attempt(year_in_figures)
    two_figures = figures.kind == "digits" and figures.length == 2
    if year is None or (two_figures and not signed and before.kind not in _TWO_FIGURES_AFTER):
        cursor.at = start
        return found
    found.year = year
    is_winter = found.number in (4, 24) and found.unit in ("half_year", "season")
    sign, second = cursor.ahead(2)
    if is_winter and sign.kind in ("/", "-") and second.kind == "digits":  # 2018/19
        cursor.move(2 if second.length in (2, 4) else 0)
    return found


def _is_year_after_sign(found: Period, cursor: Cursor) -> bool:
    """``KW 12/2019`` and ``KW 12/19``; but ``KW 12/13`` are two weeks."""
    sign, year = cursor.ahead(2)
    if sign.kind not in ("/", ",", "-"):
        return False
    if year.length == 4:
        return True
    counts = sign.kind == "/" and found.unit in IN_A_YEAR
    return counts and year.length == 2 and year.value > found.number + 1


# -- Counted in their year: ``3. Quartal 2019``, ``Q3/2019``, ``KW 12``, ``2. Halbjahr`` -----------


def _counted(cursor: Cursor) -> Period | None:
    """``3. Quartal 2019``, ``drittes Quartal``, ``2. Jahreshälfte``, ``12. KW``, ``4Q2018``."""
    token = cursor.peek()
    is_last = token.kind == "offset" and token.value == -1
    if token.kind not in ("digits", "ordinal") and token.word not in ROMAN and not is_last:
        return None
    cursor.move()
    dotted = cursor.accept(".", "suffix")
    name = cursor.peek()
    if token.kind == "digits" and not dotted and name.kind != "quarter_sign":
        return None
    unit = _unit(name)
    if unit is None:
        return None
    number = IN_A_YEAR[unit] if is_last else ROMAN.get(token.word, token.value)
    if not 1 <= number <= IN_A_YEAR[unit]:
        return None
    cursor.move()
    if is_abbreviation(name.word):
        cursor.accept(".")
    found = with_year(Period(unit, number), cursor)
    # "Hälfte des 16. Jahrhunderts", "12. Woche", "letztes Quartal" say nothing of a year
    needs_year = is_last or name.word in ("haelfte", "woche")
    return None if needs_year and found.year is None else found


def _unit(name: Token) -> Precision | None:
    if name.kind == "calendar_week" or name.word == "woche":
        return "week"
    if name.kind == "quarter_sign":
        return "quarter"
    if name.word in ("jahreshaelfte", "haelfte"):
        return "half_year"
    unit = UNIT_NAMES[name.value] if name.kind == "unit" else None
    return "quarter" if unit == "quarter" else "half_year" if unit == "half" else None


def _counted_before(cursor: Cursor) -> Period | None:
    """``Q3/2019``, ``Quartal IV/2019``, ``KW 12/2017``, ``Kalenderwoche 12``, ``H1 2019``."""
    name = cursor.peek()
    cursor.move()
    cursor.accept(".")
    figure = cursor.peek()
    number = ROMAN.get(figure.word, figure.value)
    if figure.word not in ROMAN and (figure.kind != "digits" or figure.length > 2):
        return None
    unit: Precision | None = None
    if name.kind in ("calendar_week", "quarter_sign") or name.word in ("quartal", "woche"):
        unit = _unit(name)
    elif (name.word == "h" and not figure.gap) or name.word in ("halbjahr", "hj"):
        unit = "half_year"
    if unit is None or not 1 <= number <= IN_A_YEAR[unit]:
        return None
    cursor.move()
    found = with_year(Period(unit, number), cursor)
    return None if name.word in ("woche", "w") and found.year is None else found


def _counted_after_year(cursor: Cursor) -> Period | None:
    """``2019 Q3``, ``2019/Q3``, ``2019-W12``, ``2019 KW 12``."""
    year = cursor.peek()
    cursor.move()
    cursor.accept("/", "-")
    name, number = cursor.ahead(2)
    if year.kind != "digits" or year.length != 4 or number.kind != "digits" or number.length > 2:
        return None
    unit = _unit(name) if name.kind in ("quarter_sign", "calendar_week") else None
    if unit is None or not 1 <= number.value <= IN_A_YEAR[unit]:
        return None
    cursor.move(2)
    return Period(unit, number.value, year.value)


# -- By name, or in figures ------------------------------------------------------------------------


def _is_year(token: Token) -> bool:
    figures = token.kind == "digits" and token.length == 4
    return figures and OLDEST_YEAR <= token.value <= NEWEST_YEAR


def _month(cursor: Cursor) -> Period | None:
    """``Juni 2017``, ``Monat Juni``, ``Sept. 2019``."""
    cursor.accept_word("monat", "monats")
    month = cursor.peek()
    if not cursor.accept("month"):
        return None
    if is_abbreviation(month.word):
        cursor.accept(".")
    return with_year(Period("month", month.value), cursor)


def _month_in_figures(cursor: Cursor) -> Period | None:
    """``05/2016``, ``05.2016``, ``2016-05``, ``2016 . 05``."""
    first, sign, second, after, fifth = cursor.ahead(5)
    if first.kind != "digits" or second.kind != "digits" or sign.kind not in (".", "/", "-"):
        return None
    if after.kind == sign.kind and fifth.kind == "digits" and not after.gap:
        return None  # the beginning of a longer chain of figures
    cursor.move(3)
    if first.length <= 2 and 1 <= first.value <= 12 and _is_year(second):
        return Period("month", first.value, second.value)
    if _is_year(first) and second.length == 2 and 1 <= second.value <= 12:
        if sign.kind == "/" and second.value == first.value % 100 + 1:
            return None  # 2010/11 is a season of two years
        return Period("month", second.value, first.value)
    return None


def _season(cursor: Cursor) -> Period | None:
    """``Frühjahr 2019``, ``Winter 2018/19``."""
    season = cursor.peek()
    if not cursor.accept("season"):
        return None
    return with_year(Period("season", season.value), cursor)


def _term(cursor: Cursor) -> Period | None:
    """Semesters of German universities: April to September, October to March."""
    term = cursor.peek()
    if not cursor.accept("summer_term", "winter_term"):
        return None
    return with_year(Period("half_year", 3 if term.kind == "summer_term" else 4), cursor)


def _century(cursor: Cursor) -> Period | None:
    """``20. Jahrhundert``, ``XIX. Jh.``, ``zwanzigstes Jahrhundert``."""
    token = cursor.peek()
    if token.kind not in ("digits", "ordinal") and token.word not in ROMAN:
        return None
    cursor.move()
    dotted = cursor.accept(".")
    number = ROMAN.get(token.word, token.value)
    if token.kind == "digits" and not dotted:
        return None
    unit = cursor.peek()
    if not cursor.accept("unit") or UNIT_NAMES[unit.value] != "century" or not 1 <= number <= 29:
        return None
    if is_abbreviation(unit.word):
        cursor.accept(".")
    return Period("century", number)


def _decade(cursor: Cursor) -> Period | None:
    """``die 1990er``, ``90er Jahre``, ``die Neunziger``, ``20er Jahre des 20. Jahrhunderts``."""
    before, (token, suffix) = cursor.peek(-1), cursor.ahead(2)
    cursor.move()
    years = _DECADES.get(token.word)
    if token.kind == "digits" and suffix.word in ("er", "ern") and not suffix.gap:
        if token.length not in (2, 4) or token.value % 10:
            return None
        years = token.value
        cursor.move()
    if years is None:
        return None
    if cursor.peek(1).word.startswith("jahre"):  # 90er-Jahre
        cursor.accept("-")
    in_years = cursor.accept_word("jahre", "jahren", "jahr")
    if not in_years and cursor.peek(-1).kind == "-":
        cursor.move(-1)
    in_figures = token.kind == "digits"
    if not (in_years or in_figures or before.kind == "article" or "jahre" in token.word):
        return None  # "ein Neunziger" is none
    if years >= 100:
        return Period("decade", years)
    behind = cursor.at
    century = cursor.attempt(_century) if cursor.accept("article") else None
    if century is not None:
        return Period("decade", 100 * (century.number - 1) + years)
    cursor.at = behind
    return Period("decade", years + (1900 if years >= 20 else 2000))


_DECADES = {
    f"{fold(word)}{ending}": ten
    for ten, word in TENS.items()
    for ending in ("er", "ern", "erjahre", "erjahren")
}


def decade_named(token: Token) -> int | None:
    """``zwanziger``: the 20 of 1920."""
    return _DECADES.get(token.word)


_YEAR_NAMES = frozenset(spellings(YEAR_NAMES))


def _year(cursor: Cursor) -> Period | None:
    """``2019``, ``Jahr 2019``, ``Haushaltsjahr 2019``; ``um 2019`` is approximate."""
    about = cursor.at > 0 and cursor.peek(-1).kind in ("about", "at")
    if cursor.peek().word in _YEAR_NAMES:
        cursor.move()
    year = cursor.peek()
    cursor.move()
    return Period("year", 0, year.value, approximate=about) if _is_year(year) else None


def _year_and_month(cursor: Cursor) -> Period | None:
    """``2016, Juni``, ``2016/Mai``."""
    year = cursor.peek()
    cursor.move()
    cursor.accept(",", "/", "-")
    month = cursor.peek()
    if not _is_year(year) or not cursor.accept("month") or cursor.peek().kind == "digits":
        return None
    return Period("month", month.value, year.value)


RULES: Rules[Callable[[Cursor], Period | None]] = Rules(
    (_year_and_month, "digits"),
    (_month, "month unit"),
    (_season, "season"),
    (_term, "summer_term winter_term"),
    (_counted, "digits ordinal offset unknown"),
    (_counted_before, "calendar_week quarter_sign unit"),
    (_counted_after_year, "digits"),
    (_century, "digits ordinal unknown"),
    (_decade, "digits unknown"),
    (_month_in_figures, "digits"),
    (_year, "digits unit unknown"),
)
"""In this order: what says more goes before what says less."""

BEGINNINGS = RULES.kinds | {"part"}
