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
    9: "september sept sep septembers",
    10: "oktober okt oktobers october oct",
    11: "november nov novembers",
    12: "dezember dez dezembers december dec",
}

# Monday is 0, as in datetime.date.weekday()
WEEKDAYS: dict[int, str] = {
    0: "montag montags mo mon monday",
    1: "dienstag dienstags di tue tues tuesday",
    2: "mittwoch mittwochs mi mittw wed wednesday",
    3: "donnerstag donnerstags do don donn thu thur thurs thursday",
    4: "freitag freitags fr fre fri friday",
    5: "samstag samstags sonnabend sonnabends sa sam sat saturday",
    6: "sonntag sonntags so son sonn sun sunday",
}

# Days from the reference
DAY_WORDS: dict[int, str] = {
    -3: "vorvorgestern",
    -2: "vorgestern",
    -1: "gestern gestrigen",
    0: "heute heut heutigen heutiger",
    1: "morgen morgigen",
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
    "minute": "minute minuten min mins m",
    "hour": "stunde stunden std stdn h hour hours",
    "day": "tag tage tagen tages days day",
    "week": "woche wochen wo weeks week",
    "month": "monat monate monaten monats months month",
    "quarter": "quartal quartale quartals quartalen vierteljahr vierteljahres",
    "half": "halbjahr halbjahre halbjahres halbjahren",
    "year": "jahr jahre jahren jahres j years year",
    "decade": "jahrzehnt jahrzehnte jahrzehnten jahrzehnts dekade dekaden",
    "century": "jahrhundert jahrhunderte jahrhunderts jahrhunderten jh jhdt jhd jhs",
}

UNIT_NAMES: tuple[str, ...] = tuple(UNITS)

SEASONS: dict[int, str] = {
    21: "frühling frühjahr frühlings frühjahrs frühlinge spring",
    22: "sommer sommers summer",
    23: "herbst herbsts herbstes spätherbst autumn",
    24: "winter winters",
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
ENDINGS = ("e", "en", "er", "es", "em")

# Words that may stand around a date and say nothing about it
FUNCTION_WORDS: dict[str, str] = {
    "article": "den der dem des das die",
    "on": "am an im in ab vom von zum zur on of für per seit ins zu",
    "at": "um at",
    "about": "ca circa zirka gegen etwa ungefähr rund so pünktlich genau exakt schon bereits fast "
    "knapp spätestens frühestens jeweils erst noch gut nur voraussichtlich",
    "to": "bis auf",
    "and": "und sowie oder",
    "between": "zwischen",
    "ago": "vor",
    "after": "nach",
    "clock": "uhr",
    "half_to": "halb",
    "quarter_of": "viertel dreiviertel",
    "few": "paar einigen einige wenigen wenige mehreren",
    "now": "jetzt nun",
    "this_year": "heuer heurigen heuriger",
    "rest": "rest",
    "label": "stichtag frist fristende einsendeschluss bewerbungsschluss anmeldeschluss deadline "
    "datum stand erschienen erscheinungsdatum veröffentlicht publiziert erstellt aktualisiert "
    "geändert zuletzt ablauf einreichungsfrist bewerbungsfrist antragsfrist abgabefrist",
    "weekend": "wochenende wochenendes wochenenden",
    "workdays": "arbeitswoche",
    "calendar_week": "kw kalenderwoche kalenderwochen",
    "summer_term": "sommersemester sose ss",
    "winter_term": "wintersemester wise ws",
    "quarter_sign": "q",
    "suffix": "te ten ter tes tem st nd rd th",
    "nights": "nächte nächten übernachtung übernachtungen ün",
}

ZONES: dict[int, str] = {0: "utc gmt z wez", 60: "mez cet", 120: "mesz cest"}
"""Minutes east of UTC for the zones German pages print."""
