"""The article's images with caption and credit."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement as Element

from crawler.german.labels import find_labels, read_label
from crawler.items import Image
from crawler.layouts import names as role
from crawler.layouts.flow import Block, Picture
from crawler.layouts.page import Page
from crawler.layouts.reading import Reading

_MAX_IMAGES: Final = 50
_ELSEWHERE: Final = (
    role.NAVIGATION
    | role.BREADCRUMB
    | role.FOOTER
    | role.ASIDE
    | role.RELATED
    | role.CONTACT
    | role.ADVERT
    | role.COMMENTS
    | role.DOWNLOAD
)
_SOURCES: Final = ("src", "data-src", "data-original", "data-lazy-src")
_TELLING: Final = ("title", "data-copyright", "data-credit", "data-caption", "alt", "aria-label")
_ORNAMENT: Final = re.compile(
    r"^data:|pixel|spacer|clear\.gif|blank\.gif|/icons?/|logo|\.svg(?:\?|$)", re.IGNORECASE
)
_BRACKETED: Final = re.compile(
    r"[(\[]\s*((?:Fotos?|Bild(?:er)?|Grafik|Quelle|©)[^()\[\]]*)[)\]]\W*$"
)
_LEVELS: Final = 6


def find_images(reading: Reading) -> list[Image]:
    """The images around the text, in page order, with what their legends and attributes say."""
    legends = _legends(reading)
    images: list[Image] = []
    for picture in reading.pictures:
        if not _belongs(reading, picture) or len(images) >= _MAX_IMAGES:
            continue
        url = _address(reading.page, picture.element)
        if url is None:
            continue
        caption, credit = _told(legends.pop(picture.element, []))
        if credit is None:
            credit = _credit_in_attributes(picture)
        if all(image.url != url for image in images):
            images.append(Image(url, caption, credit))
    return images


def clean_credit(text: str) -> str | None:
    """A credit without ``©`` and label: ``Bild: © Muster/Agentur`` → ``Muster/Agentur``."""
    text = text.strip().strip("()[]").strip()
    for _ in range(3):
        label = read_label(text)
        if label is None or label.field not in ("image_credit", "source", "author"):
            break
        text = text[label.end :].strip()
    return text.strip(" \n\xa0,;:|©.") or None


def _belongs(reading: Reading, picture: Picture) -> bool:
    roles = reading.node_roles(picture.node)
    if roles & _ELSEWHERE or _ORNAMENT.search(picture.element.get("src") or ""):
        return False
    start, end = reading.text_start, reading.parts.end
    if picture.index < start:
        return picture.index >= start - 15 and bool(roles & role.FIGURE) and not roles & role.HEADER
    if roles & role.TEASER and picture.index > start + 3:
        return False
    article = reading.article
    inside = article is not None and article in picture.node.lineage()
    return inside and (picture.index <= end or bool(roles & role.FIGURE))


def _legends(reading: Reading) -> dict[Element, list[Block]]:
    """Captions and credits by the image they stand with: the first in the nearest common place."""
    found: dict[Element, list[Block]] = {}
    for block in reading.blocks:
        if not reading.roles(block) & (role.CAPTION | role.CREDIT) and block.kind != "figcaption":
            continue
        for level, node in enumerate(block.node.lineage()):
            if level > _LEVELS or (level and reading.is_wrapper(node)):
                break
            image = _last_before(node.element, block)
            if image is not None:
                found.setdefault(image, []).append(block)
                break
    return found


def _last_before(place: Element, block: Block) -> Element | None:
    """The image in a place that a legend belongs to: the last one before it, else the first."""
    first: Element | None = None
    last: Element | None = None
    for element in place.iter("img", block.node.element.tag):
        if element is block.node.element:
            return last if last is not None else first or _next_image(place, first)
        if element.tag == "img":
            first = first if first is not None else element
            last = element
    return last


def _next_image(place: Element, first: Element | None) -> Element | None:
    return first if first is not None else next(iter(place.iter("img")), None)


def _told(blocks: list[Block]) -> tuple[str | None, str | None]:
    captions: list[str] = []
    credit: str | None = None
    for block in blocks:
        text = block.line
        if block.node.own & role.CREDIT or (not captions and _is_credit(text)):
            credit = credit or clean_credit(text)
            continue
        caption, told = split_legend(text)
        credit = credit or told
        if caption and caption not in captions:
            captions.append(caption)
    return " ".join(captions) or None, credit


def _is_credit(text: str) -> bool:
    label = read_label(text)
    return label is not None and label.field in ("image_credit", "source")


def split_legend(text: str) -> tuple[str | None, str | None]:
    """Caption and credit of a legend in one piece: ``Der Turm. (Foto: Privat)``."""
    if match := _BRACKETED.search(text):
        return text[: match.start()].strip() or None, clean_credit(match.group(1))
    for label in find_labels(text):
        if label.field in ("image_credit", "source"):
            caption = text[: label.start].rstrip(" \xa0-–|/([,")
            return caption or None, clean_credit(text[label.end :])
    return text or None, None


def _credit_in_attributes(picture: Picture) -> str | None:
    """``title="Foto: © …"`` of the image or of the button over it."""
    box: Element = picture.element
    for _ in range(4):
        for element in (box, *box.iter("button", "a", "span", "i")):
            for name in _TELLING:
                value = element.get(name)
                if not value or len(value) > 500:
                    continue
                if name in ("data-copyright", "data-credit"):
                    return clean_credit(value)
                labels = [label for label in find_labels(value) if label.field == "image_credit"]
                if labels:
                    return clean_credit(value[labels[0].start :])
        parent = box.getparent()
        if parent is None or len("".join(parent.itertext())) > 400:
            return None
        box = parent
    return None


def _address(page: Page, image: Element) -> str | None:
    for name in _SOURCES:
        url = page.absolute(image.get(name))
        if url is not None and not _ORNAMENT.search(url):
            return url
    return None
