"""Credits: sources (Quelle) and editors (Redaktion), split only where it is certain.

Names of organisations contain commas, slashes and *und* themselves (``Ministerium für Bildung,
Jugend und Sport``), so a source is split only at separators that no name has. The printed text
is stored beside the split one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BETWEEN_SOURCES = re.compile(r"\s+/\s+|\s*[;|•·\n]\s*")
_DATE = (
    r"(?:\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})"
    r"|\d{1,2}\.\s(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zäöü]*\.?\s\d{4}"
    r"|\d{4}-\d{2}-\d{2})"
)
# "Amt für Wolken vom 12.03.2019", "Amt für Wolken, 12.03.2019", "Amt für Wolken (12.03.2019)"
_DATE_AFTER = re.compile(rf"[\s,–-]*(?:\b(?:vom|am|Stand:?)\s+)?[\[(]?\s*{_DATE}\s*[\])]?\s*$")
_DATE_LENGTH = 60
_ANY_DATE = re.compile(_DATE)
_DATE_BEFORE = re.compile(rf"^\s*{_DATE}[\s,:–-]*")
_WORD = re.compile(r"\w")

_URL = re.compile(
    r"(?:https?://|www\.)\S++|\b[\w.+-]++@[\w-]++(?:\.[\w-]++)++|\b[\w-]++(?:\.[\w-]++)++/\S*+"
)
_MAX_SOURCE = 600
_URL_AT_END = re.compile(rf"[\s,;:|(–-]*(?:{_URL.pattern})\W*$")
_NOTE = re.compile(
    r"^\W{0,2}\d{1,2}\W?\s|^\*|\bS\.\s?\d|\bp{1,2}\.\s?\d|\bIn:\s|\(\d{4}\)\s*[:,.]|\b[Vv]gl\.|\b[Ee]bd\.?\b"
    r"|\b[Ee]igene[rns]?\s(?:Berechnung|Darstellung|Erhebung|Auswertung|Zusammenstellung|Recherche)"
    r"|\bTab(?:elle|\.)\s?\d|\bAbb(?:ildung|\.)\s?\d|\bISBN\b|\bISSN\b|\b[Dd][Oo][Ii]\b|\bHrsg\.|\(Hg\.\)"
    r"|\b(?:zuletzt\s)?(?:abgerufen|aufgerufen|Zugriff)\s(?:am|vom)?|^\W*(?:wie|siehe|s\.)\s(?:oben|o\.|Fußnote)"
)
_STOCK_IMAGES = re.compile(
    r"©|\(c\)|\b(?:pixabay|unsplash|pexels|[iI]stock(?:photo)?|[sS]hutterstock|[aA]dobe\s?[sS]tock|[fF]otolia"
    r"|[gG]etty\s?[iI]mages|[pP]icture[\s-]?[aA]lliance|imago)\b|\b(?:Foto|Bild|Grafik)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"^\s*(?:von|durch)\s+", re.IGNORECASE)
_BETWEEN_EDITORS = re.compile(r"\s+/\s+|\s*[;|•·\n]\s*|\s*,?\s+(?:und|sowie)\s+von\s+")
_AND = re.compile(r"\s+(?:und|sowie|&|u\.)\s+")
_TITLES_AND_PARTICLES = re.compile(
    r"\b(?:(?:Prof|Dr|Dipl|med|rer|nat|phil|Ing|jur|h|c|pol|oec|mult)\.(?:-\w+\.?)?"
    r"|M\.\s?A\.|B\.\s?A\.|PhD|von|van|vom|zu|zum|zur|de|den|der|del|di|da|la|le|el|al|ter)(?=\s|$)"
)
_NAME_PART = re.compile(r"[A-ZÀ-ÖØ-ÞŠŽČĆŁŚŻ](?:[\w’'-]*[^\W\d_A-Z][\w’'-]*|\.)")
_ORGANISATION_WORD = re.compile(
    r"GmbH|mbH|e\.\s?V\.|\bAG\b|\bKG\b|[Ii]nstitut|[Uu]niversität|[Hh]ochschule|[Mm]inisterium"
    r"|[Tt]räger|[Zz]entrum|[Aa]gentur|[Rr]edaktion|[Gg]esellschaft|[Bb]üro|[Ss]tiftung"
    r"|[Vv]erband|[Vv]erein\b|[Aa]mt\b|[Aa]kademie|[Dd]ienst|[Cc]luster|[Nn]etzwerk|[Tt]eam\b"
    r"|[Bb]undes|[Aa]bteilung|[Rr]eferat|[Pp]lattform|[Kk]ammer|[Rr]at\b|[Gg]emeinschaft"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A person or a desk; ``organisation`` where a person is named with one."""

    name: str
    organisation: str | None = None


def split_sources(text: str) -> list[str]:
    """Read the value of ``Quelle:`` into names of sources, without dates and duplicates."""
    names = (_without_date(name) for name in _BETWEEN_SOURCES.split(text))
    return list(dict.fromkeys(name for name in names if _WORD.search(name)))


def source_named(text: str) -> str | None:
    """The value of ``Quelle:`` without a URL at its end; None where it names no article's source.

    That is what nothing but a URL, a note under a table or text, or an image's credit has.
    """
    if len(text) > _MAX_SOURCE:
        return text
    named = _URL.sub("", text)
    if not _WORD.search(named) or _NOTE.search(named) or _STOCK_IMAGES.search(named):
        return None
    return _URL_AT_END.sub("", text)


def split_editors(text: str) -> list[Credit]:
    """Read the value of ``Redaktion:``: ``von NAME, ORGANISATION``, several of them, or a desk.

    After the first comma stands the organisation, commas and all; with three parts or more,
    those that look like persons are persons (``von A Muster, B Beispiel, Amt für Wolken``).
    """
    editors: list[Credit] = []
    for part in _BETWEEN_EDITORS.split(_DATE_BEFORE.sub("", text)):
        value = _without_date(_BY.sub("", _DATE_BEFORE.sub("", part)))
        if _WORD.search(value) and value.lower() not in ("von", "durch"):
            editors.extend(_group(value))
    return list(dict.fromkeys(editors))


def day_of_editing(text: str) -> str | None:
    """The date in the value of ``Redaktion:``, before or behind its names: when it was edited."""
    for part in _BETWEEN_EDITORS.split(text):
        found = _DATE_BEFORE.match(part) or _DATE_AFTER.search(part[-_DATE_LENGTH:])
        if found is not None and (date := _ANY_DATE.search(found.group())):
            return date.group()
    return None


def _group(text: str) -> list[Credit]:
    first, *rest = re.split(r"\s*,\s*", text)
    persons = _persons(first)
    while len(rest) > 1 and _is_person(rest[0]):
        persons.extend(_persons(rest.pop(0)))
    organisation = ", ".join(part for part in rest if part) or None
    return [Credit(person, organisation) for person in persons]


def _persons(text: str) -> list[str]:
    """One name, or two joined by *und* where both sides are names of persons."""
    parts = _AND.split(text)
    return parts if len(parts) > 1 and all(map(_is_person, parts)) else [text]


def _is_person(text: str) -> bool:
    if _ORGANISATION_WORD.search(text):
        return False
    parts = _TITLES_AND_PARTICLES.sub(" ", text).split()
    return 2 <= len(parts) <= 4 and all(map(_NAME_PART.fullmatch, parts))


def _without_date(name: str) -> str:
    start = max(0, len(name) - _DATE_LENGTH)  # keeps the search short on texts that are no names
    return (name[:start] + _DATE_AFTER.sub("", name[start:])).strip(" ,;:–-")
