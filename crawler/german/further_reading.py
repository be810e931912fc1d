"""Entries of "Zum Nachlesen" lists: who published what, and when.

``EurActiv (08.12.2015): Titel``, ``Pressemitteilung der Kommission (Stand 12.2015)``, ``Amt für
Wolken, 3. Mai 2016: Titel``, ``Titel (Amt für Wolken, 3. Mai 2016)``. The publisher is read only
where a date, or the end of the link, says what of the line is the title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.german.dates import GermanDate, find_dates, parse_date
from crawler.german.typography import PRINTED_URL

_URL = re.compile(rf"<?({PRINTED_URL})>?")
_BULLET = re.compile(r"^\s*(?:[•·▪■►»→*]|[–-]\s)\s*")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_JOINT = r"\s*(?:[:|]|\s[–—-]\s)\s*"
# what stands before a date or behind it and is no name
_OF_DATES = re.compile(
    r"(?:^|[\s,;(\[])(?:vom|v\.|am|Stand|Stand\s+vom|Stand\s+am|Datum|erschienen|abgerufen)[\s:]*$",
    re.IGNORECASE,
)
_EDGES = " \t,;:|–—-/"
_FORMATS = re.compile(
    r"\b(?:PDF|DOCX?|XLSX?|PPTX?|HTML|externer Link|engl\.|in englischer Sprache|"
    r"nicht barrierefrei)(?!\w)|\b\d+(?:[.,]\d+)?\s*[kMG]i?B\b",
    re.IGNORECASE,
)
"""What links say of the file behind them."""
_WHAT = re.compile(
    r"(?<=[(\[,;])\s*(?:(?:Presse|Kurz|Agentur)?(?:mitteilung|meldung)|Presseinformation|Bericht|"
    r"Artikel|Beitrag|Nachricht|Press release|News)\s*(?=[)\],;]|$)"
)
"""What kind of text it is, in brackets or between commas: no part of the publisher's name."""
_LESS_THAN_A_DAY = re.compile(
    r"(?:^|[(\[,;]|\bStand:?|\bvom)\s*(?P<date>(?:\d{1,2}\s?[./]\s?)?(?:19|20)\d{2})(?=[\s)\],;]*$)"
)
"""``(12.2015)``, ``, 2015``: dates where a running text need not mean one."""
_POINTERS = re.compile(
    r"\W*(?:(?:zur?|zum|hier|mehr|weiter|link|download|lesen|original|meldung|artikel|beitrag|"
    r"pressemitteilung|quelle|seite|volltext|dokument|pdf|details?|informationen?|finden|sie|geht|"
    r"es)\W*)+",
    re.IGNORECASE,
)
"""Links that name nothing: ``mehr``, ``Zur Pressemitteilung``, ``PDF``."""
_FILE_END = re.compile(rf"[(\[][\s,;/]*(?:(?:{_FORMATS.pattern})[\s,;/]*)+[)\]]$", re.IGNORECASE)
_PUBLISHER_MAX = 120
_SENTENCE = re.compile(r"[.!?]\s|[?!]$")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry taken apart; ``edtf`` is the date of the page it names."""

    title: str
    publisher: str | None = None
    edtf: str | None = None
    url: str | None = None

    @property
    def is_head(self) -> bool:
        """Whether it names who and when, and what comes in the next line."""
        return not self.title and bool(self.publisher or self.edtf)


def read_entry(text: str, linked: str | None = None) -> Entry:
    """Take an entry apart.

    Args:
        text: the entry as printed.
        linked: the text of the link in it, if one is known: what stands outside tells who and when.
    """
    found = _URL.search(text)
    url = found[1] if found else None
    line = " ".join(_BULLET.sub("", _URL.sub(" ", text)).split())
    line = re.sub(r"\s*(?:\(\s*\)|\[\s*\])|\s+(?=\.$)", "", line).strip() if found else line
    if linked and line.endswith(linked) and _POINTERS.fullmatch(linked):
        line, linked = line.removesuffix(linked).rstrip(_EDGES + "(["), None
    entry = _by_link(line, linked) or _by_head(line) or _by_tail(line) or Entry(line)
    if not entry.title and not entry.is_head:
        entry = Entry(line or url or "")
    return Entry(entry.title, entry.publisher, entry.edtf, url)


def _by_link(line: str, linked: str | None) -> Entry | None:
    """``EurActiv: [Titel] (08.12.2015)``: the link is the title."""
    linked = " ".join((linked or "").split())
    if not linked or linked == line or linked not in line or _POINTERS.fullmatch(linked):
        return None
    before, _, after = line.partition(linked)
    read = [_who_and_when(part) for part in (before, after)]
    if not all(read):
        return None
    (first, day), (second, later) = (part for part in read if part is not None)
    if first and second:
        return None  # a sentence around a link
    whole = _by_head(linked) or _by_tail(linked) or Entry(linked)
    who, when = first or second or whole.publisher, day or later or whole.edtf
    return Entry(whole.title or linked, who, when)


def _by_head(line: str) -> Entry | None:
    """``EurActiv (08.12.2015): Titel``; a date between the name and the joint, or before it."""
    for joint in re.finditer(_JOINT, line):
        head, title = line[: joint.start()], line[joint.end() :].strip()
        if len(head) > _PUBLISHER_MAX + 40:
            break
        if _is_open(head) or not (read := _who_and_when(head)):
            continue
        who, when = read
        if when is None:
            continue
        if who is None and (named := _name_before(title)):
            who, title = named
        if who is None and len(when) == len("2015"):
            continue  # "2015: Ein Rückblick"
        return Entry(title, who, when)
    return None


def _by_tail(line: str) -> Entry | None:
    """``Titel (EurActiv, 08.12.2015)``, ``Titel (Stand 12.2015)``, ``Titel, 08.12.2015``."""
    end = line.rstrip(". ")
    while (found := _FILE_END.search(end)) is not None:
        end = end[: found.start()].rstrip()
    brackets = [found for found in _BRACKETS.finditer(end) if found.end() == len(end)]
    if brackets:
        start, inside = brackets[-1].start(), brackets[-1][1]
    else:
        dates = _days_or_months(end)
        if not dates or dates[-1].span[1] != len(end):
            return None
        start = len(_OF_DATES.sub("", end[: dates[-1].span[0]]).rstrip())
        if end[start - 1 : start] not in (",", ";", "–", "-", "|"):
            return None
        inside = end[start:]
    read = _who_and_when(inside)
    title = end[:start].rstrip(_EDGES)
    if read is None or read[1] is None or not title:
        return None
    return Entry(title, *read)


def _who_and_when(text: str) -> tuple[str | None, str | None] | None:
    """A name and a date, either of which may be missing; None if the text says more than that."""
    date, text = _without_date(_FORMATS.sub(" ", text).strip(_EDGES))
    name = _WHAT.sub(" ", text)
    name = " ".join(_BRACKETS.sub(_without_empty, name).split()).strip(_EDGES)
    for one, other in ("()", "[]"):
        if name.count(one) != name.count(other):
            name = " ".join(name.replace(one, " ").replace(other, " ").split())
    if len(name) > _PUBLISHER_MAX or _SENTENCE.search(name):
        return None
    return (name if re.search(r"\w", name) else None), (date.edtf if date else None)


def _days_or_months(text: str) -> list[GermanDate]:
    """The dates of a text that say more than a year, which may be a title's: ``Wasser 2020``."""
    return [date for date in find_dates(text) if not date.is_relative and date.precision != "year"]


def _without_date(text: str) -> tuple[GermanDate | None, str]:
    """The last date of a text, and the text without it and the words that belong to it."""
    dates = _days_or_months(text)
    if dates:
        date, (start, end) = dates[-1], dates[-1].span
    elif found := _LESS_THAN_A_DAY.search(text):
        read = parse_date(found["date"])
        if read is None:
            return None, text
        date, (start, end) = read, found.span("date")
    else:
        return None, text
    return date, f"{_OF_DATES.sub(' ', text[:start])} {text[end:]}"


def _without_empty(found: re.Match[str]) -> str:
    return f"({inside})" if (inside := found[1].strip(_EDGES)) else " "


def _name_before(title: str) -> tuple[str, str] | None:
    """``EurActiv: Titel``, behind a date."""
    name, joint, rest = title.partition(": ")
    if joint and rest and len(name) <= _PUBLISHER_MAX / 2 and not _SENTENCE.search(name):
        return name.strip(), rest.strip()
    return None


def _is_open(text: str) -> bool:
    """Whether a bracket is open at its end: the colon stands in it."""
    return text.count("(") > text.count(")") or text.count("„") > text.count("“")
