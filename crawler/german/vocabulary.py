"""Splitting run-together text on a closed vocabulary: ``ChinaJapanEU`` → China, Japan, EU.

Text exports lose the elements between list items, so items touch (``FörderungNetzwerke``) or have
one space between them (``USA Kanada``). Known names are cut out longest first; what lies between
is kept, cut only at separators and where a lower-case letter meets a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SEPARATOR = re.compile(r"\s*[,;|•·]\s*|(?:^|\s)[/–-](?:\s|$)")
# "USA und Neuland" beside a known name; "Wolken und Dunst" may be one name.
_AND = re.compile(r"^\s*(?:und|sowie|&)\s|\s(?:und|sowie|&)\s*$")
_SEAM = re.compile(r"(?<=[a-zäöüß).!?…])(?=[A-ZÄÖÜ„“])")
_NO_ITEM = re.compile(r"[\s/&.–-]*")

# An unknown piece that cannot stand alone belongs to its neighbour: "Internationale" Netzwerke,
# Netzwerke "in Neuland".
_LEANS_ON_NEXT = re.compile(
    r"(?:^|\s)(?:[a-zäöüß]+\.?|[A-ZÄÖÜ][a-zäöüß-]+(?:sch|al|ell|lich|ig|iv)e[nrs]?)$"
)
_LEANS_ON_PREVIOUS = re.compile(r"[a-zäöüß(]")


@dataclass(slots=True)
class _Piece:
    text: str
    known: bool
    spaced: bool  # only a space, neither seam nor separator, parts it from the piece before


class Vocabulary:
    """A closed set of names that can be found in text without any separators.

    ``and_separates``: whether *und* stands between names (places) or within one (topics).
    """

    def __init__(self, names: Iterable[str], *, and_separates: bool = False) -> None:
        self._and_separates = and_separates
        self._names = frozenset(name for name in names if name)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def split(self, text: str) -> list[str]:
        """Split ``text`` into items, in order: known names, and the rest as it is printed."""
        pieces: list[_Piece] = []
        for line in text.splitlines():
            pieces.extend(self._pieces(" ".join(line.split())))
        items: list[str] = []
        before: _Piece | None = None
        for piece in pieces:
            if before and piece.spaced and _belong_together(before, piece):
                items[-1] = f"{items[-1]} {piece.text}"
                piece = _Piece(items[-1], False, before.spaced)
            else:
                items.append(piece.text)
            before = piece
        return items

    def knows(self, name: str) -> bool:
        """Whether ``name`` is in the set."""
        return name in self._names

    def name_at(self, text: str, start: int) -> str | None:
        """The longest name that stands at ``start`` and ends there as a word or glued to one."""
        return next(
            (
                text[start : start + length]
                for length in self._lengths
                if text[start : start + length] in self._names and self._ends(text, start + length)
            ),
            None,
        )

    def _pieces(self, line: str) -> Iterator[_Piece]:
        position = start = 0
        while start < len(line):
            after_name = start == position > 0
            name = self.name_at(line, start) if _begins(line, start, after_name) else None
            if name is None:
                start += 1
                continue
            rest = list(self._unknown(line[position:start]))
            yield from rest
            spaced = line[start - 1 : start] == " " and bool(rest) and not rest[-1].known
            yield _Piece(name, True, spaced)
            position = start = start + len(name)
        yield from self._unknown(line[position:])

    def _unknown(self, text: str) -> Iterator[_Piece]:
        spaced = text.startswith(" ")
        if self._and_separates:
            text = _AND.sub(",", text)
        for part in _SEPARATOR.split(text):
            for piece in _SEAM.split(part):
                if not _NO_ITEM.fullmatch(piece):
                    yield _Piece(piece.strip(), False, spaced)
                spaced = False

    def _ends(self, text: str, end: int) -> bool:
        following = text[end : end + 2]
        if not following or not (following[0].isalnum() or following[0] == "-"):
            return True
        if following[0].isdigit():  # "Nachrichten93 Mitglieder"
            return text[end - 1].islower()
        if not following[0].isupper():  # "Dokumenteinside Newsletter"
            return any(text[end : end + length] in self._names for length in self._lengths)
        if text[end - 1].isupper() and not following[1:].islower():
            # "EUNATO" is two names where "EUREKA" is one word: a name must follow an acronym
            return any(text[end : end + length] in self._names for length in self._lengths)
        return True


def _begins(text: str, start: int, after_name: bool) -> bool:
    if start == 0 or after_name:
        return True
    before = text[start - 1]
    if before.isalnum():
        return text[start].isupper() and not before.isupper()
    return before != "-"


def _belong_together(before: _Piece, piece: _Piece) -> bool:
    if before.known and piece.known:
        return False
    return bool(
        (not piece.known and _LEANS_ON_PREVIOUS.match(piece.text))
        or (not before.known and _LEANS_ON_NEXT.search(before.text))
    )
