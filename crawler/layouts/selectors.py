"""Selectors by which a layout declares where a field stands: ``lead = css("p.c-intro__lead")``.

A declared selector wins over the rules of ``crawler.layouts.reading``, and what it selects is taken
out of the text these rules find. The selector is the value's origin: ``inspect`` shows it, and it
is stored in ``published_from``.

**A selector that matches nothing, or nothing with text, is no error**: the field falls back to the
parent's selector or method, and at last to the rules of reading. A page of a redesigned portal is
read like any other of its family, and its origins (``h1.headline`` for ``h1.c-title``) tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final, cast

from lxml.etree import _Element as Element
from parsel import Selector, css2xpath

from crawler.german.labels import read_label
from crawler.items import PARAGRAPH_BREAK, Breadcrumb
from crawler.layouts.reading.element_roles import RoleLexicon
from crawler.layouts.reading.flow import Block, walk
from crawler.layouts.reading.page import Page
from crawler.layouts.values import MAX_TEXT, MAX_TITLE, Value

LINES: Final = frozenset(
    {"title", "subtitle", "kicker", "published", "updated", "deadline", "source", "editor"}
)
"""Fields of one line: the first match with text."""
LISTS: Final = frozenset({"places", "topics", "further_reading", "breadcrumbs"})
"""Fields of several entries: each match is one."""
DECLARABLE: Final = LINES | LISTS | {"lead", "body"}
"""Fields a selector may be declared for."""

_LABELLED: Final = frozenset({"updated", "deadline", "source", "editor", "places", "topics"})
"""Fields whose label is no part of the value: ``Quelle: Talamt``."""
_MAX_MATCHES: Final = 1_000
_PROBE: Final = Selector("<p></p>", type="html")

Match = Element | str
"""An element, or the text of ``::text``, ``::attr(…)``, ``/@datetime``."""


def css(query: str) -> Any:
    """Declare by a CSS selector where a field stands. As a class attribute of a layout.

    ``title``, ``subtitle``, ``kicker``, ``published``, ``updated``, ``deadline``, ``source`` and
    ``editor`` are the text of the first match that has any, in one line; ``lead`` too, in
    paragraphs; ``body`` all matches, in paragraphs; ``places``, ``topics``, ``further_reading`` and
    ``breadcrumbs`` have one entry a match. A leading label (``Quelle:``) is left out.

    Where it matches nothing, or only elements without text, **the field falls back** to the
    parent's selector or method, and at last to the rules of reading. ``None`` instead of a selector
    goes back to these rules at once; a method of the same name replaces all.

    Args:
        query: CSS as parsel reads it, with ``::text`` and ``::attr(name)``. These give a text that
            no element stands for: it is not taken out of the body.

    Raises:
        ValueError: the query is no CSS selector.

    Returns ``Any``, so that a type checker accepts it in place of a method.
    """
    try:
        expression = css2xpath(query)
    except SyntaxError as error:  # cssselect's
        raise ValueError(f"{query!r} is no CSS selector: {error}") from None
    return FieldSelector(query, expression)


def xpath(query: str) -> Any:
    """Declare by an XPath expression where a field stands. Falls back like ``css``.

    Args:
        query: XPath 1.0 as parsel reads it, with ``re:test()`` and ``has-class()``.

    Raises:
        ValueError: the query is no XPath expression.
    """
    return FieldSelector(query, query)


class FieldSelector:
    """A selector declared for a field; takes the place of the method that reads the field.

    Args:
        query: as declared; the origin of the values it finds.
        expression: the same in XPath.
    """

    def __init__(self, query: str, expression: str) -> None:
        _PROBE.xpath(expression)  # a ValueError when the layout is written, not at the first page
        self.query = query
        self.field = ""
        self._expression = expression
        self._layout: type[Any] = object

    def __set_name__(self, layout: type[Any], field: str) -> None:
        self._layout, self.field = layout, field

    def __get__(self, layout: Any, kind: type[Any] | None = None) -> Any:
        return self if layout is None else partial(self._read, layout)

    def _read(self, layout: Any) -> Value[Any] | None:
        value = self.value_on(layout.page, layout.lexicon)
        if value is None:
            fallback: Value[Any] | None = getattr(super(self._layout, layout), self.field)()
            return fallback
        if self.field == "body" and (blocks := layout.view.declared_blocks("body")):
            # what the page is read by, without the legends and other fields declared in it
            value = PARAGRAPH_BREAK.join(block.line for block in blocks)[:MAX_TEXT]
        return Value(value, self.query, layout=self._layout.name, declared=True)

    def value_on(self, page: Page, lexicon: RoleLexicon) -> Any:
        """The field's value on a page; None where nothing with text matches."""
        matches = self.matches(page, lexicon)
        if self.field == "breadcrumbs":
            return [_crumb(page, match, lexicon) for match in matches] or None
        lines = [self._text(match, lexicon) for match in matches]
        if self.field in LISTS:
            return lines or None
        text = PARAGRAPH_BREAK.join(lines)
        return text[: MAX_TITLE if self.field in LINES else MAX_TEXT] or None

    def matches(self, page: Page, lexicon: RoleLexicon) -> list[Match]:
        """What is selected on a page: all matches with text, of a single value the first."""
        found: list[Match] = []
        for selected in page.selector.xpath(self._expression)[:_MAX_MATCHES]:
            match = cast(Match, selected.root)
            if _is_within(match, found) or not self._text(match, lexicon):
                continue
            found.append(match)
            if self.field not in LISTS and self.field != "body":
                break
        return found

    def _text(self, match: Match, lexicon: RoleLexicon) -> str:
        lines = _lines(match, lexicon)
        if self.field in ("lead", "body"):
            return PARAGRAPH_BREAK.join(lines)
        line = " ".join(lines)
        label = read_label(line) if self.field in _LABELLED else None
        return line[label.end :].strip() if label and label.field == self.field else line


def _lines(match: Match, lexicon: RoleLexicon) -> list[str]:
    """The visible paragraphs of a match."""
    if isinstance(match, str):
        return [line] if (line := " ".join(match.split())) else []
    return [block.line for block in seen(match, lexicon)]


def seen(element: Element, lexicon: RoleLexicon) -> Iterator[Block]:
    """The visible blocks in an element."""
    yield from walk(element, lexicon).blocks


def _is_within(match: Match, found: Sequence[Match]) -> bool:
    """Whether a match lies in one that is taken already."""
    if isinstance(match, str) or not found:
        return False
    taken = {id(other) for other in found}
    return any(id(above) in taken for above in match.iterancestors())


def _crumb(page: Page, match: Match, lexicon: RoleLexicon) -> Breadcrumb:
    label = " ".join(_lines(match, lexicon))
    link = None if isinstance(match, str) else next(match.iter("a"), None)
    return Breadcrumb(label, page.absolute(link.get("href")) if link is not None else None)
