"""Which element says when the article was published.

A page is full of dates: of events, of related articles, of the CMS's last change. The article's own
stands beside its headline or under its text, alone in its element or in a line of facts, or behind
a label. A visible date beats every date in the page's metadata; dates of teasers and related items
never count; a page that shows no date of its own stays undated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crawler.german.labels import find_labels, read_label
from crawler.layouts import names as role
from crawler.layouts.blocks import Block, Node
from crawler.layouts.date_shape import DATE_SHAPE, is_date, opens_with_date
from crawler.layouts.headline import is_prose
from crawler.layouts.reading import Reading

_OTHERS: Final = (
    role.NAVIGATION
    | role.BREADCRUMB
    | role.RELATED
    | role.COMMENTS
    | role.ADVERT
    | role.CAPTION
    | role.CREDIT
    | role.TOOLS
    | role.CONTACT
    | role.DOWNLOAD
)
_BEFORE: Final = 8
_MAX_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the page and the place it stands in."""

    text: str
    node: Node
    score: float = 0.0


def find_published(reading: Reading) -> Found | None:
    """The line with the article's publication date, verbatim; None on an undated page."""
    best: Found | None = None
    for block, nearness in _neighbourhood(reading):
        found = _read(block, reading.roles(block), nearness)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best if best is not None and best.score >= 4 else None


def _neighbourhood(reading: Reading) -> list[tuple[Block, float]]:
    """What may say it: blocks around the headline (3 points), behind the text (1), beside (0)."""
    if reading.headline is None:
        return []
    heading = reading.heading
    first = heading[0].index if heading else reading.headline
    around: list[tuple[Block, float]] = [
        (block, 3.0 - 0.1 * (first - block.index))
        for block in reading.blocks[max(0, first - _BEFORE) : first]
        if reading.is_near_headline(block)
    ]
    around += [(block, 3.5) for block in heading]
    text = set(map(id, reading.parts.text))
    article = reading.article
    prose_seen = False
    for block in reading.blocks[reading.text_start :]:
        if id(block) in text:
            prose_seen = prose_seen or is_prose(block)
            continue
        if not prose_seen:
            around.append((block, 3.0))
        elif article is not None and article in block.node.lineage():
            around.append((block, 1.0))
        elif reading.roles(block) & role.ASIDE:
            around.append((block, 0.0))
    return _with_labels(around)


def _with_labels(blocks: list[tuple[Block, float]]) -> list[tuple[Block, float]]:
    """Points for a value whose label stands in the block before: ``<dt>Datum</dt><dd>…``."""
    weighed: list[tuple[Block, float]] = []
    before: Block | None = None
    for block, points in blocks:
        if before is not None and block.index == before.index + 1 and len(before.text) < 40:
            label = read_label(before.text)
            if label is not None and label.end == len(before.text):
                points += {"published": 6.0, "updated": -9.0, "deadline": -9.0}.get(label.field, 0)
        weighed.append((block, points))
        before = block
    return weighed


def _read(block: Block, roles: int, nearness: float) -> Found | None:
    if roles & _OTHERS or (len(block.text) > _MAX_LENGTH and not roles & role.META):
        return None
    if roles & role.FOOTER and nearness < 2:
        return None
    if nearness < 2 and not _is_line_of_facts(block):
        return None
    if nearness == 0 and not roles & role.META:
        return None
    element = block.node.element
    for line in block.text.split("\n"):
        dates = DATE_SHAPE.findall(line)
        if not dates:
            continue
        score = nearness
        fields = {label.field for label in find_labels(line)}
        if fields & {"deadline", "updated"}:
            continue
        if "published" in fields:
            score += 6
        own = block.node.own
        if own & role.DATE and not own & role.MODIFIED:
            score += 4
            score += element.tag == "time"
        elif roles & (role.DATE | role.META | role.AUTHOR | role.KICKER):
            score += 2
        if is_date(line):
            score += 3
        elif opens_with_date(line):
            score += 1.5
        elif not roles & (role.DATE | role.META | role.KICKER):
            continue
        if len(dates) > 1:
            score -= 3
        if block.linked and block.all_linked:
            score -= 3
        return Found(line, block.node, score)
    if element.tag == "time" and (when := element.get("datetime")) and DATE_SHAPE.search(when):
        return Found(when, block.node, nearness + 4)  # "<time datetime=…>gestern</time>"
    return None


def _is_line_of_facts(block: Block) -> bool:
    """Whether a date behind the text stands in a short line without a link.

    With a link it is the date of another article, as in lists of related news.
    """
    place = block.node.element
    for _ in range(2):
        above = place.getparent()
        if above is None or len("".join(above.itertext()).strip()) > 160:
            break
        place = above
    return not any(len("".join(link.itertext()).strip()) > 15 for link in place.iter("a"))
