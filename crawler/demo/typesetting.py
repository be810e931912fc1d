"""From an editor's text to HTML, with the typographic residue that real pages are full of."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_MARK = re.compile(
    r"\[(?P<link>[^\]]+)\]\((?P<href>[^)\s]+)\)|\{(?P<date>[^|}]+)\|(?P<role>\w+):(?P<edtf>[^}]+)\}"
)
_LONG_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{13,}")
_SYLLABLE = re.compile(r"(?<=[aeiouäöü][bdfgklmnprst])(?=[bdfgklmnprst][aeiouäöü])")
_NAMED_ENTITIES = {
    "ä": "&auml;", "ö": "&ouml;", "ü": "&uuml;", "Ä": "&Auml;", "Ö": "&Ouml;", "Ü": "&Uuml;",
    "ß": "&szlig;", "„": "&bdquo;", "“": "&ldquo;", "”": "&rdquo;", "–": "&ndash;", "é": "&#233;",
}  # fmt: skip


class DateMark(NamedTuple):
    """A date marked in a text: as printed, its role, and what it means."""

    text: str
    role: str
    edtf: str


class LinkMark(NamedTuple):
    """A link marked in a text."""

    text: str
    href: str


def plain(text: str) -> str:
    """Return ``text`` without its marks."""
    return _MARK.sub(lambda mark: mark["link"] or mark["date"], text)


def links(text: str) -> Iterator[LinkMark]:
    """Yield the links marked in ``text``."""
    return (LinkMark(m["link"], m["href"]) for m in _MARK.finditer(text) if m["link"])


def dates(text: str) -> Iterator[DateMark]:
    """Yield the dates marked in ``text``."""
    return (DateMark(m["date"], m["role"], m["edtf"]) for m in _MARK.finditer(text) if m["date"])


class Typesetter:
    """Sets an article's texts as HTML.

    ``habits`` are what this article's editor and editing program leave behind: ``soft_hyphens``,
    ``no_break_spaces``, ``entities`` (named, for umlauts and quotation marks) and ``decomposed``
    (umlauts as letter and dots, from a Mac). ``address`` makes an href of a link's address.
    """

    def __init__(self, habits: Sequence[str] = (), address: Callable[[str], str] = str) -> None:
        self._habits = frozenset(habits)
        self._address = address

    def __call__(self, text: str) -> str:
        """Return ``text`` with its marks as HTML."""
        pieces, end = [], 0
        for mark in _MARK.finditer(text):
            pieces.append(self._letters(text[end : mark.start()]))
            if mark["link"]:
                href = html.escape(self._address(mark["href"]))
                pieces.append(f'<a href="{href}">{self._letters(mark["link"])}</a>')
            else:
                pieces.append(self._letters(mark["date"]))
            end = mark.end()
        return "".join([*pieces, self._letters(text[end:])])

    def _letters(self, text: str) -> str:
        if "decomposed" in self._habits:
            text = unicodedata.normalize("NFD", text)
        text = html.escape(text, quote=False)
        if "soft_hyphens" in self._habits:
            text = _LONG_WORD.sub(lambda word: _SYLLABLE.sub("&shy;", word[0], count=2), text)
        if "no_break_spaces" in self._habits:
            text = re.sub(r"(?<=\d) (?=[A-Za-z%])", "\N{NO-BREAK SPACE}", text)
            text = re.sub(r"(?<=z\.) (?=B\.)|(?<=e\.) (?=V\.)|(?<=Dr\.) ", "&nbsp;", text)
        if "entities" in self._habits:
            text = "".join(_NAMED_ENTITIES.get(letter, letter) for letter in text)
        return text


def german(day: str) -> str:
    """Return ``YYYY-MM-DD`` as ``DD.MM.YYYY``."""
    return f"{day[8:10]}.{day[5:7]}.{day[:4]}"
