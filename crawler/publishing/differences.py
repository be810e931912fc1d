"""Two versions of an article beside each other: which fields differ, and in which words.

A field is a list of lines: the paragraphs of a text, the rows of a list. Lines are aligned first,
then words are compared within those that stand beside each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from crawler.archive.content import ROW_FIELDS, ROW_TYPES, Content, changed_fields
from crawler.items import PARAGRAPH_BREAK
from crawler.publishing.field_names import FIELD_NAMES

_TOKEN = re.compile(r"(?:\w+|[^\w\s])\s*")
_WORK_MAX = 400_000
"""Pairs of equal words (or lines) up to which they are compared; ordinary texts have a tenth."""
_PAIRS_MAX = 40_000
"""Pairs of lines up to which the most similar are looked for."""
_ALIKE = 0.25
"""Part of the words two lines must share for one to be the other, edited."""
_ISLAND = 3
"""Letters of a single word between two edits that is no reason to split them."""
_TIMES = ("published_on", "published_at", "updated_on", "deadline_on")
_NEAR = 1
"""Lines that are the same which are shown before and behind one that is not."""
_NOT_SHOWN = {
    "dates": ("role", "starts_on", "ends_on", "char_start", "year_from"),
    "links": ("kind",),
    "places": ("kind", "iso_code"),
}
"""Columns of lists that follow from the others, from where in the text a row stands, or that are
our way of filing it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether the other version has them there, too."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class LinePair:
    """A line of the older version beside that of the newer; one is empty if only one has it."""

    kind: Literal["same", "changed", "gone", "new"]
    old: Sequence[Piece] = ()
    new: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that changed, with all of its lines.

    Without a line that changed it differs only in columns that are not shown.
    """

    field: str
    lines: Sequence[LinePair]

    @property
    def is_visible(self) -> bool:
        """Whether a reader sees a difference."""
        return any(line.kind != "same" for line in self.lines)

    @property
    def passages(self) -> Iterator[tuple[bool, Sequence[LinePair]]]:
        """The lines in their order, and whether they can be folded away: far from any change."""
        changed = [number for number, line in enumerate(self.lines) if line.kind != "same"]
        near = {number + by for number in changed for by in range(-_NEAR, _NEAR + 1)}
        for is_far, run in groupby(range(len(self.lines)), key=lambda number: number not in near):
            lines = [self.lines[number] for number in run]
            yield is_far and len(lines) > _NEAR, lines


def differences(
    old: Content, new: Content, say_time: Callable[[str], str] = str
) -> list[FieldDifference]:
    """The fields that differ between two versions, in the order in which readers meet them.

    ``say_time`` puts days and times into words.
    """

    def lines(field: str, value: Any) -> list[str]:
        return [say_time(value)] if field in _TIMES and value else _lines(field, value)

    changed = changed_fields(old, new)
    order = [*FIELD_NAMES, *changed]
    return [
        FieldDifference(
            field,
            [*_aligned(lines(field, old.get(field)), lines(field, new.get(field)))],
        )
        for field in sorted(changed, key=order.index)
    ]


def _lines(field: str, value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return value.split(PARAGRAPH_BREAK)
    return [_row(field, row) for row in value]


def _row(field: str, row: Any) -> str:
    """A row of a list in one line."""
    if not isinstance(row, dict):
        return str(row)
    hidden = _NOT_SHOWN.get(field, ())
    columns = ROW_FIELDS[ROW_TYPES[field]] if field in ROW_TYPES else tuple(row)
    told = [str(row[name]) for name in columns if name not in hidden and row.get(name) is not None]
    return " · ".join(dict.fromkeys(told))


def _is_too_much(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether comparing takes out of all proportion, as with a word said ten thousand times."""
    counts = Counter(new)
    return sum(counts[one] for one in old) > _WORK_MAX


# -- Lines -----------------------------------------------------------------------------------------


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[LinePair]:
    if _is_too_much(old, new):
        yield from _edited(old, new)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            for text in new[c:d]:
                yield LinePair("same", [Piece(text)], [Piece(text)])
        else:
            yield from _edited(old[a:b], new[c:d])


def _edited(old: Sequence[str], new: Sequence[str]) -> Iterator[LinePair]:
    """Lines that differ, each beside the one it was made of, in the order of both."""
    i = j = 0
    for at_old, at_new in [*_pairs(old, new), (len(old), len(new))]:
        for text in old[i:at_old]:
            yield LinePair("gone", old=[Piece(text, is_marked=True)])
        for text in new[j:at_new]:
            yield LinePair("new", new=[Piece(text, is_marked=True)])
        if at_old < len(old):
            pieces = _marked_words(old[at_old], new[at_new])
            yield LinePair("changed" if old[at_old] != new[at_new] else "same", *pieces)
        i, j = at_old + 1, at_new + 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of lines, in order, that have most in common."""
    if len(old) == len(new) == 1:
        return [(0, 0)]
    if len(old) * len(new) > _PAIRS_MAX:
        return [(i, i) for i in range(min(len(old), len(new)))]
    words = [[Counter(_words(text)) for text in texts] for texts in (old, new)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]  # from these lines to the end
    share = [[_share(a, b) for b in words[1]] for a in words[0]]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = best[i + 1][j + 1] + share[i][j]
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _share(one: Counter[str], other: Counter[str]) -> float:
    """The part of their words that two lines share; 0 if it is too little."""
    longer = max(one.total(), other.total())
    share = (one & other).total() / longer if longer else 0.0
    return share if share >= _ALIKE else 0.0


# -- Words -----------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    return [token.rstrip() for token in _TOKEN.findall(text)]


def _marked_words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both lines with the words marked that differ; all of them where that is too much to find."""
    a, b = _words(old), _words(new)
    if _is_too_much(a, b):
        return [Piece(old, is_marked=True)], [Piece(new, is_marked=True)]
    matches = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    kept = [match for match in matches if not _is_island(match, a, b)]
    return (
        _pieces(_TOKEN.findall(old), [(match.a, match.a + match.size) for match in kept]),
        _pieces(_TOKEN.findall(new), [(match.b, match.b + match.size) for match in kept]),
    )


def _is_island(match: Any, a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether a match is a single short word between two edits, as *der* or a comma."""
    is_inside = match.a > 0 and match.a + match.size < len(a)
    is_inside_both = is_inside and match.b > 0 and match.b + match.size < len(b)
    return is_inside_both and match.size == 1 and len(a[match.a]) <= _ISLAND


def _pieces(tokens: Sequence[str], same: Iterable[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for begin, end in [*same, (len(tokens), len(tokens))]:
        differs = "".join(tokens[at:begin])
        words = differs.rstrip()
        if words:
            pieces.append(Piece(words, is_marked=True))
        # The blank behind a word that differs is not marked.
        pieces.append(Piece(differs[len(words) :] + "".join(tokens[begin:end])))
        at = end
    return [piece for piece in pieces if piece.text]
