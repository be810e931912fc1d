"""When the article was last changed, as a line beside its headline or under its text says.

``Veröffentlicht am 4. Mai 2021 (aktualisiert am 7. Mai 2021)``: labels at the start of a line are
found with all others (``labelled``); here are those that stand behind another date, and elements
that are called so.
"""

from __future__ import annotations

from typing import Final

from crawler.layouts.reading.body import Body
from crawler.layouts.reading.date_candidates import (
    OTHERS,
    ScoredText,
    is_called_modified,
)
from crawler.layouts.reading.date_lines import DATE_SHAPE, DatedFact, dated_facts, may_hold_date
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.view import PageView

_MAX_LENGTH: Final = 200


def find_updated(view: PageView, body: Body) -> ScoredText | None:
    """The line or value that says when the article was last changed."""
    named: ScoredText | None = None
    for block, _ in body.around:
        if len(block.text) > _MAX_LENGTH or not may_hold_date(block.text):
            continue
        if view.roles(block) & (OTHERS | Role.ASIDE):
            continue
        for line in block.text.split("\n"):
            for fact in dated_facts(line):
                if fact.role == "updated":
                    return ScoredText(fact.text, block.node)
                if named is None and fact.role == "unsaid" and is_called_modified(block):
                    named = ScoredText(_value(fact, block), block.node)
    return named


def _value(fact: DatedFact, block: Block) -> str:
    when = block.node.element.get("datetime") or ""
    return when if DATE_SHAPE.match(when) else fact.date
