"""The article's links: in its text, under "Weitere Informationen", and to files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.labels import read_label
from crawler.items import Link, LinkKind
from crawler.layouts.reading.body import Body
from crawler.layouts.reading.boilerplate import leads_away, opens_other
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.element_text import text_of
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.view import PageView

MAX_LINKS: Final = 500
_FILE: Final = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|zip|csv|rtf|epub|mp3|mp4|ics)(?:[?#;]|$)"
    r"|__blob=publicationFile",
    re.IGNORECASE,
)
_TOOL: Final = re.compile(
    r"/share(?:[/?]|$)|sharer|twitter\.com/(?:intent|home)|facebook\.com/(?:sharer|dialog)|wa\.me/"
    r"|whatsapp\.com/send|linkedin\.com/share|xing\.com/(?:spi|app)|t\.me/share|telegram\.me/share"
    r"|view=renderPrint|[?&]type=\d*98|/nc/print|[?&]print=1",
    re.IGNORECASE,
)
_ELSEWHERE: Final = (BESIDE_ARTICLE & ~(Role.RELATED | Role.CONTACT)) | Role.TOOLS | Role.FOOTER
_READ_OTHERS: Final = re.compile(
    r"(?:ähnliche|verwandte|weitere|aktuelle|themenrelevante|meistgelesene|neueste)\s+"
    r"(?:nachrichten|news|meldung|artikel|beiträge|themen|inhalte|pressem)"
    r"|(?:das\s+)?könnte\s+sie|auch\s+interessant|meist\s*gelesen|top\s+themen",
    re.IGNORECASE,
)


def find_links(view: PageView, body: Body, filed_under: Collection[Block] = ()) -> list[Link]:
    """Links in page order, each URL once; none that print, share or lead to a list.

    ``filed_under`` are the blocks that say what the article is filed under: their links lead to
    lists of countries and topics.
    """
    links: list[Link] = []
    seen: set[str] = set()
    left_out = frozenset(map(id, filed_under))
    for link in (*_in_text(view, body, left_out), *_behind(view, body, left_out)):
        if link.url not in seen and len(links) < MAX_LINKS:
            seen.add(link.url)
            links.append(link)
    return links


def _in_text(view: PageView, body: Body, left_out: frozenset[int]) -> Iterator[Link]:
    """The links of the text and, where they stand in its midst, of what interrupts it."""
    passed = frozenset(map(id, body.passed))
    blocks = (*body.subtitle, *body.lead, *body.text, *body.passed)
    in_order = sorted(blocks, key=lambda block: block.index)
    for interrupts, group in groupby(in_order, key=lambda block: id(block) in passed):
        if interrupts:
            yield from _further(view, body, group, left_out, within=True)
            continue
        for block in group:
            for anchor in block.anchors:
                yield from _link(view, anchor, "inline", None)


def _behind(view: PageView, body: Body, left_out: frozenset[int]) -> Iterator[Link]:
    """Links between the end of the text and the teasers of other articles."""
    text = body.text
    start = text[-1].index + 1 if text else len(view.blocks)
    yield from _further(view, body, view.blocks[start:], left_out, within=False)


def _further(
    view: PageView,
    body: Body,
    blocks: Iterable[Block],
    left_out: frozenset[int],
    *,
    within: bool,
) -> Iterator[Link]:
    """Links under their headings, without the teasers of other articles.

    ``within`` the text ``Mehr zum Thema`` points somewhere; behind it, it closes a teaser.
    """
    section: str | None = None
    teasers = False
    article = body.place
    for block in blocks:
        roles = view.roles(block)
        if roles & Role.FOOTER or block.kind == "h1":
            break
        if roles & _ELSEWHERE or id(block) in left_out:
            continue
        if leads_away(block) and not (within and opens_other(block)):
            continue
        inside = article is not None and block.node.is_within(article)
        if not inside and not roles & (Role.DOWNLOAD | Role.LINKS):
            continue
        if _heads_section(block):
            teasers = bool(_READ_OTHERS.match(block.line))
            section = block.line.rstrip(": ")
            if not block.anchors:
                continue
        if teasers or roles & (Role.TEASER | Role.CONTACT | Role.TAGS):
            continue
        kind: LinkKind = "download" if roles & Role.DOWNLOAD else "further"
        for anchor in block.anchors:
            yield from _link(view, anchor, kind, section)


def _heads_section(block: Block) -> bool:
    if block.all_linked or len(block.text) > 150:
        return False
    if block.is_heading or block.all_strong or block.kind == "dt":
        return True
    label = read_label(block.line)
    return label is not None and label.field in (
        "further_information", "further_reading", "funding_agency",
    )  # fmt: skip


def _link(view: PageView, anchor: Element, kind: LinkKind, section: str | None) -> Iterator[Link]:
    url = view.page.absolute(anchor.get("href"))
    if url is None or _TOOL.search(url) or view.page.is_this_page(url):
        return
    text = " ".join(text_of(anchor).split())
    if not text:
        return
    yield Link(url, text, section, "download" if _FILE.search(url) else kind)
