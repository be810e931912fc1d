"""The words of German dates: one table, every spelling, and what each spelling stands for.

Words stand in their dictionary spelling; ``vocabulary`` adds those without umlauts.
Austrian (Jänner, Feber, heuer, Sonnabend is northern), Swiss and the English names that stand in
meta dates (RFC 2822, ``Oct``) are included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from crawler.german.words.spelling import written_out

# -- Numbers in words, as German dates and amounts of time spell them, and in Roman figures --------

CARDINALS: dict[int, str] = {
    0: "null",
    1: "ein eine einem einen einer eines eins",
    2: "zwei zwo beiden",
    3: "drei",
    4: "vier",
    5: "fünf",
    6: "sechs",
    7: "sieben",
    8: "acht",
    9: "neun",
    10: "zehn",
    11: "elf",
    12: "zwölf dutzend",
    13: "dreizehn",
    14: "vierzehn",
    15: "fünfzehn",
    16: "sechzehn",
    17: "siebzehn",
    18: "achtzehn",
    19: "neunzehn",
}
TENS: dict[int, str] = {
    20: "zwanzig",
    30: "dreißig",
    40: "vierzig",
    50: "fünfzig",
    60: "sechzig",
    70: "siebzig",
    80: "achtzig",
    90: "neunzig",
}
ONES = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")

ORDINAL_STEMS: dict[int, str] = {
    1: "erst",
    2: "zweit",
    3: "dritt",
    4: "viert",
    5: "fünft",
    6: "sechst",
    7: "siebt siebent",
    8: "acht",
    9: "neunt",
    10: "zehnt",
    11: "elft",
    12: "zwölft",
    13: "dreizehnt",
    14: "vierzehnt",
    15: "fünfzehnt",
    16: "sechzehnt",
    17: "siebzehnt",
    18: "achtzehnt",
    19: "neunzehnt",
    20: "zwanzigst",
    30: "dreißigst",
    31: "einunddreißigst",
}

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi"
ROMAN: dict[str, int] = {figures: number for number, figures in enumerate(_ROMAN.split(), start=1)}


MONTHS: dict[int, str] = {
    1: "januar jänner jan jän januars jänners january",
    2: "februar feber feb febr februars febers february",
    3: "märz mär mrz maerz märzes march mar",
    4: "april apr aprils",
    5: "mai may",
    6: "juni jun juno junis june",
    7: "juli jul julei julis july",
    8: "august aug augusts",
    9: "september sept sep septembers septbr",
    10: "oktober okt oktobers october oct oktbr octbr",
    11: "november nov novembers novbr",
    12: "dezember dez dezembers december dec dezbr decbr",
}

# Monday is 0, as in datetime.date.weekday()
WEEKDAYS: dict[int, str] = {
    0: "montag montags mo mon monday",
    1: "dienstag dienstags di tue tues tuesday",
    2: "mittwoch mittwochs mi mitt mittw wed wednesday",
    3: "donnerstag donnerstags do don donn thu thur thurs thursday",
    4: "freitag freitags fr fre fri friday",
    5: "samstag samstags sonnabend sonnabends sa sam sbd sat saturday",
    6: "sonntag sonntags so son sonn sun sunday",
}

# Days from the reference
DAY_WORDS: dict[int, str] = {
    -3: "vorvorgestern",
    -2: "vorgestern",
    -1: "gestern gestrigen gestrige gestriger gestrigem",
    0: "heute heut heutigen heutige heutiger heutigem",
    1: "morgen morgigen morgige morgiger morgigem",
    2: "übermorgen",
    3: "überübermorgen",
}

# Which one, counted from the present one
OFFSETS: dict[int, str] = {
    -2: "vorletzt vorvergangen vorvorig",
    -1: "letzt vergangen vorig verflossen abgelaufen vorangegangen vorherig zurückliegend",
    0: "dies aktuell laufend jetzig selb gleich",
    1: "nächst kommend folgend nächstfolgend darauffolgend",
    2: "übernächst",
}

UNITS: dict[str, str] = {
    "second": "sekunde sekunden sek sec s",
    "quarter_hour": "viertelstunde viertelstunden",
    "minute": "minute minuten min mins m",
    "hour": "stunde stunden std stdn h hour hours",
    "day": "tag tage tagen tages days day",
    "week": "woche wochen wo weeks week",
    "month": "monat monate monaten monats months month",
    "quarter": "quartal quartale quartals quartales quartalen "
    "vierteljahr vierteljahrs vierteljahres",
    "half": "halbjahr halbjahre halbjahrs halbjahres halbjahren hj",
    "year": "jahr jahre jahren jahres j years year",
    "decade": "jahrzehnt jahrzehnte jahrzehnten jahrzehnts dekade dekaden",
    "century": "jahrhundert jahrhunderte jahrhunderts jahrhunderten jh jhdt jhd jhs",
}

UNIT_NAMES: tuple[str, ...] = tuple(UNITS)

SEASONS: dict[int, str] = {
    21: "frühling frühjahr frühlings frühjahrs frühlinge spring",
    22: "sommer sommers frühsommer hochsommer spätsommer summer",
    23: "herbst herbsts herbstes frühherbst spätherbst autumn",
    24: "winter winters spätwinter",
}

# The hour that stands for a part of the day when no clock time is given
DAY_PARTS: dict[int, str] = {
    0: "mitternacht mitternachts",
    6: "früh morgens frühmorgens morgen morgenstunden",
    9: "vormittag vormittags vormittage",
    12: "mittag mittags",
    15: "nachmittag nachmittags",
    18: "abend abends abende spätabends",
    22: "nacht nachts",
}

PARTS: dict[int, str] = {1: "anfang beginn", 2: "mitte", 3: "ende"}

# Second halves of compounds: Dezemberhälfte, Maiwoche, Maiwochenende; Freitagabend
MONTH_COMPOUNDS: dict[str, str] = {"half": "hälfte", "week": "woche", "weekend": "wochenende"}
WEEKDAY_COMPOUNDS: dict[int, str] = {
    6: "früh morgen morgens",
    9: "vormittag vormittags",
    12: "mittag mittags",
    15: "nachmittag nachmittags",
    18: "abend abends",
    22: "nacht nachts",
}

ENDINGS = ("e", "en", "er", "es", "em")

# Words that may stand around a date and say nothing about it
FUNCTION_WORDS: dict[str, str] = {
    "article": "den der dem des das die",
    "on": "am an im in ab vom von zum zur on of für per seit ins zu während",
    "at": "um at",
    "inclusive": "einschließlich einschl inklusive inkl",
    "aside": "jedoch aber allerdings zunächst möglichst",
    "each": "täglich je",
    "in_force": "kraft getreten tritt treten trat traten inkrafttreten außerkrafttreten wirkung "
    "wirksam rückwirkend gültigkeit geltung mit",
    "about": "ca circa zirka gegen etwa ungefähr rund so pünktlich genau exakt schon bereits fast "
    "knapp spätestens frühestens jeweils erst noch gut nur voraussichtlich",
    "to": "bis auf",
    "and": "und u sowie oder",
    "between": "zwischen",
    "ago": "vor",
    "after": "nach",
    "clock": "uhr",
    "half_to": "halb",
    "quarter_of": "viertel dreiviertel",
    "few": "paar einigen einige wenigen wenige mehreren",
    "now": "jetzt nun sofort",
    "this_year": "heuer heurigen heuriger",
    "rest": "rest",
    "label": "stichtag frist fristende einsendeschluss bewerbungsschluss anmeldeschluss deadline "
    "datum stand erschienen erscheinungsdatum veröffentlicht publiziert erstellt aktualisiert "
    "geändert zuletzt änderung aktualisierung ablauf einreichungsfrist bewerbungsfrist "
    "antragsfrist abgabefrist anmeldefrist termin termine wann zeit zeitraum laufzeit "
    "projektlaufzeit gültig laufe verlauf veröffentlichungsdatum erstellungsdatum änderungsdatum "
    "förderzeitraum bewilligungszeitraum projektzeitraum veranstaltungszeitraum "
    "bewerbungszeitraum antragszeitraum förderdauer projektdauer dauer gültigkeitsdauer "
    "geltungsdauer vertragslaufzeit förderlaufzeit abgabetermin einreichungstermin "
    "veranstaltungsdatum veranstaltungstermin bewilligungsdatum",
    "clock_label": "beginn start einlass punkt schlag uhrzeit anpfiff",
    "measure": "prozent prozentpunkte prozentpunkten euro cent dollar franken millionen milliarden "
    "mio mrd meter metern kilometer kilometern grad punkte punkten",
    "weekend": "wochenende wochenendes wochenenden",
    "workdays": "arbeitswoche",
    "calendar_week": "kw kalenderwoche kalenderwochen w",
    "summer_term": "sommersemester sommersem sommerhalbjahr sose ss",
    "winter_term": "wintersemester wintersem winterhalbjahr wise ws",
    "quarter_sign": "q",
    "suffix": "te ten ter tes tem ste sten ster stes stem st nd rd th",
    "nights": "nächte nächten übernachtung übernachtungen ün",
}

ZONES: dict[int, str] = {
    -480: "pst",
    -420: "pdt",
    -300: "est",
    -240: "edt",
    0: "utc gmt z wez",
    60: "mez cet bst",
    120: "mesz cest",
    180: "msk",
}
"""Minutes east of UTC for the zones German pages and RFC 2822 headers print."""

# Words before four figures that make them a year
YEAR_NAMES = (
    "jahr jahre jahres jahren anno kalenderjahr kalenderjahre haushaltsjahr haushaltsjahre "
    "haushaltsjahren geschäftsjahr geschäftsjahre wirtschaftsjahr wirtschaftsjahre förderjahr "
    "förderjahre förderjahren berichtsjahr berichtsjahre schuljahr schuljahre studienjahr "
    "jahrgang doppelhaushalt doppelhaushalts doppelhaushalte doppeljahr haushalt haushalts etat "
    "förderperiode programmperiode förderphase projektjahr rechnungsjahr steuerjahr saison "
    "spielzeit"
)

# A full stop after a name of up to four letters belongs to it, but for these; and to these longer
NO_ABBREVIATIONS = "mai may juni june juno juli july marz tag tage jahr day"
LONG_ABBREVIATIONS = "mittw thurs octbr oktbr septbr novbr dezbr decbr jänn"


# -- Slips of the pen ------------------------------------------------------------------------------

_SHORTEST_MISSPELT = 5
_NAMED_MONTHS = {
    number: name
    for number, names in MONTHS.items()
    for name in names.split()[:1]
    if len(name) >= _SHORTEST_MISSPELT
}


@lru_cache(maxsize=1_000)
def month_meant(word: str) -> int | None:
    """The month whose name ``word`` is but for one slip of the pen.

    For words that are in no other table, behind the number of a day: ``12. Febuar``, ``1. Augsut``.
    """
    if len(word) < _SHORTEST_MISSPELT - 1:
        return None
    meant = [number for number, name in _NAMED_MONTHS.items() if _is_slip_of(word, name)]
    return meant[0] if len(meant) == 1 else None


def _is_slip_of(word: str, name: str) -> bool:
    """Whether one letter more, less or other, or two swapped, make the one word the other."""
    if abs(len(word) - len(name)) > 1 or word[0] not in name[:2]:
        return False
    same = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), None)
    if same is None:
        return True  # one letter more or less at the end
    ours, theirs = word[same:], name[same:]
    swapped = ours[:2] == theirs[:2][::-1] and ours[2:] == theirs[2:]
    return swapped or ours[1:] == theirs[1:] or ours[1:] == theirs or ours == theirs[1:]


# -- Looking up a word: folded, in every spelling, with what it means to the grammar ---------------

Meaning = tuple[str, int]
"""What a word is (its kind in the grammar) and its value, e.g. ``("month", 3)``."""


def fold(word: str) -> str:
    """Lower case, with ä, ö, ü, ß written as ae, oe, ue, ss."""
    return written_out(word.lower())


_WITHOUT_UMLAUT = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def spellings(listed: str) -> Iterator[str]:
    """Every folded spelling of the words in a space-separated list."""
    for word in listed.split():
        yield fold(word)
        yield word.translate(_WITHOUT_UMLAUT)


def _entries(kind: str, table: Mapping[int, str]) -> Iterator[tuple[str, Meaning]]:
    for value, listed in table.items():
        for word in spellings(listed):
            yield word, (kind, value)


def _inflected(table: Mapping[int, str]) -> dict[int, str]:
    return {
        value: " ".join(stem + ending for stem in stems.split() for ending in ("", *ENDINGS))
        for value, stems in table.items()
    }


def _compound_numbers() -> Iterator[tuple[int, str]]:
    for ten, tens in TENS.items():
        yield ten, tens
        for one, ones in enumerate(ONES, start=1):
            yield ten + one, f"{ones}und{tens}"


def _ordinals() -> dict[int, str]:
    stems = dict(ORDINAL_STEMS)
    for one, word in enumerate(ONES, start=1):
        stems[20 + one] = f"{word}undzwanzigst"
    return {
        value: " ".join(stem + ending for stem in listed.split() for ending in ENDINGS)
        for value, listed in stems.items()
    }


def _month_compounds() -> Iterator[tuple[str, Meaning]]:
    for number, listed in MONTHS.items():
        for month in listed.split()[:2] if number == 1 else listed.split()[:1]:  # Jännerwoche
            for what, second in MONTH_COMPOUNDS.items():
                for word in spellings(month + second):
                    yield word, (f"month_{what}", number)


def _weekday_compounds() -> Iterator[tuple[str, Meaning]]:
    """``Freitagabend``: the value is the hour of the week."""
    for number, listed in WEEKDAYS.items():
        for weekday in (word for word in listed.split() if word.endswith(("tag", "woch", "abend"))):
            for hour, parts in WEEKDAY_COMPOUNDS.items():
                for word in spellings(" ".join(weekday + part for part in parts.split())):
                    yield word, ("weekday_part", 24 * number + hour)


def _vocabulary() -> dict[str, Meaning]:
    """Later entries win, so the order below settles words with two meanings.

    ``morgen`` stays the day after (the day-part rule asks for the word itself), ``so`` stays Sunday
    (the rule for "so gegen 15 Uhr" asks for the word itself).
    """
    groups: Iterable[Iterator[tuple[str, Meaning]]] = (
        (
            (word, (kind, 0))
            for kind, listed in FUNCTION_WORDS.items()
            for word in spellings(listed)
        ),
        _entries("offset", _inflected(OFFSETS)),
        _entries("ordinal", _ordinals()),
        _entries("number", CARDINALS),
        _entries("number", dict(_compound_numbers())),
        _entries("unit", {i: UNITS[name] for i, name in enumerate(UNIT_NAMES)}),
        _entries("zone", ZONES),
        _entries("season", SEASONS),
        _entries("day_part", DAY_PARTS),
        _entries("part", PARTS),
        _entries("day_word", DAY_WORDS),
        _entries("weekday", WEEKDAYS),
        _entries("month", MONTHS),
        _month_compounds(),
        _weekday_compounds(),
    )
    return {word: meaning for group in groups for word, meaning in group}


VOCABULARY: dict[str, Meaning] = _vocabulary()
"""Every known folded word and its meaning."""


_NO_ABBREVIATIONS = frozenset(spellings(NO_ABBREVIATIONS))
_LONG_ABBREVIATIONS = frozenset(spellings(LONG_ABBREVIATIONS))


def is_abbreviation(word: str) -> bool:
    """Does a full stop after the word belong to it (``Sept.``, ``Mittw.``), not to the sentence?"""
    return word in _LONG_ABBREVIATIONS or (len(word) <= 4 and word not in _NO_ABBREVIATIONS)
