"""The article's headline among the headings of a page.

A page has many headings: the agency's name for screen readers, the section's (``Pressebereich``),
a consent dialog's, those of related articles. What tells the headline is that other places repeat
it (title tag, og:title, last crumb, URL), its rank, what its names say, and that prose follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from crawler.items import Breadcrumb
from crawler.layouts.reading.date_lines import DATE_SHAPE, first_date
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.element_text import HEADINGS, short_text_of
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.page import Page, folded, slug_words

_MAX_TITLE: Final = 400
_RANK: Final = {"h1": 3.0, "h2": 2.0, "h3": 1.0, "h4": 0.5}
_ELSEWHERE: Final = BESIDE_ARTICLE | Role.FOOTER | Role.ASIDE | Role.TEASER | Role.TOOLS
_SECTIONS: Final = """Aktuelles · Aktuelle Meldungen · Artikel · Beitrag · Cookies ·
    Cookie-Einstellungen · Datenschutz · Datenschutzhinweis · Detail · Detailansicht · Details ·
    Hauptmenü · Hauptnavigation · Inhalt · Kontakt · Meldung · Meldungen · Menü · Nachricht ·
    Nachrichten · Navigation · Neuigkeiten · News · News | Detail · Newsdetail · Newsletter ·
    Presse · Presse und Medien · Pressebereich · Presseinformation · Presseinformationen ·
    Pressemeldungen · Pressemitteilung · Pressemitteilungen · Quicklinks · Service · Servicemenü ·
    Sie sind hier · Startseite · Suche · Termine · Themen · Navigation und Service ·
    Metanavigation · Servicenavigation · Servicebereich · Direkt zum Inhalt · Springe direkt zu ·
    Zum Inhalt · Hauptinhalt · Seiteninhalt · Suchbegriff · Suchformular · Sprachauswahl"""
_NO_HEADLINE: Final = frozenset(map(folded, _SECTIONS.split("·")))


def names_section(text: str) -> bool:
    """Whether a text is the name of a part of a site or page, and so no article's headline."""
    return folded(text) in _NO_HEADLINE


def find_headline(
    page: Page, blocks: list[Block], trails: Sequence[Sequence[Breadcrumb]]
) -> int | None:
    """The index of the headline's block, None where the page has no heading at all."""
    best: tuple[float, int] | None = None
    known = _Known(page, trails)
    passed = 0
    for block in blocks:
        if block.is_prose and not block.node.roles & (Role.TOOLS | Role.FOOTER):
            passed += len(block.text)
        if not _may_be(block):
            continue
        prose = _prose_below(blocks, block)
        score = known.score(block.line) + _standing(block)
        if block.all_linked and _leads_home(page, block):  # the site's name
            score -= 4
        score += (prose > 0) + min(2.0, prose / 600)
        if passed > 2 * prose:  # the page's text is over already
            score -= 1.5
        if best is None or score > best[0]:
            best = (score, block.index)
    if best is None:
        return None
    return _last_repetition(blocks, best[1])


_AROUND: Final = " |:·•–—-/\xa0\n"
_LOOSE_MARK: Final = re.compile(r"^(?:[|:·•–—/-]\s+)+|(?:\s+[|:·•–—/-])+$")
"""What parts a headline from a kicker that stands elsewhere; ``; --`` is of the headline."""
_BEFORE_SITE: Final = r"[|–—•·»]|::|-"
SITE_MARK: Final = re.compile(rf"\s+(?:{_BEFORE_SITE})\s+")
"""What stands between a title and the name of its site, in title tags."""
_PIECES: Final = re.compile(rf"\s+(?:{_BEFORE_SITE}|:)\s+")
_MOST_PIECES: Final = 10
_MAX_KICKER: Final = 90


def title_without(page: Page, block: Block) -> tuple[str, str | None]:
    """A headline without the kicker or date in its element, and that kicker.

    No name says that it is one; but the page's title tag or ``og:title`` repeats the headline
    without it.
    """
    line = _LOOSE_MARK.sub("", block.text.strip()) or block.text
    whole = folded(line)
    known = [folded(piece) for piece in _repeated(page)]
    if whole not in known:
        for apart in _first_parts(block, line):
            rest = line[len(apart) :].strip(_AROUND)
            if folded(rest) in known and len(rest) > len(apart) / 2:
                kicker = apart.strip(_AROUND)
                return _on_one_line(rest), None if first_date(kicker) else kicker
        date = first_date(line)
        if date is not None and date.start() > 0 and folded(line[: date.start()]) in known:
            return _on_one_line(line[: date.start()].rstrip(_AROUND + "([")), None
    return _on_one_line(line), None


def _repeated(page: Page) -> Iterator[str]:
    """The page's titles, whole and without what the site puts before or behind."""
    for title in (page.title_tag, page.meta.get("og:title"), page.meta.get("twitter:title")):
        if title:
            yield title
            yield from _PIECES.split(title)[:_MOST_PIECES]


def _first_parts(block: Block, line: str) -> Iterator[str]:
    """What may stand before the headline: a date, the first line, the first element."""
    date = DATE_SHAPE.match(line)
    if date is not None:
        yield date.group()
    if "\n" in line:
        yield line[: line.index("\n")]
    for element in islice(block.node.element.iterchildren(), 2):
        text = short_text_of(element, _MAX_KICKER)
        text = " ".join(text.split()) if text else ""
        if text and line.startswith(text):
            yield text


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


class _Known:
    """What the page says elsewhere of its headline, and of its sections and site."""

    def __init__(self, page: Page, trails: Sequence[Sequence[Breadcrumb]]) -> None:
        meta = page.meta
        self._title = f" {folded(page.title_tag)} "
        self._shared = f" {folded(meta.get('og:title') or meta.get('twitter:title') or '')} "
        self._slug = frozenset(slug_words(page.url))
        self._last = {folded(trail[-1].label) for trail in trails}
        self._sections = {folded(crumb.label) for trail in trails for crumb in trail[:-1]}
        self._site = folded(meta.get("og:site_name") or meta.get("application-name") or "")

    def score(self, text: str) -> float:
        """Points for a text that is repeated; against one that names a section or the site."""
        name = folded(text)
        if not name:
            return -10
        score = 0.0
        if name in _NO_HEADLINE or name == self._site:
            score -= 4
        elif name in self._sections:
            score -= 3
        elif name in self._last:
            score += 1
        if len(name) >= 6:
            for title in (self._title, self._shared):
                if f" {name} " in title:
                    score += 1 + 1.5 * len(name) / len(title)
        if self._slug:
            score += 3.0 * len(self._slug.intersection(name.split())) / max(3, len(self._slug))
        return score


def _may_be(block: Block) -> bool:
    if len(block.text) > _MAX_TITLE or block.kind in ("tr", "td", "caption", "figcaption"):
        return False
    own = block.node.own
    if block.is_heading:
        if own & (Role.SUBTITLE | Role.DATE) and block.node.element.tag not in HEADINGS:
            return False  # <h1>Talrat tagt <span class="subline">Erstmals im Freien</span></h1>
        return not (own & Role.KICKER and not own & Role.HEADLINE)
    return bool(own & Role.TITLE) or (
        bool(own & Role.HEADLINE) and not own & (Role.KICKER | Role.SUBTITLE) and not block.linked
    )


def _standing(block: Block) -> float:
    score = _RANK.get(block.kind, 0.0)
    near = block.node.own
    for node in block.node.ancestors[-2:]:
        near |= node.own
    if near & Role.TITLE:
        score += 3.0
    elif near & Role.HEADLINE:
        score += 0.5
    if block.node.roles & _ELSEWHERE:
        score -= 2.0
    if near & (Role.ASIDE | Role.RELATED | Role.TEASER | Role.FOOTER | Role.TOOLS):
        score -= 1.5
    if block.all_linked:
        score -= 2.0
    return score


def _leads_home(page: Page, block: Block) -> bool:
    targets = [page.absolute(anchor.get("href")) or "" for anchor in block.anchors[:1]]
    return any(urlsplit(target).path in ("", "/") and target for target in targets)


def _prose_below(blocks: list[Block], block: Block) -> int:
    """How much prose comes before the next heading that is as high; none: it heads no text."""
    length = 0
    rank = block.kind if block.kind in HEADINGS else "h4"
    for later in blocks[block.index + 1 : block.index + 40]:
        if later.is_heading and later.kind <= rank:
            break
        if later.is_prose:
            length += len(later.text)
    return length


def _last_repetition(blocks: list[Block], index: int) -> int:
    """A page header may repeat the headline; the one that stands over the text counts."""
    name = folded(blocks[index].line)
    for later in blocks[index + 1 : index + 12]:
        if later.is_prose:
            break
        if later.is_heading and not later.linked and folded(later.line) == name:
            index = later.index
    return index
