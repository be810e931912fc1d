"""A page's markup with other words: what tests need of a page that belongs to somebody else.

Every word of four letters or more gives way to an invented one of the same length, always the same
one, so that a headline still equals its breadcrumb and its title tag. Tags, URLs, digits,
dates, labels (``Quelle:``) and the words every portal has (``Startseite``) stay, because rules read
them; so do short words, which tell the language.
"""

from __future__ import annotations

import html
import re
from hashlib import blake2b
from typing import Final

_MARKUP = re.compile(
    r"""(?P<code><(?P<raw>script|style)\b[^>]*>)(?P<content>.*?)(?=</(?P=raw)\b)
    | (?P<comment><!--.*?-->)
    | (?P<tag><[a-z/!?](?:[^<>"']|"[^"]*"|'[^']*')*>)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
# What people read in attributes: pictures, tool tips, web components, metadata.
_ATTRIBUTE = re.compile(
    r"""(?P<before>\s(?:alt|title|aria-label|content|text|label|placeholder|value|summary)\s*=\s*)
    (?P<value>"[^"]*"|'[^']*')""",
    re.IGNORECASE | re.VERBOSE,
)
_TECHNICAL_META = re.compile(
    r"<meta\b[^>]*(?:http-equiv|name=[\"']?(?:generator|viewport|robots|referrer|language"
    r"|msapplication|apple|theme|google|csrf))",
    re.IGNORECASE,
)
_JSON_VALUE = re.compile(r'(?P<key>"[^"]*"\s*:\s*|[\[,]\s*)(?P<value>"(?:[^"\\]|\\.)*")(?!\s*:)')
_JSON_TECHNICAL = re.compile(r'"(?:@\w+|url|inLanguage)"')
# A word may be written with entities, and hold soft hyphens where the editor put them.
_SHY: Final = ("\u00ad", "&shy;", "&#173;", "&#xad;")
_TOKEN = re.compile(
    r"""(?P<url>(?:https?://|www\.)[^\s<]+)
    | (?P<word>(?:[^\W\d_]|\u00ad|&shy;|&\#173;|&\#xad;
        |&[a-z]{1,2}(?:uml|lig|acute|grave|circ|cedil);)+)
    | &\#?\w+;""",
    re.IGNORECASE | re.VERBOSE,
)
_UNIT = re.compile(r"&#?\w+;|.", re.DOTALL)
_SHORT: Final = 3
_VOWELS: Final = "aeiou"
_UMLAUTS: Final = "äöü"
_CONSONANTS: Final = "bdfghklmnrstw"
_WORDS_OF_PORTALS: Final = """
    aktuelles aktuelle ansprechpartner ansprechpartnerin artikel autor bekanntmachung beitrag bild
    builder copyright datum download downloads drucken englisch facebook folgen foto generator
    government hauptnavigation hier home impressum informationen inhalt inhalte kontakt linkedin
    links login mehr meldung meldungen menü nachricht nachrichten navigation newsletter powered
    presse pressemitteilung pressemitteilungen quelle redaktion seite service sind site stand
    startseite suche teilen telefon termin termine themen twitter typo typo3 veranstaltung weitere
    whatsapp zurück über unten oben uhr weiter
"""
_STAY: Final = frozenset(_WORDS_OF_PORTALS.split())


def anonymise(markup: str) -> str:
    """Return ``markup`` with invented words; the same input gives the same output.

    Scripts lose their content but for JSON-LD, whose values are anonymised, too.
    """
    pieces = []
    end = 0
    for found in _MARKUP.finditer(markup):
        pieces += [_text(markup[end : found.start()]), _markup(found)]
        end = found.end()
    pieces.append(_text(markup[end:]))
    return "".join(pieces)


def _markup(found: re.Match[str]) -> str:
    if comment := found["comment"]:
        return _text(comment)
    if tag := found["tag"]:
        return tag if _TECHNICAL_META.match(tag) else _ATTRIBUTE.sub(_attribute, tag)
    if found["raw"].lower() == "style":
        return found[0]
    if "ld+json" in found["code"]:
        return found["code"] + _JSON_VALUE.sub(_json_value, found["content"])
    return found["code"]


def _attribute(found: re.Match[str]) -> str:
    return found["before"] + _value(found["value"])


def _json_value(found: re.Match[str]) -> str:
    technical = _JSON_TECHNICAL.match(found["key"])
    return found[0] if technical else found["key"] + _value(found["value"])


def _value(quoted: str) -> str:
    """A quoted value; URLs, which have slashes and no spaces, stay."""
    value = quoted[1:-1]
    is_url = "/" in value and not re.search(r"\s", value)
    return quoted if is_url else quoted[0] + _text(value) + quoted[-1]


def _text(text: str) -> str:
    """``text`` with invented words, except in dates and labels."""
    from crawler.german.dates import find_dates
    from crawler.german.labels import find_labels

    kept = [date.span for date in find_dates(text)]
    kept += [
        (label.start + at, label.end + at)
        for at, line in _lines(text)
        for label in find_labels(line)
    ]

    def replaced(found: re.Match[str]) -> str:
        inside = any(start < found.end() and found.start() < end for start, end in kept)
        return found[0] if inside or not found["word"] else _word(found["word"])

    return _TOKEN.sub(replaced, text)


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text, each with its offset."""
    return [(found.start(), found[0]) for found in re.finditer(r"[^\n]+", text)]


def _word(printed: str) -> str:
    """The invented word for a printed one; soft hyphens stay at their places."""
    units = _UNIT.findall(printed)
    letters = [html.unescape(unit) for unit in units if unit.lower() not in _SHY]
    word = "".join(letters)
    if len(word) <= _SHORT or word.lower() in _STAY:
        return printed
    invented = iter(_invented(word))
    return "".join(unit if unit.lower() in _SHY else next(invented) for unit in units)


def _invented(word: str) -> str:
    """Another word with vowels where ``word`` has them, and its last letter."""
    choices = blake2b(word.lower().encode()).digest()
    letters = [_letter(letter, choices[at % len(choices)]) for at, letter in enumerate(word[:-1])]
    return "".join(letters) + word[-1]


def _letter(letter: str, choice: int) -> str:
    low = letter.lower()
    kind = _UMLAUTS if low in _UMLAUTS else _VOWELS if low in _VOWELS else _CONSONANTS
    new = kind[choice % len(kind)]
    return new.upper() if letter.isupper() else new
