"""Dates that were moved: ``vom 3. Mai auf den 12. September 2019 verschoben`` is no range.

It is a new date and an old one. The old one of an extended deadline holds no longer, and one that
is told by its day or month alone (``von Mai auf September``) is none by itself.
"""

from __future__ import annotations

import re

from crawler.german.dates.nodes import Node, PartialDate
from crawler.german.dates.ranges import Range, completed
from crawler.german.dates.sentences import sentence_around

_ONTO = re.compile(r"\s+auf\s+(?:(?:den|dem|spätestens|voraussichtlich)\s+)*")
_MOVED = re.compile(
    r"\b(?:\w*(?:verschoben|verschieb|verschob|verleg|vorverleg|vorgezogen|vorzieh|zurückverleg|umgelegt|"
    r"verlänger|ausgedehnt|ausgeweitet|verkürz|geändert|aufgeschoben|vertag|terminiert|ändert|rückt))\w*",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(r"\b(?:\w*[Ff]rist|\w*schluss|\w*[Ll]aufzeit|\w*verlänger|\w*verkürz)\w*")
_NIGHT = re.compile(r"\b\w*[Nn]acht\s+(?:vom|von)\s+(?:\w+tag,?\s+(?:den\s+)?)?$")


def moved(
    node: Node, text: str, span: tuple[int, int]
) -> list[tuple[Node, tuple[int, int]]] | None:
    """The old date and the new one, or the new one alone; None where ``node`` was not moved."""
    if not isinstance(node, Range):
        return None
    onto = _ONTO.search(text, *span)
    if onto is None:
        return None
    before, after = sentence_around(text, *span)
    if _NIGHT.search(before) or not _MOVED.search(f"{before} {after}"):
        return None
    old, new = completed(node.first, node.last, node.frame)
    dates: list[tuple[Node, tuple[int, int]]] = [(new, (onto.end(), span[1]))]
    has_month = isinstance(node.first, PartialDate) and node.first.month is not None
    if has_month and not _NO_LONGER.search(f"{before} {after}"):
        dates.insert(0, (old, (span[0], onto.start())))
    return dates
