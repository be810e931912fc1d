"""The words of German dates: one table, every spelling, and what each spelling stands for.

Words stand in their dictionary spelling; ``vocabulary`` adds those without umlauts.
Austrian (Jänner, Feber, heuer, Sonnabend is northern), Swiss and the English names that stand in
meta dates (RFC 2822, ``Oct``) are included.
"""

from __future__ import annotations

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
WHICH: dict[int, str] = {
    -2: "vorletzt vorvergangen vorvorig",
    -1: "letzt vergangen vorig verflossen vorangegangen vorherig zurückliegend",
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
    "quarter": "quartal quartale quartals quartalen vierteljahr vierteljahres",
    "half": "halbjahr halbjahre halbjahres halbjahren hj",
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
    "projektlaufzeit gültig laufe verlauf veröffentlichungsdatum erstellungsdatum änderungsdatum",
    "clock_label": "beginn start einlass punkt schlag uhrzeit anpfiff",
    "measure": "prozent prozentpunkte prozentpunkten euro cent dollar franken millionen milliarden "
    "mio mrd meter metern kilometer kilometern grad punkte punkten",
    "weekend": "wochenende wochenendes wochenenden",
    "workdays": "arbeitswoche",
    "calendar_week": "kw kalenderwoche kalenderwochen w",
    "summer_term": "sommersemester sommersem sommerhalbjahr sose ss",
    "winter_term": "wintersemester wintersem winterhalbjahr wise ws",
    "quarter_sign": "q",
    "suffix": "te ten ter tes tem st nd rd th",
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
    "jahr jahre jahres jahren anno kalenderjahr haushaltsjahr geschäftsjahr wirtschaftsjahr "
    "förderjahr berichtsjahr schuljahr studienjahr jahrgang"
)

# A full stop after a name of up to four letters belongs to it, but for these; and to these longer
NO_ABBREVIATIONS = "mai may juni june juno juli july marz tag tage jahr day"
LONG_ABBREVIATIONS = "mittw thurs octbr oktbr septbr novbr dezbr decbr jänn"
