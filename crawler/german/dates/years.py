"""Are four figures in running text a year, or a count, a number or part of a name?

``1938``, ``seit 1983``, ``(deutsch 1976)``; not ``1500 Euro``, ``DIN 1946``, ``2000 Teilnehmer``,
``Agenda 2030``. Nothing marks a year in German, so the words on either side decide: what calls for
a year (``seit``), what counts (``rund``), what bears a number (``Zimmer``), what is counted (a noun
or an adjective and a noun behind the figures). Where they say nothing, figures of the last two
centuries are a year unless they are round.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BARE_YEARS = range(1000, 2101)
"""Four figures outside are no year unless more is said (``31.12.2150``)."""

_NEWS_YEARS = range(1900, 2041)
"""Years of which texts speak without a word that calls for one."""

_HISTORY = range(1500, 2101)
"""Years that need less than ``im Jahr`` before them."""


class Surroundings(NamedTuple):
    """What stands before and after a year, or before and after the list of years that it is in."""

    before: str
    after: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# -- Before ----------------------------------------------------------------------------------------

_JAHR = re.compile(r"(?:\b[Aa]nno|\b[\w-]*[Jj]ahr(?:e[ns]?|s|gangs?)?)\s+$")
_SEASON_OF_SPORTS = re.compile(r"\b(?:[\w-]*[Ss]aison|Spielzeit)\s+$")
CUE = re.compile(
    r"\b(?:[Ss]eit|[Bb]is|[Aa]b|[Vv]on|[Ss]chon|[Bb]ereits|[Ii]n|[Uu]m|[Aa]us|[Nn]ach|[Vv]or|"
    r"[Ff]ür|[Cc]a\.|[Ee]rst|[Nn]och|[Ww]ährend|[Zz]wischen|Anfang|Mitte|Ende|[Ss]pätestens|[Zz]uletzt|"
    r"(?:[Ss]eit|[Uu]m|[Bb]is)\s(?:etwa|circa|ca\.|rund|mindestens|zum Jahr)|"
    r"[Bb]is\s(?:Ende|Mitte|Anfang))\s+$"
)
_SINCE = re.compile(r"(?:[Ss]eit|[Aa]b|[Bb]is|[Ss]chon|[Bb]ereits|[Ee]rst)\b")
_OPENED = re.compile(r"\((?:[\w.]+,?\s)?$")
_BIBLIOGRAPHIC = re.compile(r"\([^()\d]{2,40}$")
_COUNTING = re.compile(
    r"(?:\b(?:[Rr]und|[Ee]twa|[Kk]napp|[Ff]ast|[Gg]ut|[Üü]ber|[Uu]nter|[Mm]ehr\sals|[Ww]eniger\sals|"
    r"[Bb]is\szu|[Cc]irca|[Uu]ngefähr|[Mm]indestens|[Hh]öchstens|[Mm]aximal|[Mm]inimal|[Nn]ahezu|"
    r"[Ii]nsgesamt|[Jj]eweils|[Ww]eiteren?|[Aa]lle|[Dd]iesen?|[Dd]ieser|[Bb]eiden?|[Pp]ro|[Jj]e|"
    r"[Aa]uf|[Bb]ei|(?<![Vv]erglichen\s)[Mm]it|[Gg]enau|[Nn]ur|[Kk]aum|[Ss]tatt|(?<!Vergleich\s)[Zz]u|[Ee]in|[Ee]ine[mnrs]?|[Mm]al|gar|"
    r"kostet(?:e|en)?|zählt(?:e|en)?|umfasst(?:e|en)?|plus|minus|durch|(?:sind|waren|wären|werden)\ses)|[x×*+=<>#]|\s:)\s*$"
)
# What bears a number, or a year as part of its name: "Zimmer 1984", "Agenda 2030"
_NUMBERED = _words(
    """DIN EN ISO IEC VDI VDE RFC IP PLZ BLZ IBAN ISBN ISSN GPS ICE RTX GTX Nr. No. S. Az. Art. Abs.
    Rn. Tel. Fax Nummer Nummern Zahl Zahlen Zimmer
    Raum Saal Seite Seiten Artikel Ziffer Ziffern
    Punkt Paragraf Paragraph Gebäude
    Postfach Konto Bankleitzahl Telefon Hotline Durchwahl Typ Modell
    Serie Klasse Linie Zug Flug Code Passwort Kennwort Kennzeichen Form Norm Fassung Vorlage
    Drucksache Satz Straße Str. Weg Platz Club Studio Hof Verordnung Richtlinie Los Standard
    Software Release Version Zähler Index Akte Kapitel Band Heft Natura Windows Office Boeing
    Airbus Agenda Horizont Horizon Horizonte Vision Visionen Strategie Plan Masterplan Leitbild
    Roadmap Perspektive Perspektiven Zukunft Initiative Konzept Ziel Ziele Fonds"""
)
_NUMBERED_ENDS = (
    *("nummer", "nummern", "kennzeichen", "zeichen", "straße", "strasse", "str.", "allee", "gasse"),
    *(
        "chaussee",
        "baureihe",
        "linie",
        "modell",
        "strategie",
        "initiative",
        "konzept",
        "aktionsplan",
    ),
)
_NO_NUMBER = ("WM", "EM", "OB")
_ATTACHED = re.compile(r"(?:[\w)]-|\d[\s.,:]|[_@/\\.§#+]|[§#]\s)$")
_AFTER_ARTICLE = re.compile(
    r"\b(?:[Dd](?:er|em|as|es|en|ie)|[Ee]ine?[mnrs]?|[Ss]eine?[mnrs]?|[Ii]hre?[mnrs]?)\s+$"
)
_HEAD_OF_SENTENCE = re.compile(r"(?:^|[a-zäöüß)\"“”»]{2}[.!?:]\s+|[.!?][\"“”»«]\s+|\n\s*|[–—]\s)$")
_BEING = re.compile(r"\b(?:wurde|ward|war|wird|ist|hieß|blieb|kam|ging|begann)\s+$")
_PAST_BEFORE = re.compile(
    r"\b(?:\w{2,}te|ge\w+t|gegründet|[Gg]eboren|erschienen|starb|zog|fand|schrieb|schuf|entstand|erschien|"
    r"erhielt|verlieh|geschrieben|gestorben|ließ|trat|ging|fuhr|stieß|verließ)\s+(?:\w+\s+)?$"
)
_PLURAL_VERB = re.compile(
    r"\b(?:haben|hatten|wurden|waren|sind|werden|kamen|hat|hatte|zählten)\s+$"
)

# -- After -----------------------------------------------------------------------------------------

_NOUN = re.compile(r"[^\S\n]+(?P<noun>[A-ZÄÖÜ][\w-]*)")
_ONE_THING = re.compile(
    r"\s+(?:(?:Vize|Bundes|Minister|Chef|Welt|Europa|Staats|Landes|Ehren)?"
    r"(?:[Pp]räsident|[Kk]anzler|[Mm]inister|[Pp]rofessor|[Dd]irektor|[Cc]hef|[Mm]eister|[Rr]ektor|"
    r"[Bb]ürgermeister|[Ss]ekretär|[Ss]precher|[Vv]orsitzender|[Mm]itglied|[Ll]eiter)(?:in)?\b|Gold\b|Silber\b|Bronze\b|"
    r"[A-ZÄÖÜ]\w+(?:ung|heit|keit|tion|ismus|tät)\b)"
)
_WORDS_AFTER = re.compile(
    r"[^\S\n]+(?P<first>[a-zäöüß]+)(?:\s+(?P<second>[a-zäöüß]+))?(?P<noun>\s+[A-ZÄÖÜ])?"
)
_ADJECTIVE = re.compile(r"\w{2,}(?:e|e[nrms])$")
_VERB = re.compile(r"(?!ge)\w{2,}(?<!ier)(?:te|ten|tet)$|ge\w+ierte?$")
_DEGREES = _words("""gut sehr besonders voll frisch neu hoch bestens schwer""")
_GRAMMAR = _words(
    """aber alle alles andere anderen auch außer beinahe dabei dabeigewesen darüber das dass dem den
    denen der deren des dessen die diese diesem diesen dieser dieses eine einem einen einer eines
    einige einigen erste ersten erster etliche ferner gegen gerade gleiche habe haben hatte
    hatten heute hinter ihre ihrem ihren ihrer immer jede jeden jeder jene jenem kamen keine
    keinem keinen keiner konnte konnten letzte letzten lange manche mehr mehrere musste mussten
    neben oder ohne seine seinem seinen seiner sie sogar sollte sollten später sondern starben
    trotz unter viele vielen während wäre waren wegen weiter weniger welche werde werden wieder
    wie wollte wollten worden wurde wurden würde würden zwischen über gingen gaben nahmen blieben
    standen lagen begannen erschienen zogen trafen übernahmen fanden erhielten bekamen verloren
    gewannen bestanden entstanden schrieben hieße seien sei ließen liegen stehen gehen kommen
    geben sehen nehmen finden zeigen gelten bleiben machen müssen können sollen wollen dürfen
    planen rechnen erwarten fordern laufen beginnen enden folgen leben arbeiten gehören gehörten
    hießen trugen brachten dachten treten traten sinken stiegen sanken steigen fielen fallen"""
)
_COUNTS_AFTER = re.compile(
    r"\s+(?:(?:mehr|weniger)(?=\s+als|\s*[.,;]|\s*$)|davon|weitere[nr]?|andere[nr]?|zusätzliche[nr]?|solche[nr]?|[Mm]al|zuvor|davor|"
    r"im\s+Vorjahr\b|statt\s+(?:bisher\s+)?\d|zu\s+\d+|und\s+mehr|von\s+(?:den\s+)?\d{2,}(?!\.))\b"
    r"|\s*(?:bis|und|oder|[-–])\s*(?:[3-9]\d{3}|2[2-9]\d\d|\d{5,}|\d{1,3}\.\d{3})\b"
    r"|\s*[x×*+=<>·]|\s:|:\d|[-–]\w*[A-Za-z]|-\s|°"
)
_VERB_AFTER = re.compile(
    r"\s(?:wurden?|wird|werden|war(?:en)?|ist|sind|hat(?:ten?)?|haben|gab|kam(?:en)?|ging(?:en)?|folgten?|"
    r"begann(?:en)?|startete[n]?|soll(?:en|te|ten)?|gründeten?|erhielt(?:en)?|erschien(?:en)?|starb|"
    r"zog(?:en)?|fand(?:en)?|übernahm(?:en)?|stieg(?:en)?|sank(?:en)?|lag(?:en)?|nahm(?:en)?|ließ(?:en)?|"
    r"entstand(?:en)?|wollten?|konnten?|mussten?|feierten?|gewann(?:en)?)\b"
)
_PARTICIPLE_AFTER = re.compile(
    r"\s+(?:(?:ge|be|er|ver|ent|zer|ein|auf|aus|ab|an|still|fertig|neu|um|über|unter|vor)\w*|\w+ier)"
    r"(?P<ending>te|ene|ten|enen|ter|ener|tes|enes|tem|enem)\s"
)
_PARTICIPLE = re.compile(r"\s+\w*(?:ge|be|er|ver|ent|miss|zer)\w+(?:t|en)\b(?!\s+[A-ZÄÖÜ])")
_CLOSED = re.compile(r"\s*[),;–—]|\s*$|[.!?](?!\d)")
_QUOTE_CLOSED = re.compile(r"[\"“”«»’]")

# "stieg von 1800 auf 1950"
_FROM = re.compile(r"\bvon\s+$")
_TO_FIGURES = re.compile(r"\s+auf\s+\d")

_JOINED = r"\s*(?:,|und|oder|sowie|bis|[-–—/])\s*"
_LISTED_BEFORE = re.compile(rf"(?:\b(?:1\d|20)\d\d{_JOINED})+$")
_LISTED_AFTER = re.compile(rf"(?:{_JOINED}(?:1\d|20)\d\d\b)+")


def surroundings(before: str, after: str) -> Surroundings:
    """What stands around the years that are listed with this one: ``2014, 2015 und 2016 Euro``."""
    listed = _listed_before(before)
    goes_on = _LISTED_AFTER.match(after)
    return Surroundings(
        before[: listed.start()] if listed else before, after[goes_on.end() :] if goes_on else after
    )


def _listed_before(before: str) -> re.Match[str] | None:
    return _LISTED_BEFORE.search(before) if _FIGURE.search(before[-_JOINT:]) else None


_FIGURE = re.compile(r"\d")
_JOINT = 9  # ", sowie "


def is_year(year: int, before: str, after: str) -> bool:
    """``seit 2014``; ``2018 wurden …`` at the head of a sentence; ``wurde 1962 stillgelegt``."""
    if year not in BARE_YEARS:
        return False
    is_listed = _listed_before(before) is not None
    before, after = surroundings(before, after)
    if _JAHR.search(before):
        return True
    if _COUNTS_AFTER.match(after):
        return False
    if _is_attribute(year, before, after):
        return True
    if _ATTACHED.search(before) or _is_numbered(before) or _COUNTING.search(before):
        return False
    if _FROM.search(before) and _TO_FIGURES.match(after):
        return False
    cue = CUE.search(before)
    if cue and cue[0].strip().lower() in ("für", "zwischen") and year % 100 == 0:
        return False  # "für 1900 im Monat", "zwischen 1900 und 2000"
    if cue or (_OPENED.search(before) and after[:1] == ")"):
        return year in _HISTORY and not _is_counted(year, after, cue[0] if cue else "")
    if year % 100 == 0 or (year % 50 == 0 and not is_listed):
        return _is_round_year(year, before, after)
    if _is_counted(year, after, "") and not _BEING.search(before):
        return False
    if _QUOTE_CLOSED.match(after):
        return False
    if year in _NEWS_YEARS:
        return True
    if year not in _HISTORY or _PLURAL_VERB.search(before):
        return False
    if year < 1700 or not (
        _CLOSED.match(after) or _VERB_AFTER.match(after) or _PARTICIPLE.match(after)
    ):
        return bool(_BEING.search(before) or _PAST_BEFORE.search(before))
    return True


def are_years(first: int, last: int, printed: str, before: str, after: str) -> bool:
    """``2014–2020``, ``zwischen 1950 und 1970``, ``(1898-1976)``: do two years bound a time?"""
    if first not in BARE_YEARS or not first < last <= first + 150 or _COUNTS_AFTER.match(after):
        return False
    if _JAHR.search(before):
        return True
    if _SEASON_OF_SPORTS.search(before):
        return False
    if _ATTACHED.search(before) or _is_numbered(before) or _COUNTING.search(before):
        return False
    if len(printed) < 9:  # 2014/15
        is_next = last == first + 1 and first in _NEWS_YEARS and "/" in printed
        return CUE.search(before) is not None or (is_next and not _COUNTS_AFTER.match(after))
    if (before.endswith("(") or re.search(r"[–—]\s$", before)) and after[:1] in (")", ",", ";"):
        return True
    if first not in _HISTORY or _is_counted(last, after, ""):
        return False
    if "auf" in printed:  # "stieg von 1800 auf 1950"
        return last == first + 1
    if last == first + 1:
        return True
    round_ones = sum(year % 100 == 0 for year in (first, last))
    return (
        round_ones == 0
        or (round_ones == 1 and CUE.search(before) is not None)
        or bool(re.search(r"(?:[Zz]wischen|[Vv]on)\s+$", before) and _VERB_AFTER.match(after))
    )


def _is_numbered(before: str) -> bool:
    """``Zimmer 1984``, ``Inventarnummer 1934``, ``Typ T 1900``; ``Initiative Stadt 2030``."""
    for word in [word.removesuffix(":") for word in before.split()[:-3:-1]]:
        if word in _NUMBERED or word.lower().endswith(_NUMBERED_ENDS):
            return True
        if word.isupper() and len(word) <= 2 and word not in _NO_NUMBER:
            return True
        if not word[:1].isupper():
            break
    return False


def _is_round_year(year: int, before: str, after: str) -> bool:
    """Round figures mostly count: a year they are only with a verb or a bracket to show it."""
    if year not in _NEWS_YEARS:
        return False
    if _HEAD_OF_SENTENCE.search(before):
        return bool(_VERB_AFTER.match(after))
    if _BIBLIOGRAPHIC.search(before) and after[:1] == ")":
        return True
    if _BEING.search(before):
        return not _NOUN.match(after)
    return False


def _is_attribute(year: int, before: str, after: str) -> bool:
    """``die 1962 stillgelegten Zechen``, but not of round figures (``die 2000 geförderten``)."""
    if year not in _HISTORY or year % 50 == 0 or not _AFTER_ARTICLE.search(before):
        return False
    return _PARTICIPLE_AFTER.match(after) is not None


def _is_counted(year: int, after: str, cue: str) -> bool:
    """Does a noun, or an adjective and its noun, stand behind the figures?

    After a word that says since when only if it is many things: ``ab 2000 Teilnehmern``, but
    ``ab 2005 Staatliche Universität``.
    """
    noun = _NOUN.match(after)
    if noun is not None:
        if _ONE_THING.match(after):
            return False
        if not _SINCE.match(cue):
            return True
        return year % 100 == 0 or noun["noun"].endswith("n")
    words = _WORDS_AFTER.match(after)
    if words is None or words["first"] in _GRAMMAR or (_SINCE.match(cue) and year % 100):
        return False
    first, second, ends = words["first"], words["second"], words["noun"]
    if first in _DEGREES:
        return ends is not None and second is not None and bool(_ADJECTIVE.fullmatch(second))
    if _VERB.fullmatch(first):
        return False
    if second is None:
        return ends is not None and bool(_ADJECTIVE.fullmatch(first))
    if second in _GRAMMAR:
        return False
    both = bool(_ADJECTIVE.fullmatch(first)) and bool(_ADJECTIVE.fullmatch(second))
    return ends is not None and both
