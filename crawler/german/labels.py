"""Labels of values on German portals (``Quelle:``, ``Stichtag:``) and the field each stands for.

One vocabulary for every reader: page layouts that meet ``<dt>Quelle</dt>`` or ``<strong>Quelle:
</strong>``, text exports whose trailer is one line, and the credits step. Collected from TYPO3
portals (trailer, head line of calls and documents) and Government Site Builder pages (image
block, date lines, "Weitere Informationen").

A colon is what makes a word a label. Without one a label must be the whole text (a ``<dt>``, a
heading), or be followed by what only a label has after it: a date for date labels (``Stand
12.03.2019``), ``©`` for image labels; ``©`` itself needs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from crawler.german.caching import remembered

LabelField = Literal[
    "source",  # Quelle: of the article, or of an image where it stands in an image block
    "editor",  # Redaktion
    "author",  # Autor, Autorin
    "places",  # Länder / Organisationen
    "topics",  # Themen, Schlagworte
    "event",  # Termin, Wann, Zeitraum: when it takes place
    "deadline",  # Stichtag, Frist
    "published",  # Erscheinungsdatum, Veröffentlicht am
    "updated",  # Stand, Zuletzt geändert
    "image_credit",  # Foto, Bildquelle, ©
    "further_reading",  # Zum Nachlesen
    "further_information",  # Weitere Informationen
    "funding_agency",  # Projektträger
]
OF_TRAILER: Final[frozenset[LabelField]] = frozenset({"source", "editor", "places", "topics"})
"""What signs an article, in the lines under it."""
OF_SECTIONS: Final[frozenset[LabelField]] = frozenset(
    {"further_reading", "further_information", "funding_agency"}
)
"""Labels that head what stands behind an article."""
OF_LISTS: Final[frozenset[LabelField]] = frozenset({"places", "topics"})
"""Labels with several values, each a name."""
OF_DATES: Final[frozenset[LabelField]] = frozenset({"published", "updated", "deadline", "event"})


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: ``text`` as printed without its colon; the value starts at ``end``."""

    field: LabelField
    text: str
    start: int
    end: int


_MONTH = r"(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]*\.?"
_OPENING_DAY = r"[\s:]*(?:(?:am|vom|ab|den|der)\s+|[A-Za-z]{2,10}(?:tag|woch|abend)?[.,]*,\s*)*"
_RANGE = (
    _OPENING_DAY + rf"\d{{1,2}}\.?\s?(?:\d{{1,2}}\.\s?|{_MONTH}\s?)?(?:\d{{4}}\s?)?"
    r"(?:bis(?:\szum)?|[-–—])\s*(?:[a-zA-Z]{2,10},?\s+)?\d{1,2}\."
)
"""``12.11.2019 bis 13.11.2019``, ``12. – 14. Mai``: days of an event, none of publication."""
_DAY = re.compile(
    rf"{_OPENING_DAY}(?:\d{{1,2}}\.?\s?(?:[-–—+/]|bis|und|\d{{1,2}}\.|{_MONTH})"
    rf"|\d{{4}}-\d{{2}}-\d|{_MONTH}\s\d{{1,2}},)",
    re.IGNORECASE,
)

_FURTHER_READING = ("Zum Nachlesen", "Nachzulesen")
# Patterns are alternatives of one field. Longer ones first, so that "Länder / Organisationen" is
# not read as "Länder" with an odd value.
_WORDS: dict[LabelField, tuple[str, ...]] = {
    "source": (r"Quelle\(n\)", r"(?:Text|Original)?[Qq]uellen?", r"Quellenangaben?"),
    "editor": (r"Redaktion",),
    "author": (r"Autor(?:in|[:/*_]in|Innen|en)?", r"Verfasser(?:in|[:/*_]in)?"),
    "places": (
        r"(?:Länder|Land|Regionen|Region)\s*(?:/|&|\+|,|und)\s*Organisation(?:en)?",
        r"Länder\s*(?:/|&|und)\s*Region(?:en)?",
        r"Länder",
        r"Land",
        r"Organisationen",
    ),
    "topics": (
        r"Themen(?:felder|gebiete|bereiche)?",
        r"Thema",
        r"Schlagw(?:orte|örter|ort)",
        r"Stichw(?:orte|örter)",
    ),
    "event": (
        # labels before a day only: as words of headings and rubrics they are no labels
        r"(?:Datum|Tag|Termin|Zeit(?:punkt|raum)?|Beginn|Ende) (?:der|des)"
        r" (?!(?:Erstv|V)eröff)[^\W\d_]{4,30}",
        r"Veranstaltungs(?:datum|termin|tag|zeit(?:raum)?|beginn|ende)",
        r"(?:Wo und [Ww]ann|Wann(?: und [Ww]o)?|When)\??",
        r"Termine?",
        r"Zeitraum",
        r"(?:Datum und (?:Uhrz|Z)eit|Date and [Tt]ime)",
        r"Datum(?=" + _RANGE + ")",
    ),
    "deadline": (
        r"Stichtage?",
        r"Fristende",
        r"(?:Einreichungs|Bewerbungs|Antrags|Abgabe|Anmelde)(?:frist|schluss)",
        r"Einsendeschluss",
        r"Frist",
        r"Deadline",
    ),
    "published": (
        r"Erscheinungs(?:datum|termin)",
        r"(?:Veröffentlichungs|Publikations)datum",
        r"Datum(?: der (?:Erstv|V)eröffentlichung)?",
        r"(?:Zuerst |Erstmals )?(?:[Ee]rschienen|[Vv]eröffentlicht|[Pp]ubliziert)(?: am| seit)?",
        r"(?:Erstv|V)eröffentlichung",
        r"Erstveröffentlicht(?: am)?",
        r"(?:Erstellt|Eingestellt|Freigeschaltet|Hochgeladen|Verfasst|Geschrieben)(?: am)?",
        r"(?:Gepostet|Posted|Published)(?: am| on)?",
        r"Online (?:seit|gestellt am)",
    ),
    "updated": (
        r"(?:Zuletzt )?(?:[Aa]ktualisiert|[Gg]eändert|[Bb]earbeitet|[Üü]berarbeitet)(?: am)?",
        r"Letzter Stand",
        r"(?:(?:Letzte|Neueste|Datum der) (?:letzten )?)(?:Änderung|Aktualisierung|Bearbeitung"
        r"|Überarbeitung)(?: am)?",
        r"(?:Letztes|Neuestes) Update(?: am)?",
        r"(?:Aktualisierungs|Änderungs)datum",
        r"(?:Last )?(?:[Uu]pdated|[Mm]odified)(?: on)?",
        r"Stand",
        # also words of sentences and headings: labels before a date only, see _BEFORE_DATES
        r"(?:Update|Aktualisierung|Änderung|Überarbeitung)(?: vom| am)?",
        r"(?:Ergänzt|Korrigiert|Modifiziert|Upgedatet|Fassung|Version|Revision)(?: vom| am)?",
    ),
    "image_credit": (
        r"(?:Bild|Foto|Grafik|Video)(?:quellen?|nachweise?|rechte|credit|autor(?:in)?)",
        r"(?:Foto|Bild)-(?:Quelle|Credit|Nachweis)",
        r"(?:Bild|Foto)\s*/\s*(?:Quelle|Copyright|Foto|Grafik)",
        r"(?:Titelb|B)ild(?:er)?",
        r"Fotograf(?:in|[:/*_]in)?",
        r"(?:Titelf|F)oto(?:\(s\)|s)?",
        r"Grafik",
        r"Illustration",
        r"Copyright",
        r"©",
        r"\([cC]\)",
    ),
    "further_reading": _FURTHER_READING,
    "further_information": (
        # "… zu PROJEKT:" names its subject; a verb makes it a sentence (see _SENTENCE).
        r"(?:Weitere|Weiterführende|Mehr|Zusätzliche) Informationen"
        r"(?: (?:zu|zum|zur|über|aus|von|rund um) [^:\n]{1,150}?(?=\s*(?::|$)))?",
        r"(?:Weitere|Weiterführende) Links?",
        r"(?:Further|Additional|More) (?:information|links)",
    ),
    "funding_agency": (r"(?:Zuständiger )?Projektträger",),
}

_MONTHS = "Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"
_DATE_AHEAD = re.compile(
    rf"\s+(?:(?:am|vom|den|seit)\s+)?(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)[a-z]*,?\s+(?:den\s+)?)?"
    rf"(?:\d|(?:{_MONTHS}))"
)
_BEFORE_DATES = re.compile(
    r"(?:Update|Aktualisierung|Änderung|Überarbeitung|Ergänzt|Korrigiert|Modifiziert|Upgedatet"
    r"|Fassung|Version|Revision|Veröffentlichung|Verfasst|Geschrieben|Hochgeladen|Posted|Published"
    r"|Updated|Modified)\b",
    re.IGNORECASE,
)
_A_DATE = re.compile(
    rf"\s*:?\s*(?:\w{{2,10}}tag,?\s+)?(?:(?:am|vom|den)\s+)?"
    rf"(?:\d{{1,2}}(?:\.|th)?\s?(?:\d{{1,2}}\.|/|(?:{_MONTHS}))|\d{{4}}-\d|(?:{_MONTHS}|May|Oct|Dec|Mar))"
)
_COLON = re.compile(r"\s*:\s*")
_BEFORE_VALUE = re.compile(r"[\s:]*")
_ANY_WORD = "|".join(
    f"(?P<{name}>{'|'.join(patterns)})"
    for name, patterns in _WORDS.items()  # named groups: lastgroup tells the field
)
# Away from the start a label has its capital, see _may_start: other letters are passed at once.
_WORD = re.compile(rf"(?=[A-ZÄÖÜ©(])(?:{_ANY_WORD})")
_WORD_AT_START = re.compile(_ANY_WORD, re.IGNORECASE)

# "Weitere Informationen zur Ausschreibung finden Sie unter: …" is a sentence of the body.
_SENTENCE = re.compile(
    r"\b(?:finden|gibt|erhalten|bekommen|bietet|bieten|stehen|sind|ist|unter|hier)\b"
)

# "die Quelle: ein Bericht", "wichtigste aller Themen: …": the word before a label in a running
# sentence is a determiner or a preposition, with at most two small words between.
_MID_SENTENCE = re.compile(
    r"\b(?i:d(?:ie|er|en|em|as|es)|dies(?:e|er|en|em|es)|jede[rnms]?|welche[rnms]?|all(?:e|er|en)"
    r"|k?eine?[rnms]?|(?:[msd]ein|ihr|unser|euer|eur)(?:e[rnms]?)?|als|laut|zwei|drei|vier|viele"
    r"|einige|mehrere|beide|andere|und|oder|in|im|am|an|aus|von|vom|bei|beim|zu|zum|zur|für|mit"
    r"|ohne|nach|über|auf|um|per)(?:\s+[a-zäöüß]+){0,2}\s+$",
)
_OPENING = ' \t\n\r\xa0([|•·–—-*>"„“'


@remembered
def read_label(text: str) -> Label | None:
    """Read the label that ``text`` starts with; None when it starts with none.

    Upper and lower case are the same here: nothing but a label stands at the start of an element
    and ends in a colon. ``Label.end`` is the offset of the value, after colon and white space.
    """
    start = len(text) - len(text.lstrip(_OPENING))
    match = _WORD_AT_START.match(text, start)
    return _label(text, match, colon_needed=False) if match else None


def may_head_further_reading(text: str) -> bool:
    """Whether the words of that label stand anywhere in a text, as they do in few."""
    lowered = text.lower()
    return any(words.lower() in lowered for words in _FURTHER_READING)


def find_labels(text: str) -> list[Label]:
    """Find all labels in one line of text, in order, also where they are glued to what precedes.

    ``Quelle: … Redaktion: … Themen: …`` gives three, and so does ``…EUThemen:FörderungNetzwerke``
    for its one. Away from the start a label needs its capital and its colon, must not be the
    later part of a compound (``Energiequelle:``, ``Open-Data-Quelle:``), and must not be a noun
    of a sentence (``die Quelle: ein Bericht``). The headings that close a trailer (``Weitere
    Informationen``, ``Projektträger``) have no colon in text exports; they count after Länder or
    Themen only.
    """
    return list(_labels_of(text))


@remembered
def _labels_of(text: str) -> Sequence[Label]:
    if ":" not in text and "©" not in text:  # most lines of a page
        first = read_label(text)
        return [first] if first else []
    found: list[Label] = []
    first = read_label(text)
    if first is not None:
        found.append(first)
    position = first.end if first else 0
    in_trailer = first is not None and first.field in OF_LISTS
    while match := _WORD.search(text, position):
        label = None
        if _may_start(text, match):
            closing = in_trailer and match.lastgroup in OF_SECTIONS
            label = _closing_heading(match) if closing else None
            label = label or _label(text, match, colon_needed=True)
        if label is not None:
            found.append(label)
            in_trailer = in_trailer or label.field in OF_LISTS
        position = label.end if label else match.start() + 1
    return found


def labelled_values(text: str) -> Iterator[tuple[Label, str]]:
    """Each label of one line with its value: the text up to the next label, stripped."""
    labels = find_labels(text)
    for position, label in enumerate(labels, 1):
        end = labels[position].start if position < len(labels) else len(text)
        yield label, text[label.end : end].strip()


def _label(text: str, match: re.Match[str], *, colon_needed: bool) -> Label | None:
    field = cast(LabelField, match.lastgroup)
    printed, end = match.group(), match.end()
    if field in OF_DATES and _BEFORE_DATES.match(printed) and not _A_DATE.match(text, end):
        return None  # "Update: Der Rat tagt doch", "Version 2"
    if field == "event" and not _DAY.match(text, end) and text[end:].strip() != ":":
        return None  # "Termine: alle im Überblick", the rubric "Termin"
    if field == "further_information" and _SENTENCE.search(printed):
        return None
    if printed in ("©", "(c)", "(C)"):
        before = _BEFORE_VALUE.match(text, end)
        return Label(field, printed, match.start(), before.end() if before else end)
    if colon := _COLON.match(text, end):
        return Label(field, printed, match.start(), colon.end())
    if colon_needed:
        return None
    rest = text[end:]
    if not rest.strip(" \xa0\t\n)]"):
        return Label(field, printed, match.start(), len(text))
    value = end + len(rest) - len(rest.lstrip())
    if field == "event" and not printed.startswith(("Termin", "Veranstaltungs")):
        return None  # "Tag der Mühle am 24. Mai"
    if field in OF_DATES and _DATE_AHEAD.match(text, end):
        return Label(field, printed, match.start(), value)
    if field == "image_credit" and rest.lstrip().startswith(("©", "(c)")):
        return Label(field, printed, match.start(), value)
    return None


def _closing_heading(match: re.Match[str]) -> Label:
    return Label(cast(LabelField, match.lastgroup), match.group(), match.start(), match.end())


def _may_start(text: str, match: re.Match[str]) -> bool:
    """Whether a label may begin here: a word of its own or glued, but not within a word."""
    start = match.start()
    before = text[start - 1] if start else " "
    if before in "-–/&@_" or text[start].islower():
        return False
    if before.isspace() and match.group().isalpha():  # "Länder / Organisationen" is no noun
        return not _MID_SENTENCE.search(text, max(0, start - 60), start)
    return True
