"""Footnotes' marks, printed beside a text, and panels, which a reader opens by a button."""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import _Element as Element

from crawler.layouts.reading.element_text import HEADINGS, short_text_of, text_of

# -- Panels that a button or link opens ------------------------------------------------------------

_MIN_PANEL: Final = 30
_MAX_PANEL: Final = 3_000
_TOGGLES: Final = ("data-toggle", "data-bs-toggle", "aria-expanded", "aria-controls")
_MAX_OPENER: Final = 200
_MORE: Final = re.compile(r"(?:mehr|weiter|alle|schlie|zu\b|auf\b|an(?:zeigen)?\b)", re.IGNORECASE)
"""Of buttons that open a panel, those that say nothing of it."""


def opens_panel(button: Element, kind: str) -> bool:
    """Whether a button is the heading of the text that it opens: ``<h3><button>``, accordions."""
    if _MORE.match(text_of(button).strip()):
        return False
    if kind in HEADINGS or kind == "dt":
        return True
    panel = button.getnext()
    if panel is None or type(panel.tag) is not str or panel.tag not in ("div", "section", "p"):
        return False
    text = short_text_of(panel, _MAX_PANEL)
    return text is None or len(text) >= _MIN_PANEL


def toggles(anchor: Element) -> bool:
    """Whether a link within the page opens a panel there, and leads nowhere."""
    return any(anchor.get(name) is not None for name in _TOGGLES)


def follows_opener(element: Element) -> bool:
    """Whether a hidden element stands right behind the button that opens it, and holds a text."""
    before = element.getprevious()
    if before is None or type(before.tag) is not str:
        return False
    if before.tag != "button":
        is_short = short_text_of(before, _MAX_OPENER) is not None
        if not is_short or next(before.iter("button"), None) is None:
            return False
    text = short_text_of(element, _MAX_PANEL)
    return text is not None and len(text) >= _MIN_PANEL and "." in text and _is_unlinked(element)


def _is_unlinked(element: Element) -> bool:
    """Whether most of the text in an element stands outside of links."""
    linked = sum(len(text_of(anchor).strip()) for anchor in element.iter("a"))
    return 2 * linked < len(text_of(element).strip())


# -- Marks of footnotes ----------------------------------------------------------------------------

_MARK: Final = re.compile(r"\W*(?:\d{1,3}|[*†‡]+)(?:\W+\d{1,3})*\W*")
_MAX_MARK: Final = 12
_BEFORE_MARK: Final = re.compile(r"(?:[^\W\d_]{2}|[.,;:!?…\"'»«“”‘’)\]%]|\b(?:19|20)\d\d)\s*$")
"""What a raised figure behind is a footnote's mark: a word, an end of a sentence, a year."""
_UNIT: Final = re.compile(r"(?<![^\W\d_])[µnmcdk]m\s*$")
"""A raised figure behind belongs to it: ``km²``."""
_NOTE: Final = re.compile(r"foot-?note|fuss-?note|noteref|\bfn|\bref", re.IGNORECASE)
_BACK_TO_MARK: Final = frozenset("↩↑^⬆↵⤴")


def marks_footnote(raised: Element, before: list[str], kind: str) -> bool:
    """Whether a raised figure is a footnote's mark, not of the word before it."""
    text = short_text_of(raised, _MAX_MARK)
    if not text or not _MARK.fullmatch(text):
        return False
    anchors = (*raised.iter("a"), *raised.iterancestors("a"))
    if any("#" in (anchor.get("href") or "") for anchor in anchors):
        return True
    word = "".join(before[-3:])[-_MAX_MARK:]
    in_words = bool(_BEFORE_MARK.search(word)) and not _UNIT.search(word)
    return in_words and kind not in HEADINGS


def leads_back(anchor: Element) -> bool:
    """Whether a link is the arrow from a footnote back to its mark."""
    text = short_text_of(anchor, 2)
    return text is not None and text[:1] in _BACK_TO_MARK


def refers_to_note(anchor: Element) -> bool:
    """Whether a link within the page is a footnote's mark: ``[1]``, ``<a class="footnote">2``."""
    text = short_text_of(anchor, _MAX_MARK)
    if not text or not _MARK.fullmatch(text):
        return False
    names = f"{anchor.get('class')} {anchor.get('role')} {anchor.get('id')}"
    return text[0] in "[(*†‡" or bool(_NOTE.search(names))
