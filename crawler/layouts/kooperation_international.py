"""Kooperation international: TYPO3 with tx_contentaggregation, online until the end of 2025.

Breadcrumb · title · one head line · lead · text · "Zum Nachlesen" · trailer · "Weitere
Informationen" · "Projektträger". The head line is a rubric on news, ``Stichtag: DATE RUBRIC`` on
calls, ``Erscheinungsdatum: DATE inside Newsletter`` on documents.
"""

from __future__ import annotations

import re
from functools import cached_property

from crawler.german.kinds import kind_of_url
from crawler.german.labels import Label, read_label
from crawler.items import Kind
from crawler.layouts.layout import Value, describe
from crawler.layouts.reading.date_lines import DATE_SHAPE, is_date, without_date
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.page import Page
from crawler.layouts.typo3 import Typo3
from crawler.urls import is_web_url

_PLUG_IN = (b"tx-contentaggregation", b"tx_contentaggregation")
_ITEM = re.compile(r"/detail(?:-[a-z-]+)?/info/[^/?#]+")
_IN_TEXT = re.compile("<dt>Länder / Organisationen:".encode())
"""What its pages have also where only their text is left."""
_IN_UNKNOWN_TEXT = re.compile(
    _IN_TEXT.pattern + b"|class=breadcrumb>|<p>(?:Stichtag|Erscheinungsdatum): "
)
"""The same of a text without its URL, which nothing else tells."""


class KooperationInternational(Typo3):
    """An article of Kooperation international."""

    name = "kooperation_international"

    @classmethod
    def recognises(cls, page: Page) -> bool:
        """Whether the aggregation plug-in shows a single item here.

        Its URLs outlived its names in the markup: every rebuilding of the portal kept them.
        """
        if _ITEM.search(page.url):
            return True
        if not page.has_markup:
            signs = _IN_TEXT if is_web_url(page.url) else _IN_UNKNOWN_TEXT
            return bool(signs.search(page.source))
        is_item = "/info/" in page.url or "/buf/" in page.url
        return is_item and any(mark in page.source for mark in _PLUG_IN)

    @cached_property
    def head_line(self) -> list[Block]:
        """The blocks of the short line between title and lead or text."""
        line: list[Block] = []
        for block in self.view.blocks[self.view.text_start :][:3]:
            roles = self.view.roles(block)
            if block in self.found_body.text or roles & (
                Role.LEAD | Role.FIGURE | Role.BODY | Role.SUBTITLE
            ):
                break
            if not self.page.has_markup and not roles & (Role.KICKER | Role.DATE):
                break
            if block.is_heading or (block.all_strong and not read_label(block.text)):
                break
            if len(block.text) > 150:
                break
            line.append(block)
        return line

    @cached_property
    def head_label(self) -> Label | None:
        """``Stichtag`` or ``Erscheinungsdatum``, where the head line starts with one."""
        if not self.head_line:
            return None
        first = self.head_line[0]
        return read_label(first.cells[0] if first.cells else first.text)

    def kind(self) -> Value[Kind] | None:
        """Calls have a Stichtag, documents an Erscheinungsdatum; else the URL's section tells.

        Where it says nothing, news have a trailer and other pages none.
        """
        if not self.found_body.text:
            return None
        label = self.head_label.field if self.head_label is not None else None
        section = kind_of_url(self.page.url)
        if label == "deadline":
            return Value("bekanntmachung", self._place(self.head_line))
        if "deadline" in self.labelled:  # above the title, as portals have it that were rebuilt
            return Value("bekanntmachung", describe(self.labelled["deadline"].node.element))
        if label == "published" and section in (None, "nachricht"):
            return Value("publikation", self._place(self.head_line))
        if section is not None:
            return Value(section, "section of the URL")
        if not self.page.has_markup:
            return None  # what a text does not show may still have been on the page
        return Value("nachricht", "trailer") if self.labelled else Value("seite", "no trailer")

    def kicker(self) -> Value[str] | None:
        """The head line without label and date."""
        line = [block for block in self.head_line if self.head_label or not is_date(block.text)]
        text = " ".join(block.cells[-1] if block.cells else block.line for block in line)
        if self.head_label is not None and self.head_label.field == "event":
            text = ""
        elif self.head_label is not None:
            start = 0 if self.head_line[0].cells else self.head_label.end
            text = without_date(text[start:])
        return Value(text, self._place(self.head_line)) if text else super().kicker()

    def deadline(self) -> Value[str] | None:
        """The date behind ``Stichtag:`` in the head line."""
        return self._dated("deadline") or super().deadline()

    def published(self) -> Value[str] | None:
        """The date behind ``Erscheinungsdatum:`` in the head line; news show none."""
        if self._head_is_of_event:
            return super().published()
        return self._dated("published") or super().published()

    def event(self) -> Value[str] | None:
        """The date behind ``Datum:`` in the head line, where the page announces an event."""
        return (self._head_is_of_event and self._dated("published")) or super().event()

    @property
    def _head_is_of_event(self) -> bool:
        label = self.head_label
        is_date = label is not None and label.text == "Datum"
        return is_date and kind_of_url(self.page.url) == "termin"

    def _dated(self, field: str) -> Value[str] | None:
        if self.head_label is None or self.head_label.field != field:
            return None
        for block in self.head_line:
            if match := DATE_SHAPE.search(block.line):
                return Value(match.group(), describe(block.node.element))
        return None
