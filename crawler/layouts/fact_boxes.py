"""Boxes of facts: places on a page that hold what signs an article, and nothing else.

Two of the labels Quelle, Redaktion, Länder / Organisationen in one place, without a sentence beside
them, are no coincidence: there they are labels even without a colon, in a sidebar or in a footer.
"""

from __future__ import annotations

from typing import Final

from crawler.german.labels import LabelField, read_label
from crawler.layouts.blocks import Block, Node

_INITIALS: Final = frozenset("QTORL")
"""Of the labels looked for: most lines of a page begin with another letter."""
_MAX_LABELLED: Final = 700
_LEVELS: Final = 4
"""How far above its labels a box may be."""
_SENTENCE_ENDS: Final = (".", "!", "?", ".“", ".”", '."')


def find_fact_boxes(blocks: list[Block]) -> frozenset[Node]:
    """The places that hold at least two of the labels and no sentence."""
    told: dict[Node, set[LabelField]] = {}
    for block in blocks:
        if fields := _fields(block):
            for node, _ in zip(block.node.lineage(), range(_LEVELS), strict=False):
                told.setdefault(node, set()).update(fields)
    boxes = {node for node, fields in told.items() if len(fields) > 1 and node.parent is not None}
    if boxes:
        for block in blocks:
            if len(block.text) >= 40 and block.text.endswith(_SENTENCE_ENDS):
                boxes.difference_update(block.node.lineage())
    return frozenset(boxes)


def heads_columns(block: Block) -> bool:
    """Whether a table's row consists of labels, whose values stand in the next row."""
    return len(block.cells) > 1 and all(map(_is_bare, block.cells))


def _is_bare(text: str) -> bool:
    label = read_label(text)
    return label is not None and label.end == len(text)


def _fields(block: Block) -> set[LabelField]:
    """The signing labels a block's lines, or its cells, begin with."""
    found: set[LabelField] = set()
    if len(block.text) <= _MAX_LABELLED:
        for line in block.cells or block.text.split("\n"):
            label = read_label(line) if line[:1] in _INITIALS else None
            if label is not None and _signs(label.field, label.text):
                found.add(label.field)
    return found


def _signs(field: LabelField, text: str) -> bool:
    return field in ("source", "editor") or (field == "places" and "rganisation" in text)
