"""Is what the grammar read in running text a date at all?

Figures with points are also paragraph numbers, versions and prices, ``Mai`` is also a surname, and
any four figures look like a year. What stands around them decides.
"""

from __future__ import annotations

import re

from crawler.german.dates.grammar import WeekOf
from crawler.german.dates.holidays import Holiday
from crawler.german.dates.names import is_name
from crawler.german.dates.nodes import Neighbour, Node, PartialDate, Period, Weekend
from crawler.german.dates.period_parts import Half, OrdinalPart, RelativePeriod
from crawler.german.dates.ranges import Days, Range
from crawler.german.dates.relative import COMPOUND_PARTS

# -- Is a number of four figures in running text a year, or a count of something? ------------------

BARE_YEARS = range(1800, 2101)
"""Four figures outside are no year unless more is said."""

YEAR_CUE = re.compile(
    r"\b(?:[Ii]m Jahre?|[Jj]ahre?[ns]?|[Ss]eit|[Bb]is|[Aa]b|[Vv]on|[Ss]chon|[Ii]n|[Uu]m|"
    r"[Cc]a\.|etwa|Anfang|Mitte|Ende)\s+$"
)

_HEAD_OF_SENTENCE = re.compile(r"(?:^|[a-zäöüß)]{2}[.!?]\s+|\n\s*)$")
_VERB_AFTER = re.compile(
    r"\s(?:wurden?|wird|werden|war(?:en)?|ist|sind|hat(?:ten?)?|haben|gab|kam(?:en)?|folgten?|"
    r"begann(?:en)?|startete[n]?|soll(?:en|te|ten)?|gründeten?|erhielt(?:en)?)\b"
)
_BEFORE_YEAR = re.compile(
    r"\b(?:(?P<one>wurde|war|hat|hatte|kam|das|der|dem|sich|erstmals)|"
    r"wurden|waren|haben|hatten|die|für)\s+$"
)
_AFTER_YEAR = re.compile(
    r"\s(?:(?:ge|be|er|ver|ein|auf|aus|ab|an|still)\w*(?:t|en|te[nrms]?)|niemand|noch|erst|bereits|"
    r"in|im|am|mit|bei|als|nach|zu[mr]?|auf|durch|vo[nm]|der|die|das|de[mn]|eine?[mnr]?|er|sie|es)\b"
)
_PARTICIPLE_BEFORE = re.compile(r"\b(?:gegründet|geboren|erschienen|gebaut|erbaut|eröffnet)\s+$")
_CLOSE_AFTER = re.compile(r"[).,;]|\sin\b|$")


def is_year(year: int, before: str, after: str) -> bool:
    """``seit 2014``; ``2018 wurden …`` at the head of a sentence; ``wurde 1962 stillgelegt``."""
    if year not in BARE_YEARS:
        return False
    if YEAR_CUE.search(before):
        return True
    if _HEAD_OF_SENTENCE.search(before):
        return bool(_VERB_AFTER.match(after))
    if _PARTICIPLE_BEFORE.search(before):
        return bool(_CLOSE_AFTER.match(after))
    called = _BEFORE_YEAR.search(before)
    if called is None or not _AFTER_YEAR.match(after):
        return False
    return called["one"] is not None or year % 50 != 0  # "die 2000 geförderten", round numbers


_LOOK_BACK = 32

# Before a date: "am 3.4.", "bis zum 1. März", "Stand: 12.3."
_CUE = re.compile(
    r"(?:\b(?:[Aa]m|[Vv]om|[Zz]um|[Aa]b|[Bb]is|[Dd]en|[Dd]em|[Dd]er|[Dd]es|[Ss]eit|[Ii]m|[Ii]n|[Vv]on|"
    r"[Nn]ach|[Vv]or|[Uu]m|[Zz]wischen|Anfang|Mitte|Ende|Jahr(?:e[ns]?)?|Monat|Datum|Stand|Stichtag|"
    r"Frist|Heute|heute|Gestern|gestern|morgen|Morgen|[Ff]ür|[Ii]ns|einschließlich|spätestens)|[:,(]|und|oder|^)\s*$"
)
_MONTH_CUE = re.compile(
    r"\b(?:[Ii]m|[Aa]b|[Bb]is|[Ss]eit|[Vv]on|[Vv]om|[Zz]um|[Ff]ür|[Ii]n|Monats?|[Mm]itte|[Aa]nfang|[Ee]nde|"
    r"[Bb]isher|zwischen)\s+$"
)
_WEEKDAY_CUE = re.compile(
    r"\b(?:[Aa]m|[Vv]om|[Zz]um|[Bb]is|[Aa]b|[Ss]eit|[Vv]on|[Ff]ür|auf|[Dd]en|heute)\s+$"
)
_HOLIDAY_CUE = re.compile(r"\b(?:[Aa]m|[Aa]n|[Vv]om|[Bb]is|[Aa]b|[Ss]eit)\s+$")
# "einem Monat zum Monatsende", "kündbar jeweils zum Quartalsende": any of them
_NOTICE = re.compile(
    r"\b(?:Monat(?:en)?|Wochen?|Tagen?|Frist|jeweils|jederzeit|kündbar|Kündigung|immer|stets|nur|auch)\s+"
    r"(?:bis\s+)?zum\s+(?:jeweiligen\s+)?$"
)
_END_CUE = re.compile(r"\b(?:[Zz]um?|[Aa]m|[Bb]is|[Aa]b|[Ss]eit|[Nn]ach|[Vv]or)\s+$")
# Before figures that are no date: "§ 3.2", "Abs. 2", "Version 1.1.2019", "Tel. 030"
_NO_DATE_BEFORE = re.compile(
    r"(?:§§?|\b(?:Abs(?:atz|\.)|Art(?:ikel|\.)|Nr\.|Nummer|Ziff(?:er|\.)|Kap(?:itel|\.)|Abschnitt|Punkt|"
    r"Version|Ver\.|[Vv]\.?|Tel(?:efon|\.)?:?|Fax:?|ISBN:?|DIN|ISO|EN|Seiten?|S\.|Az\.:?|Aktenzeichen|"
    r"Drucksache|Satz|Tab(?:elle|\.)|Abb(?:ildung|\.)|Rn\.|Release|Build|Anlage|Anhang|Teil|Titel|Platz|"
    r"Kennziffer|Bild|Folge|Band|Heft|Ausgabe|IP|Los))\s*$"
)
# After them: money, quantities, percentages, the rest of a compound or of a file name
_NO_DATE_AFTER = re.compile(
    r"\s?(?:%|‰|€|\$|£|°)|\s(?:Euro|EUR|Dollar|Franken|CHF|Mio|Mrd|Mill|Prozent|Cent|Meter|Metern|km|kg|"
    r"Kilometer|Tonnen|Liter|Grad|Teilnehme|Mitarbeite|Mitglieder|Menschen|Personen|Einwohner|Unternehmen|"
    r"Besuche|Stück|Quadratmeter|Seiten|Studierende|Stellen|Watt|Kilowatt|MW|Hektar)|[\w_@]|[.–-]\d|"
    r"\.(?:pdf|html?|docx?|xlsx?|jpe?g|png|zip|txt|php)\b|[-–](?:[A-ZÄÖÜ]\w)|/\w|\s+und\s+morgen\b"
)
# "die Mobilität von morgen", "jeden Morgen", "von heute"
_NOT_THAT_DAY = re.compile(r"\b(?:[Gg]uten|jeden|heute|[Vv]on|am|für|ab|[Bb]is|und|als)\s+$")
_ADJECTIVE = re.compile(r"(?:heutig|gestrig|morgig)\w+\s")
_PADDED = re.compile(r"\d\d\.\s?\d\d\.\s?\d\d$")


def is_date(node: Node, text: str, start: int, end: int) -> bool:
    """Decide on ``text[start:end]``, read as ``node``."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if _NO_DATE_AFTER.match(text, end) or is_name(text, start, end):
        return False
    if text[start].isdigit() and _NO_DATE_BEFORE.search(before):
        return False
    printed = text[start:end]
    if printed.isdigit() and isinstance(node, Period) and node.unit == "year":
        return is_year(int(printed), before, text[end : end + _LOOK_BACK])
    return _is_certain(node, printed, before)


def _is_certain(node: Node, printed: str, before: str) -> bool:
    if isinstance(node, Range):
        return _is_certain_range(node, printed, before)
    if isinstance(node, PartialDate):
        return _is_certain_day(node, printed, before)
    if isinstance(node, WeekOf):
        return True
    if isinstance(node, Days):
        return _is_certain_day(node.items[-1].date, printed, before)
    if isinstance(node, Period):
        return _is_certain_period(node, printed, before)
    if isinstance(node, Holiday):
        return node.year is not None or bool(_HOLIDAY_CUE.search(before))
    if isinstance(node, Weekend):
        return node.offset is not None or bool(re.search(r"\b[Aa]m\s+$", before))
    if isinstance(node, Neighbour) and node.unit == "day":
        return node.count > 1  # "an diesem Tag" points into the text
    if isinstance(node, Neighbour) and printed.lower() in COMPOUND_PARTS:
        return bool(_END_CUE.search(before)) and not _NOTICE.search(before)
    return isinstance(node, Neighbour | OrdinalPart | Half | RelativePeriod) or printed[0].isalpha()


def _is_certain_day(day: PartialDate, printed: str, before: str) -> bool:
    if day.day_offset is not None:
        said_more = day.day is not None or _ADJECTIVE.match(printed) is not None
        return said_more or not _NOT_THAT_DAY.search(before)
    if day.day is None:
        if day.weekday is None:
            return False  # a clock time
        if re.search(r"\b[Jj]ede[nmrs]?\s+$", before):
            return False
        said_more = day.offset is not None or day.week_offset is not None or day.clock is not None
        return said_more or bool(_WEEKDAY_CUE.search(before)) or day.part_of_day is not None
    if day.month is None:
        return day.weekday is not None
    if day.weekday is not None or re.search(r"[^\W\d_]", printed):
        return True
    return _is_certain_in_figures(day, printed, before)


def _is_certain_in_figures(day: PartialDate, printed: str, before: str) -> bool:
    """``12.03.2019`` is a date; ``1.1.13`` and ``3.4.`` need a word that calls for one."""
    if day.year is not None and re.search(r"\d{4}", printed):
        return day.year in BARE_YEARS and not re.fullmatch(r"\d{8}", printed)
    if day.year is not None:
        return bool(_PADDED.search(printed)) or _is_called_for(before)
    return printed.rstrip().endswith(".") and _is_called_for(before)


def _is_called_for(before: str) -> bool:
    cue = _CUE.search(before)
    return cue is not None and cue[0].strip() not in ("und", "oder", ",", "(", "")


def _is_certain_period(period: Period, printed: str, before: str) -> bool:
    if period.unit == "year":
        return period.part is not None or period.year in BARE_YEARS
    if period.unit == "month":
        if printed[0].isdigit():  # 05/2016 is also the number of a press release
            return bool(_MONTH_CUE.search(before)) and printed[:2].isdigit()
        if period.year is None and period.year_offset is None and period.part is None:
            return bool(_MONTH_CUE.search(before))
        return True
    if period.unit == "decade" and not re.search(r"\d{4}|Jahr|ern", printed):
        return False  # "der 90er Bus"
    if period.unit == "half_year" and period.number > 2:  # the term, said in general
        return period.year is not None or period.year_offset is not None
    if period.unit == "season":
        return period.year is not None or period.year_offset is not None
    return True


def _is_any_weekday(day: PartialDate) -> bool:
    if day.day is not None or day.day_offset is not None:
        return False
    return day.week_offset is None and not day.offset


def _is_certain_range(node: Range, printed: str, before: str) -> bool:
    first, last = node.first, node.last
    if isinstance(first, Period) and isinstance(last, Period) and first.unit == "year":
        years = (first.year or 0), (last.year or 0)
        if not (years[0] in BARE_YEARS and years[0] < years[1] <= years[0] + 100):
            return False
        return not printed[:9].isdigit() and (len(printed) >= 9 or bool(YEAR_CUE.search(before)))
    if isinstance(first, PartialDate) and isinstance(last, PartialDate):
        if not (first.names_a_day or last.names_a_day):
            return False
        if _is_any_weekday(first) and _is_any_weekday(last):
            return False  # opening hours
        if last.day is not None and last.month is None and first.month is None:
            return node.frame is not None
        if first.day is not None and last.day is None and last.clock is not None:
            return _is_certain_day(first, printed, before)
        if first.day is None and last.day is None and re.fullmatch(r"[\W\d]*", printed):
            return False
        if last.year is None and not re.search(r"[^\W\d_]{3}", printed):
            return printed.endswith(".") or _is_called_for(before)
        return True
    months = isinstance(first, Period) and first.unit == "month"
    if months and isinstance(last, Period) and last.year is None and last.year_offset is None:
        return bool(_MONTH_CUE.search(before))
    return True
