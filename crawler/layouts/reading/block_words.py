"""Features of a block by itself: its length, how it ends, its links, what it tells the reader.

Named features, which ``weighing`` weighs beside those of its place and its neighbours: first what a
glance tells, and its words where these may decide.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from typing import Final

from crawler.layouts.reading.boilerplate import (
    credits_image,
    heads_something_else,
    is_label,
    names_writer,
    points_elsewhere,
    reaches_somebody,
    signs_article,
)
from crawler.layouts.reading.date_lines import is_date, opens_with_date
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.interruptions import (
    breaks_off,
    ends_sentence,
    is_teaser_text,
    stands_everywhere,
)


class Scale:
    """The parts of a scale, by name: ``length: under 25`` … ``length: 400 and more``.

    Args:
        name: what is measured.
        limits: where one part ends and the next begins.
    """

    def __init__(self, name: str, *limits: float) -> None:
        self._limits = limits
        self.parts = [
            *(f"{name}: under {limit}" for limit in limits),
            f"{name}: {limits[-1]} and more",
        ]

    def part(self, value: float) -> str:
        """The part that a value lies in."""
        return self.parts[bisect(self._limits, value)]


# -- What is seen of a block at a glance -----------------------------------------------------------

_KINDS: Final = {"tr": "td", "th": "td", "dd": "dt"}
_LENGTH: Final = Scale("length", 25, 50, 80, 160, 400)
_LINE: Final = 150


def looks_of(block: Block) -> Iterator[str]:
    """Its kind and length, how it ends, how much of it is linked, and what it is as a line."""
    text = block.text
    yield "kind: heading" if block.is_heading else f"kind: {_KINDS.get(block.kind, block.kind)}"
    yield _LENGTH.part(len(text))
    if not block.is_heading:
        if text.rstrip().endswith(":"):
            yield "ends: colon"
        elif ends_sentence(block):
            yield "ends: sentence"
        else:
            yield "ends: broken off" if breaks_off(block) else "ends: open"
        if block.all_strong:
            yield "bold"
    if not block.linked:
        yield "links: none"
    else:
        share = block.linked / len(text)
        yield "links: few" if share < 0.25 else "links: half" if share < 0.8 else "links: all"
    if len(text) < _LINE:
        if heads_something_else(block):
            yield "heads others"
        if signs_article(block) or credits_image(block) or is_label(block):
            yield "labelled"
        if is_date(text):
            yield "a date"
        if opens_with_date(text):
            yield "opens with a date"
        if names_writer(block):
            yield "names writer"


# -- What the words of a block say: slow to tell, and of less weight -------------------------------

_WORD: Final = re.compile(r"[^\W\d_]+")
_READ: Final = 600
"""Characters of a block whose words are counted."""
_COMMON_WORDS: Final = """aber als am an auch auf aus bei bis da das dass dem den der des die dies
    diese dieser durch ein eine einem einen einer eines er es für hat haben ich ihr im in ist kann
    mehr mit nach nicht noch nur oder sein sich sie sind so sowie über um und unter von vor war was
    wenn werden wie wir wird wurde wurden zu zum zur"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
_COMMON_SHARE: Final = Scale("common words", 0.01, 0.15, 0.3)
SAYS: Final = {
    "says consent": ("cookie", "datenschutz", "drittanbieter", "einwillig", "externe inhalt",
        "externen inhalt", "externer inhalt"),
    "says subscribe": ("newsletter", "abonn", "anmeld", "kostenlos", "registrier", "jetzt lesen",
        "jetzt bestellen", "jetzt kaufen", " app ", "folgen sie", "whatsapp", "instagram",
        "facebook"),
    "says you": ("sie können", "ihre ", "ihren ", "ihrer ", "unsere", "wir ", "melden sie",
        "klicken", "jetzt ", " du ", " dein"),
}  # fmt: skip
_JUDGES: Final[dict[str, Callable[[Block], bool]]] = {
    "teaser": lambda block: bool(block.linked) and is_teaser_text(block),
    "points elsewhere": points_elsewhere,
    "says standing text": stands_everywhere,
    "says contact": reaches_somebody,
}
WORDS: Final = (*_COMMON_SHARE.parts, *SAYS, *_JUDGES)
"""All names that ``words_of`` may give."""


def words_of(block: Block) -> Iterator[str]:
    """Whether its words are those of a text, of a teaser, of what portals print everywhere."""
    lower = block.text.lower()
    if words := _WORD.findall(lower, 0, _READ):
        yield _COMMON_SHARE.part(sum(map(_COMMON.__contains__, words)) / len(words))
    for name, said in SAYS.items():
        if any(words in lower for words in said):
            yield name
    for name, says in _JUDGES.items():
        if says(block):
            yield name
