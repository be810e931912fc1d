"""Features of a block by itself: its length, how it ends, its links, what it tells the reader.

Named features, which ``weighing`` weighs beside those of its place and its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
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

_WORD: Final = re.compile(r"[^\W\d_]+")
_COMMON_WORDS: Final = """aber als am an auch auf aus bei bis da das dass dem den der des die dies
    diese dieser durch ein eine einem einen einer eines er es für hat haben ich ihr im in ist kann
    mehr mit nach nicht noch nur oder sein sich sie sind so sowie über um und unter von vor war was
    wenn werden wie wir wird wurde wurden zu zum zur"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
_LENGTHS: Final = (25, 50, 80, 160, 400)
_SHARES: Final = (0.01, 0.15, 0.3)
_KINDS: Final = {"tr": "td", "th": "td", "dd": "dt"}
SAYS: Final = {
    "says consent": ("cookie", "datenschutz", "drittanbieter", "einwillig", "externe inhalt",
        "externen inhalt", "externer inhalt"),
    "says subscribe": ("newsletter", "abonn", "anmeld", "kostenlos", "registrier", "jetzt lesen",
        "jetzt bestellen", "jetzt kaufen", " app ", "folgen sie", "whatsapp", "instagram",
        "facebook"),
    "says you": ("sie können", "ihre ", "ihren ", "ihrer ", "unsere", "wir ", "melden sie",
        "klicken", "jetzt ", " du ", " dein"),
}  # fmt: skip


def words_of(block: Block) -> Iterator[str]:
    """The features of a block that its own text and markup tell."""
    text = block.text
    yield "kind: " + ("heading" if block.is_heading else _KINDS.get(block.kind, block.kind))
    yield f"length: {step(len(text), _LENGTHS)}"
    if not block.is_heading:
        if text.rstrip().endswith(":"):
            yield "ends: colon"
        elif ends_sentence(block):
            yield "ends: sentence"
        else:
            yield "ends: broken off" if breaks_off(block) else "ends: open"
        if block.all_strong:
            yield "bold"
    words = _WORD.findall(text[:600].lower())
    if words:
        share = sum(word in _COMMON for word in words) / len(words)
        yield f"common words: {step(share, _SHARES)}"
    if not block.linked:
        yield "links: none"
    else:
        share = block.linked / len(text)
        yield "links: " + ("few" if share < 0.25 else "half" if share < 0.8 else "all")
        if is_teaser_text(block):
            yield "teaser"
        if points_elsewhere(block):
            yield "points elsewhere"
    if stands_everywhere(block):
        yield "says standing text"
    lower = text.lower()
    for name, said in SAYS.items():
        if any(words in lower for words in said):
            yield name
    if len(text) < 200 and reaches_somebody(block):
        yield "says contact"
    if len(text) < 150:
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


def step(value: float, limits: tuple[float, ...]) -> str:
    """The part of a scale a value lies in, by name."""
    at = bisect(limits, value)
    return f"under {limits[at]}" if at < len(limits) else f"{limits[-1]} and more"
