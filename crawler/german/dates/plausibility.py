"""Is what the grammar read in running text a date at all?

Figures with points are also paragraph numbers, versions and prices, ``Mai`` is also a surname, and
any four figures look like a year. What stands around them decides.
"""

from __future__ import annotations

import re

from crawler.german.dates.anchors import is_time_by_itself
from crawler.german.dates.grammar import WeekOf
from crawler.german.dates.holidays import Holiday
from crawler.german.dates.lists import Days, Periods
from crawler.german.dates.names import is_name
from crawler.german.dates.nodes import Neighbour, Node, PartialDate, Period, Shift, Weekend
from crawler.german.dates.period_parts import Half, OrdinalPart, RelativePeriod
from crawler.german.dates.ranges import Range
from crawler.german.dates.relative import COMPOUND_PARTS
from crawler.german.dates.years import BARE_YEARS, are_years, is_year

_LOOK_AROUND = 48
"""Characters looked at to either side."""
_CLOSE = 20
"""So far back stand the last words."""

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
    r"(?:\b(?:[Aa]m|[Vv]om|[Zz]um|[Bb]is|[Aa]b|[Ss]eit|[Vv]on|[Ff]ür|auf|[Dd]en|heute)|"
    r"(?:[a-z]tag|woch|abend)(?:,|\s(?:und|oder|sowie)))\s+$"
)
_HOLIDAY_CUE = re.compile(r"\b(?:[Aa]m|[Aa]n|[Vv]om|[Bb]is|[Aa]b|[Ss]eit)\s+$")
_ALSO_NAMES = re.compile(r"(?:Mai|März|Maerz|April|August)\b", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"(?:[A-ZÄÖÜ][\w.-]*[\w.]|[„“\"»])\s*$")
_SEASON_CUE = re.compile(
    r"\b(?:[Ii]m|[Aa]b|[Ss]eit|[Bb]is(?:\szum)?|[Vv]om|[Zz]um|[Gg]egen|[Nn]ach\sdem|[Vv]or\sdem|[Ff]ür\sden|"
    r"[Dd]en\sganzen|[Dd]es|gesamten|[Ss]päten|[Ff]rühen|[Ii]n\sdiesem|[Ss]chon|[Ii]n\sjenem)\s+$"
)
_SEASON = re.compile(r"(?:[Ff]rühjahr|[Ff]rühling|[Ss]ommer|[Hh]erbst|[Ww]inter)")
_IN_GENERAL = re.compile(
    r"\b(?:gern|traditionell|meist(?:ens)?|immer|oft|stets|üblich\w*|alljährlich|gewöhnlich|jede[nmrs]?|"
    r"häufig|manchmal|mitten|typisch\w*|normalerweise|jeweils)\b"
)
# "soll im Frühjahr beginnen", "feierte er im Frühling": what was or will be, once
_TOLD = re.compile(
    r"\b(?:war(?:en)?|hat(?:ten?)?|haben|hatte|wird|werden|soll(?:en)?|will|wollen|könn(?:en|ten?)|dürften?|"
    r"geplant|beginn\w*|starte[tn]|erst|schon|bereits|spätestens|voraussichtlich|kam(?:en)?|ging(?:en)?|"
    r"fand(?:en)?|gab(?:en)?|begann(?:en)?|erschien(?:en)?|fiel(?:en)?|zog(?:en)?|starb|geht|kommt|folgt|endet|"
    r"(?!heute|letzte|erste|weite|beste|meiste|rechte|bunte|harte|alte)[a-zäöüß]{3,}ten?|"
    r"\w+(?:be|ge|er|ver|ent)\w+t\sworden)\b"
)
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
    r"Besuche|Stück|Punkte|Quadratmeter|Seiten|Studierende|Stellen|Watt|Kilowatt|MW|Hektar)|[\w_@]|[.–-]\d|"
    r"\.(?:pdf|html?|docx?|xlsx?|jpe?g|png|zip|txt|php)\b|[-–](?:[A-ZÄÖÜ]\w)|/\w"
)
# "die Mobilität von morgen", "jeden Morgen", "von heute"
_NOT_THAT_DAY = re.compile(
    r"\b(?:[Gg]uten|jeden|(?:hier|gestern|Gestern)\sund|[Vv]on|[Vv]on\sheute\sauf|am|für|ab|[Bb]is|als)\s+$"
)
_ADJECTIVE = re.compile(r"(?:heutig|gestrig|morgig)\w+\s")
_A_NUMBER = re.compile(r"\b(?:eine?[mnrs]?|halbe[ns]?|\d+)\s+$")
_NIGHT_FROM = re.compile(r"[Nn]acht\s(?:von|vom)\s+$")
_ANY_SUCH = re.compile(r"\b[Jj]ede[nmrs]?\s+$")
_AND = re.compile(r"\b(?:und|sowie|oder)\b")
_PADDED = re.compile(r"\d\d\.\s?\d\d\.\s?\d\d$")


def is_date(node: Node, text: str, start: int, end: int, *, tag: bool = False) -> bool:
    """Decide on ``text[start:end]``, read as ``node``; with ``tag`` as TimeML would."""
    before = text[max(0, start - _LOOK_AROUND) : start]
    if _NO_DATE_AFTER.match(text, end) or is_name(text, start, end):
        return False
    if text[start].isdigit() and _NO_DATE_BEFORE.search(before):
        return False
    printed, after = text[start:end], text[end : end + _LOOK_AROUND]
    if printed.isdigit() and isinstance(node, Period) and node.unit == "year":
        return is_year(int(printed), before, after)
    if tag and is_amount(node):
        return False
    if tag and is_time_by_itself(node, printed, before):
        return not (_ANY_SUCH.search(before) or _A_NUMBER.search(before))
    return _is_certain(node, printed, before, after)


def is_amount(node: Node) -> bool:
    """``vor drei Jahren``, ``in den letzten zwölf Monaten``: a duration to TimeML."""
    return isinstance(node, Shift) or (isinstance(node, Neighbour) and node.count > 1)


def _is_certain(node: Node, printed: str, before: str, after: str) -> bool:
    if _ANY_SUCH.search(before):
        return False
    if isinstance(node, Range):
        return _is_certain_range(node, printed, before, after)
    if isinstance(node, PartialDate):
        return _is_certain_day(node, printed, before)
    if isinstance(node, WeekOf):
        return True
    if isinstance(node, Days):
        return _is_certain_day(node.items[-1].date, _AND.sub(" ", printed), before)
    if isinstance(node, Period):
        return _is_certain_period(node, printed, before, after)
    if isinstance(node, Periods):
        return _is_certain_period(node.parts[-1].period, printed, before, after)
    if isinstance(node, Holiday):
        return node.year is not None or bool(_HOLIDAY_CUE.search(before))
    if isinstance(node, Weekend):
        return node.offset is not None or bool(re.search(r"\b[Aa]m\s+$", before))
    if isinstance(node, Neighbour) and node.unit == "day":
        return node.count > 1  # "an diesem Tag" points into the text
    if isinstance(node, Neighbour) and printed[0] in "TJMW" and " " in printed:
        return not _A_NUMBER.search(before)  # "Jahr zuvor", but "ein Jahr zuvor"
    if isinstance(node, Neighbour) and printed.lower() in COMPOUND_PARTS:
        return bool(_END_CUE.search(before)) and not _NOTICE.search(before)
    return isinstance(node, Neighbour | OrdinalPart | Half | RelativePeriod) or printed[0].isalpha()


def _is_certain_day(day: PartialDate, printed: str, before: str) -> bool:
    if day.day_offset is not None:
        said_more = day.day is not None or _ADJECTIVE.match(printed) is not None
        said_more = said_more or day.part_of_day is not None or len(printed) > len("gestern")
        return said_more or not _NOT_THAT_DAY.search(before[-_CLOSE:])
    if day.day is None:
        if day.weekday is None:
            return False  # a clock time
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


_DAY_BEFORE = re.compile(r"\d\.\s?$")


def _is_certain_period(period: Period, printed: str, before: str, after: str) -> bool:
    if period.unit == "year":
        return period.part is not None or (period.year or 0) in BARE_YEARS
    if period.unit == "month":
        if _DAY_BEFORE.search(before):
            return False  # "2. Juli 936", "31. Februar": a day that is none of ours
        if printed[0].isdigit():  # 05/2016 is also the number of a press release
            return bool(_MONTH_CUE.search(before)) and printed[:2].isdigit()
        if period.year is None and period.year_offset is None and period.part is None:
            return _is_called_month(printed, before)
        return True
    if period.unit == "decade" and "ahr" not in printed:
        if re.match(r"\s[A-ZÄÖÜ]", after):
            return False  # "der 90er Bus", "die 1500er Marke"
        return printed[0].isalpha() or bool(re.search(r"\d{4}|ern", printed))
    if period.unit == "half_year" and period.number > 2:  # the term, said in general
        return period.year is not None or period.year_offset is not None
    if period.unit == "season" and period.year is None and period.year_offset is None:
        return _is_one_season(printed, before, after)
    return True


def _is_called_month(printed: str, before: str) -> bool:
    """A month without its year: ``im Mai``; ``Juni`` alone, which is nobody's surname."""
    if _MONTH_CUE.search(before):
        return True
    return not _ALSO_NAMES.match(printed) and not _NAME_BEFORE.search(before)


def _is_one_season(printed: str, before: str, after: str) -> bool:
    """``im Frühjahr`` of one year; ``im Sommer ist es warm, im Winter kalt`` of every."""
    if not _SEASON_CUE.search(before[-_CLOSE:]):
        return False
    around = f"{before} {after}"
    if _IN_GENERAL.search(around) or not _TOLD.search(around):
        return False
    return all(other in printed for other in _SEASON.findall(around))


def _runs_to_figures(node: Range) -> bool:
    """``am 5. Februar auf 2500``: from a day to four figures."""
    last = node.last
    to_year = isinstance(last, Period) and last.unit == "year" and last.part is None
    return to_year and isinstance(node.first, PartialDate)


def _is_any_weekday(day: PartialDate) -> bool:
    if day.day is not None or day.day_offset is not None:
        return False
    return day.week_offset is None and not day.offset


def _is_certain_range(node: Range, printed: str, before: str, after: str) -> bool:
    first, last = node.first, node.last
    if isinstance(first, Period) and isinstance(last, Period) and first.unit == "year":
        return are_years(first.year or 0, last.year or 0, printed, before, after)
    if _runs_to_figures(node) and " auf " in printed:
        return False
    if isinstance(first, PartialDate) and isinstance(last, PartialDate):
        if not (first.names_a_day or last.names_a_day):
            return False
        if _is_any_weekday(first) and _is_any_weekday(last):
            return _NIGHT_FROM.search(before) is not None  # else opening hours
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
        return _is_called_month(printed, before)
    return True
