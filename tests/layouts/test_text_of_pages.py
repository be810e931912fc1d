"""The text of a page gives what the page gives, wherever the text still tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.demo import expected
from crawler.demo.exchange import Request
from crawler.demo.server import DemoServer
from crawler.german.breadcrumbs import HOME_LABELS, is_section
from crawler.german.kinds import kind_of
from crawler.german.labels import read_label
from crawler.items import Article
from crawler.layouts import extract, layout_of, read_page
from crawler.layouts.field_resolver import Generic
from crawler.layouts.reading.element_roles import Role
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.page import Page, folded
from crawler.layouts.reading.unmarked import RUBRICS
from crawler.layouts.reading.view import PageView
from tests.layouts.golden import expected_of, golden_pages, name_of

Lines = list[tuple[Block, str]]


class Shown:
    """A page, what it gives, and the lines a reader sees on it, the trail first."""

    def __init__(self, html: bytes, url: str) -> None:
        self.url = url
        self.article = extract(html, url)
        page = Page(html, url)
        layout = layout_of(page) or Generic
        self.view = PageView(page, layout.lexicon)
        self.trail = [crumb.label for crumb in read_page(html, url).breadcrumbs]
        self.lines: Lines = [
            (block, line)
            for block in self.view.blocks
            for line in (" ".join(block.cells) if len(block.cells) == 2 else block.text).split("\n")
        ]

    def shows(self, text: str | None) -> bool:
        return any(folded(text or "") in folded(line) for _, line in self.lines)

    def shows_in_pieces(self, text: str) -> bool:
        """Whether lines that follow each other are the text: ``03``, ``Mai``, ``2021``."""
        pieces = text.split()
        lines = [line.strip() for _, line in self.lines]
        return any(lines[at : at + len(pieces)] == pieces for at in range(len(lines)))


def joined(separator: str) -> Callable[[Shown], str]:
    def text(shown: Shown) -> str:
        return separator.join(
            filter(None, ["".join(shown.trail), *(line for _, line in shown.lines)])
        )

    return text


def glued(shown: Shown) -> str:
    """Nothing between trail and title, a label and its value, a value and the next label."""
    text, after_label, inside = "".join(shown.trail), False, False
    for block, line in shown.lines:
        label = read_label(line)
        is_label = label is not None and (":" in line or block.kind in ("dt", "td", "tr"))
        signs = is_label and label.field in ("source", "editor", "places", "topics")
        is_next = inside and block.kind in ("dd", "li")
        text += line if signs or after_label or is_next else f"\n{line}"
        after_label = signs and label.end >= len(line)
        inside = signs or after_label or is_next
    return text.strip()


TEXTS = {"blank lines": joined("\n\n"), "single breaks": joined("\n"), "glued": glued}
ways = pytest.mark.parametrize("way", TEXTS)
goldens = pytest.mark.parametrize("page", golden_pages(), ids=name_of)


@cache
def read_text_of(shown: Shown, way: str) -> Article:
    return extract(TEXTS[way](shown), shown.url, content_type="text/plain")


@cache
def golden(page: Path) -> Shown:
    return Shown(page.read_bytes(), expected_of(page)["url"])


@cache
def demo_pages() -> tuple[Shown, ...]:
    return tuple(_demo_pages())


def _demo_pages() -> Iterator[Shown]:
    with DemoServer() as server:
        for portal in expected.PORTALS:
            for row in expected.expected(portal):
                url = urlsplit(row["url"])
                target = f"{url.path}?{url.query}" if url.query else url.path
                response = server.respond(Request(url.hostname or "", target))
                yield Shown(response.body, row["url"])


# -- What a text does not tell ---------------------------------------------------------------------


def tells_title(shown: Shown) -> bool:
    """A title no line shows is in no text. A topline of any words may be the title as well."""
    kicker = shown.article.kicker
    named = kicker is None or is_known_rubric(kicker) or shown.article.title in shown.trail
    return shown.shows(shown.article.title) and named


def is_known_rubric(kicker: str) -> bool:
    """A word of any kind says only by its place in the markup that it is a rubric."""
    return kicker in RUBRICS or (kind_of(kicker) is not None and not kicker.endswith("en"))


def tells_trail(shown: Shown) -> bool:
    """Glued labels come apart where a vocabulary knows them, or behind the home page's label."""
    sections = [
        label for label in shown.trail if folded(label) != folded(shown.article.title or "")
    ]
    if len(sections) == 1 and len(shown.trail) == 1:
        return False  # a line as any
    return all(map(is_section, sections)) or (
        sections[0] in HOME_LABELS and all(label.isalpha() for label in sections)
    )


def tells_credits(shown: Shown, way: str) -> bool:
    """A label without its colon (a style sheet sets it) is a word when it is glued to the next."""
    labels = [
        label for _, line in shown.lines if (label := read_label(line)) and label.end == len(line)
    ]
    bare = [label for label in labels if not shown_with_colon(shown, label.text)]
    return way != "glued" or not bare or any("Organisationen" in label.text for label in bare)


def shown_with_colon(shown: Shown, label: str) -> bool:
    return any(line.startswith(f"{label}:") for _, line in shown.lines)


def legends(shown: Shown) -> set[str]:
    """A legend without a credit, which only the markup tells from the text."""
    roles = Role.CAPTION | Role.FIGURE
    return {line for block, line in shown.lines if shown.view.roles(block) & roles}


def paragraphs(article: Article) -> list[str]:
    texts = (article.subtitle, article.lead, article.body)
    return [folded(line) for text in texts if text for line in text.split("\n") if line]


def unlike(shown: Shown, text: Article, way: str) -> dict[str, tuple[object, object]]:
    """The fields in which a text differs from its page although it tells them.

    A value the page has in a box or teaser beside the article is, in the text, behind its label.
    """
    page = shown.article
    fields = []
    if tells_title(shown):
        fields.append("title")
    if page.kicker is None or is_known_rubric(page.kicker):
        fields.append("kicker")
    if tells_trail(shown):
        fields.append("breadcrumb")
    if tells_credits(shown, way):
        signed = ("source_text", "editor_text", "places", "topics")
        fields += [field for field in signed if getattr(page, field)]
    return {
        field: (getattr(page, field), getattr(text, field))
        for field in fields
        if getattr(page, field) != getattr(text, field)
    }


# -- The properties --------------------------------------------------------------------------------


@ways
def test_the_text_of_a_portals_page_gives_all_the_page_gives(way: str) -> None:
    for shown in demo_pages():
        text = read_text_of(shown, way)
        assert not unlike(shown, text, way), shown.url
        for field in ("source_text", "editor_text", "places", "topics", "kicker", "title"):
            assert getattr(text, field) == getattr(shown.article, field), (shown.url, field)
        assert text.published_on in (None, shown.article.published_on)
        of_legends = {folded(line) for line in legends(shown)}
        read = [paragraph for paragraph in paragraphs(text) if paragraph not in of_legends]
        assert read == paragraphs(shown.article), shown.url


@ways
@goldens
def test_the_text_of_any_page_gives_what_it_tells(page: Path, way: str) -> None:
    shown = golden(page)
    assert not unlike(shown, read_text_of(shown, way), way)


@ways
@goldens
def test_no_paragraph_of_a_page_is_lost_in_its_text(page: Path, way: str) -> None:
    shown = golden(page)
    read = " ".join(paragraphs(read_text_of(shown, way)))
    position = 0
    for paragraph in paragraphs(shown.article):
        found = read.find(paragraph, position)
        assert found >= 0, paragraph
        position = found + len(paragraph)


@ways
@goldens
def test_a_text_tells_no_date_that_its_page_does_not_show(page: Path, way: str) -> None:
    shown = golden(page)
    date = read_text_of(shown, way).published_text
    label = read_label(date) if date else None  # may stand in a line of its own
    bare = date[label.end :] if date and label else date
    assert bare is None or shown.shows(bare) or shown.shows_in_pieces(bare)
