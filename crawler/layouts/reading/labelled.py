"""Values behind their labels (``Quelle: …``, ``Länder / Organisationen: …``), wherever they stand.

A label is known by its text, so that it is found in a definition list, a table, a list, a
paragraph with ``<strong>``, a line between ``<br>``, or in one element with its value in the next.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from crawler.german.credits import source_named
from crawler.german.labels import (
    OF_DATES,
    OF_LISTS,
    OF_SECTIONS,
    Label,
    LabelField,
    labelled_values,
)
from crawler.layouts.reading.body import Body
from crawler.layouts.reading.boilerplate import heads_columns, leads_away
from crawler.layouts.reading.date_lines import DATE_SHAPE, first_date
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.flow import Block, TreeNode
from crawler.layouts.reading.images import credits_beside
from crawler.layouts.reading.view import PageView

_ELSEWHERE: Final = BESIDE_ARTICLE | Role.FOOTER | Role.CAPTION | Role.CREDIT
_BESIDE: Final = frozenset({"event", "published", "updated", "image_credit", "author"})
"""What a box of facts beside the article says; the other words head menus there."""
_SEPARATORS: Final = re.compile(r"[\s,;|/·•]*")
_MAX_VALUE: Final = 600
_MAX_LINE: Final = 5_000
_MAX_PIECES: Final = 20
_MAX_LINES: Final = 300
"""Lines of one block that are read, and its inner elements: no trailer has more."""


@dataclasses.dataclass(slots=True)
class Labelled:
    """A label's values, one an element, and the label as printed."""

    field: LabelField
    label: str
    node: TreeNode
    values: list[str] = dataclasses.field(default_factory=list)
    blocks: list[Block] = dataclasses.field(default_factory=list)
    """Where label and values stand."""

    @property
    def text(self) -> str | None:
        """The value in one piece, None where nothing follows the label."""
        return " ".join(self.values).strip() or None


def find_labelled(view: PageView, body: Body) -> dict[LabelField, Labelled]:
    """The labelled values around the article; of several under one label the first with a value.

    One in the midst of the text (``Quelle: …`` under a table) yields to the page's own.
    """
    text = body.text
    midst = range(text[0].index, text[-1].index) if text else range(0)
    around, within = _LabelReader(), _LabelReader()
    skipped = set(map(id, (*text, *view.heading)))
    article = body.place
    for block in view.blocks:
        reader, other = (within, around) if block.index in midst else (around, within)
        other.close()
        if id(block) in skipped:
            reader.close()
            continue
        if view.in_fact_box(block):
            reader.read(block, beside=False, boxed=True)
            continue
        under_table = block.index > 0 and view.blocks[block.index - 1].kind == "tr"
        if reader is within and under_table and block.label and block.label.field == "source":
            reader.close()
            continue
        roles = view.roles(block)
        if roles & _ELSEWHERE or leads_away(block) or credits_beside(view, block):
            reader.close()
            continue
        beside = (
            (article is None and view.page.has_markup)
            or (article is not None and not block.node.is_within(article))
            or bool(roles & Role.ASIDE)
        )
        reader.read(block, beside)
    said = {field: entry for field, entry in around.found.items() if entry.values}
    return around.found | within.found | said


class _LabelReader:
    """Reads blocks one after the other; an open label takes the values that follow it."""

    def __init__(self) -> None:
        self.found: dict[LabelField, Labelled] = {}
        self._open: Labelled | None = None
        self._heads: list[str] = []
        self._pieces: tuple[Block, list[str]] | None = None

    def close(self) -> None:
        """What comes next is no value of what came before."""
        self._open = None

    def read(self, block: Block, beside: bool, *, boxed: bool = False) -> None:
        """Read a block; ``beside``: not in the article; ``boxed``: among facts only."""
        if len(block.cells) > 2:
            self._columns(block)
            return
        lines = block.cells or block.text.split("\n", _MAX_LINES)[:_MAX_LINES]
        for line in lines:
            pairs = list(labelled_values(line)) if 0 < len(line) <= _MAX_LINE else []
            if pairs and (pairs[0][0].start <= 3 or _is_second_date(line, pairs[0][0])):
                self._labels(block, line, pairs, beside=beside, boxed=boxed)
            elif not self._takes(block, line):
                self.close()

    def _columns(self, block: Block) -> None:
        """A row of labels opens columns; every other wide row is a table's of data."""
        self.close()
        heads, self._heads = self._heads, block.cells if heads_columns(block) else []
        if len(heads) == len(block.cells):
            for head, cell in zip(heads, block.cells, strict=True):
                line = f"{head.rstrip(': ')}: {cell}"
                self._labels(block, line, list(labelled_values(line)), beside=False, boxed=True)

    def _labels(
        self,
        block: Block,
        line: str,
        pairs: list[tuple[Label, str]],
        *,
        beside: bool,
        boxed: bool,
    ) -> None:
        for label, value in pairs:
            bare = ":" not in line[label.start : label.end]
            if label.field in OF_SECTIONS or (beside and label.field not in _BESIDE):
                self.close()
                return
            if bare and not value and not boxed and not _is_term(block):
                self.close()  # a heading that happens to be such a word
                return
            if len(value) > _MAX_VALUE:
                self.close()
                return
            if label.field == "source" and value and source_named(value) is None:
                self.close()
                continue
            entry = Labelled(label.field, label.text, block.node)
            entry.blocks.append(block)
            if value:
                entry.values = self._entries(label.field, value, block)
            known = self.found.get(label.field)
            if known is None or not known.values:
                self.found[label.field] = entry
                self._open = entry
            elif label.field == "event" and known.label != entry.label:  # Beginn, Ende
                until = " bis " if label.text.startswith("Ende") else "; "
                known.values[-1:] = [until.join([known.values[-1], *entry.values])]
                known.blocks.append(block)
                self._open = None
            elif label.field in OF_LISTS and known.label == entry.label:
                known.values.extend(entry.values)
                known.blocks.append(block)
                self._open = known
            else:
                self._open = None

    def _takes(self, block: Block, line: str) -> bool:
        """Whether a line without a label is a value of the label before it."""
        entry = self._open
        if entry is None or not line or block.is_heading or len(line) > _MAX_LINE:
            return entry is not None and not line
        if len(line) > _MAX_VALUE and entry.field not in OF_LISTS:
            return False
        if _distance(entry.node, block.node) > 3 or self._is_paragraph(block, entry):
            return False
        if entry.field in OF_DATES and not first_date(line):
            return False
        if entry.values and entry.field not in OF_LISTS:
            return False
        if (
            block.kind not in ("dd", "li", "td", "tr")
            and entry.values
            and block not in entry.blocks
            and not (block.node.own & Role.TAGS)
        ):
            return False
        entry.values.extend(self._entries(entry.field, line, block))
        entry.blocks.append(block)
        return True

    def _is_paragraph(self, block: Block, entry: Labelled) -> bool:
        """Long values exist (a source with three institutes), but they are no sentences."""
        if not block.is_prose or block.cells:
            return False
        if entry.field in OF_LISTS:  # 38 countries in one paragraph
            return block.text.endswith(".")
        return bool(entry.values) or len(block.text) > 300 or block.text.endswith(".")

    def _entries(self, field_name: LabelField, value: str, block: Block) -> list[str]:
        if field_name not in OF_LISTS:
            return [value]
        if self._pieces is None or self._pieces[0] is not block:
            self._pieces = block, _inner_texts(block)
        return split_by_elements(value, self._pieces[1])


def split_by_elements(value: str, pieces: Iterable[str]) -> list[str]:
    """Split ``USA EU`` where elements do, if they make up the whole value; else leave it whole."""
    rest, found = value, []
    for piece in pieces:
        if piece and rest.startswith(piece) and piece != value:
            found.append(piece)
            rest = rest[len(piece) :]
            rest = rest[_SEPARATORS.match(rest).end() :]  # type: ignore[union-attr]
    return found if found and not rest else [value]


def _inner_texts(block: Block) -> list[str]:
    """The texts of the elements in a block, of each no more than a value has."""
    inner = block.node.element.iter("a", "span", "li", "em", "p", "div")
    return [
        " ".join("".join(map(str, islice(element.itertext(), _MAX_PIECES))).split())
        for element in islice(inner, _MAX_LINES)
        if element is not block.node.element
    ]


def _is_second_date(line: str, label: Label) -> bool:
    """``09.04.2019, 14:30 Uhr | Aktualisiert: 10.04.2019``."""
    return label.field in OF_DATES and bool(DATE_SHAPE.match(line))


def _is_term(block: Block) -> bool:
    """Whether the markup makes a word a label without its colon: a term, one of a pair, bold."""
    if block.kind in ("dt", "td", "tr", "th", "li") or block.all_strong:
        return True
    row = block.node.element.getparent()
    # an element counts its children one by one, and a text's has thousands
    return row is not None and len(list(islice(row, 3))) == 2 and not block.is_heading


def _distance(one: TreeNode, other: TreeNode) -> int:
    """How far up from ``one`` the place is that holds both."""
    above = set(other.lineage())
    for steps, node in enumerate(one.lineage()):
        if node in above:
            return steps
    return 99
