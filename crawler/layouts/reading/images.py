"""The article's images with caption and credit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from lxml.etree import _Element as Element

from crawler.german.labels import find_labels, read_label
from crawler.items import Image
from crawler.layouts.reading.body import Body
from crawler.layouts.reading.boilerplate import credits_image
from crawler.layouts.reading.element_roles import BESIDE_ARTICLE, Role
from crawler.layouts.reading.element_text import short_text_of
from crawler.layouts.reading.flow import Block, Picture
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.view import PageView

_MAX_IMAGES: Final = 50
_ELSEWHERE: Final = BESIDE_ARTICLE | Role.FOOTER | Role.ASIDE | Role.DOWNLOAD
_LOADED_LATER: Final = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-srcset",
    "data-lazy-srcset",
)
"""Attributes that scripts read: beside them ``src`` is a stand-in."""
_URL_ATTRIBUTES: Final = (*_LOADED_LATER, "src", "srcset")
_ORNAMENT: Final = re.compile(
    r"^data:|pixel|spacer|clear\.gif|/icons?/|logo|\.svg(?:\?|$)|/SiteGlobals/"
    r"|\b(?:blank|transparent|loading|loader|spinner|dummy|lazy|empty|1x1)[\w-]*\.(?:gif|png|jpe?g|webp)"
    r"|placeholder|platzhalter",
    re.IGNORECASE,
)
_IN_SRCSET: Final = re.compile(
    r"\s*+(?P<url>\S++)(?:\s++(?P<size>\d[\d.]*+)[wx])?(?:\s++\d++h)?\s*+,?"
)
"""A URL, which may hold commas, and how wide the picture is."""
_NO_WIDTH: Final = frozenset({"0", "1", "0px", "1px"})
_BRACKETED: Final = re.compile(
    r"[(\[]\s*((?:Fotos?|Bild(?:er)?|Grafik|Quelle|©)[^()\[\]]*)[)\]]\W*$"
)
_ABBREVIATED: Final = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Co|Inc|Ltd|Corp|al|bzw|etc|Jr|jr|Sr|Dr|Prof|St))\.$"
)
"""``Talverein e. V.``: the dot belongs to the name."""
_MAX_SRCSET: Final = 10_000
_MAX_SOURCES: Final = 20
_LEVELS: Final = 5
_MAX_LEGEND: Final = 300


def find_images(view: PageView, body: Body) -> list[Image]:
    """The images around the text, in page order, with what their legends and attributes say."""
    shown: dict[Element, str] = {}
    for picture in view.pictures:
        belongs = _belongs(view, body, picture) or _has_legend(view, picture)
        url = _url_of(view.page, picture.element) if belongs else None
        if url is None or url in shown.values() or _is_copy(view.page, picture.element):
            continue
        shown[picture.element] = url
        if len(shown) == _MAX_IMAGES:
            break
    legends = _legends(view, shown)
    images = []
    for element, url in shown.items():
        caption, credit = _told(legends.get(element, []))
        images.append(Image(url, caption, credit or _credit_in_attributes(view, element)))
    return images


def _is_copy(page: Page, image: Element) -> bool:
    """Whether a ``<noscript>`` says once more what a script loads beside it."""
    spare = next(image.iterancestors("noscript"), None)
    if spare is None:
        return False
    for beside in (spare.getprevious(), spare.getnext()):
        if beside is not None and any(
            _url_of(page, other) for other in islice(beside.iter("img"), _MAX_SOURCES)
        ):
            return True
    return False


def clean_credit(text: str) -> str | None:
    """A credit without ``©`` and label: ``Bild: © Muster/Agentur`` → ``Muster/Agentur``."""
    text = _without_brackets(text.strip())
    for _ in range(3):
        label = read_label(text)
        if label is None or label.field not in ("image_credit", "source", "author"):
            break
        text = text[label.end :].strip()
    text = text.strip(" \n\xa0,;:|©")
    return (text if _ABBREVIATED.search(text) else text.strip(" \n\xa0,;:|©.")) or None


def _without_brackets(text: str) -> str:
    """A text without the brackets around it: not without the last one of ``Talamt (NRW)``."""
    if text[:1] in tuple("([") and text[-1:] in tuple(")]"):
        return text[1:-1].strip()
    if text.count("(") == text.count(")"):
        return text.strip("[]").strip()
    return text.strip("()[]").strip()


def split_legend(text: str) -> tuple[str | None, str | None]:
    """Caption and credit of a legend in one piece: ``Der Turm. (Foto: Privat)``."""
    if match := _BRACKETED.search(text):
        return text[: match.start()].strip() or None, clean_credit(match.group(1))
    for label in find_labels(text):
        if label.field in ("image_credit", "source"):
            caption = text[: label.start].rstrip(" \xa0-–|/([,")
            return caption or None, clean_credit(text[label.end :])
    return text or None, None


def _belongs(view: PageView, body: Body, picture: Picture) -> bool:
    roles = view.node_roles(picture.node)
    start = view.text_start
    if roles & _ELSEWHERE or (roles & Role.TEASER and picture.index > start + 3):
        return False
    if picture.index < start:
        return picture.index >= start - 15 and bool(roles & Role.FIGURE) and not roles & Role.HEADER
    if _leads_elsewhere(view.page, picture.element):
        return False
    article = body.place
    inside = article is not None and picture.node.is_within(article)
    return inside and (picture.index <= body.end or bool(roles & Role.FIGURE))


def _has_legend(view: PageView, picture: Picture) -> bool:
    """Whether a caption or credit comes right behind an image over the headline."""
    start = view.text_start
    if not start - 15 <= picture.index < start:
        return False
    block = view.blocks[picture.index]
    if view.node_roles(picture.node) & (_ELSEWHERE | Role.HEADER):
        return False
    named = view.roles(block) & (Role.CAPTION | Role.CREDIT)
    return bool(named or credits_image(block)) and not view.roles(block) & _ELSEWHERE


def _leads_elsewhere(page: Page, image: Element) -> bool:
    """Whether the image is a link to another site: an advertisement or a partner's logo."""
    for above, _ in zip(image.iterancestors(), range(4), strict=False):
        if above.tag == "a":
            target = page.absolute(above.get("href"))
            return target is not None and page.is_elsewhere(target)
    return False


def _legends(view: PageView, shown: Mapping[Element, str]) -> dict[Element, list[Block]]:
    """Captions and credits by the image they stand with."""
    found: dict[Element, list[Block]] = {}
    if not shown:
        return found
    for block in view.blocks:
        roles = view.roles(block)
        if roles & _ELSEWHERE:
            continue
        named = block.kind == "figcaption" or roles & (Role.CAPTION | Role.CREDIT)
        if named or credits_image(block) or credits_beside(view, block):
            image = _image_of(view, block, shown)
            if image is not None:
                found.setdefault(image, []).append(block)
    return found


def credits_beside(view: PageView, block: Block) -> bool:
    """Whether a short text in the place of a picture says whose it is: ``Quelle: …``."""
    if block.is_heading or len(block.text) > _MAX_LEGEND:
        return False
    if not view.roles(block) & Role.FIGURE and not view.follows_picture(block):
        return False
    return split_legend(block.line)[1] is not None


def _image_of(view: PageView, legend: Block, shown: Mapping[Element, str]) -> Element | None:
    """The image in the nearest place that holds one beside the legend; else the next one to it."""
    place: Element | None = legend.node.element
    for _ in range(_LEVELS):
        if place is None or place in view.wrapper_elements:
            break
        before: list[Element] = []
        for element in place.iter("img", legend.node.element.tag):
            if element is legend.node.element and before:
                break
            if element in shown:
                before.append(element)
        if before:
            return before[-1] if element is legend.node.element else before[0]
        place = place.getparent()
    near = [one for one in view.pictures if one.element in shown]
    near = [one for one in near if abs(one.index - legend.index) <= 2]
    return min(near, key=lambda one: abs(one.index - legend.index)).element if near else None


def _told(blocks: list[Block]) -> tuple[str | None, str | None]:
    captions: list[str] = []
    credit: str | None = None
    for block in blocks:
        text = block.line
        if block.node.own & Role.CREDIT:
            credit = credit or clean_credit(text)
            continue
        caption, told = split_legend(text)
        credit = credit or told
        if caption and caption not in captions:
            captions.append(caption)
    return " ".join(captions) or None, credit


def _credit_in_attributes(view: PageView, image: Element) -> str | None:
    """``title="Foto: © …"`` of the image, or the title of a ``©`` button over it."""
    for element in _around(image):
        for name in ("data-copyright", "data-credit"):
            if value := element.get(name):
                return clean_credit(value)
        title = element.get("title") or ""
        said = view.lexicon.roles(element.tag, element.get("class", ""), "", "", "")
        if title and said & Role.CREDIT:
            return clean_credit(title)
        for value in (title, element.get("alt") or ""):
            if "©" not in value and value is not title:
                continue  # "Foto: Frau im Wasser" is a description
            for label in find_labels(value[:500]):
                if label.field == "image_credit":
                    return clean_credit(value[label.start :])
    return None


def _around(image: Element) -> Iterator[Element]:
    """The image, and the links and buttons over it, as far as no other text stands with it."""
    yield image
    box = image.getparent()
    for _ in range(3):
        if box is None or short_text_of(box, 300) is None:
            return
        yield box
        yield from box.iter("button", "a", "span", "i")
        box = box.getparent()


def _url_of(page: Page, image: Element) -> str | None:
    """The image's URL, also where a script is to load it (``data-src``) or a browser to choose.

    In a ``<picture>`` the ``<img>`` may have none but a stand-in.
    """
    if image.get("width") in _NO_WIDTH or image.get("height") in _NO_WIDTH:
        return None  # counts visitors
    for element in (image, *_alternatives(image)):
        for name in _URL_ATTRIBUTES:
            value = element.get(name)
            if not value or value.startswith("data:"):
                continue
            url = page.absolute(_largest(value) if name.endswith("srcset") else value)
            if url is not None and not _ORNAMENT.search(url):
                return url
    return None


def _alternatives(image: Element) -> Iterator[Element]:
    """The ``<source>`` elements of the picture that an ``<img>`` is the last resort of.

    (libxml2 does not know that a ``<source>`` holds nothing, and puts what follows into it.)
    """
    for above, _ in zip(image.iterancestors(), range(_MAX_SOURCES), strict=False):
        if above.tag == "picture":
            yield from islice(above.iter("source"), _MAX_SOURCES)
        if above.tag != "source":
            return


def _largest(srcset: str) -> str:
    """The largest picture of ``a.jpg 300w, b.jpg 600w``; of equals the last."""
    found = [
        (float(size) if size.replace(".", "", 1).isdigit() else 1.0, url.rstrip(","))
        for url, size in _IN_SRCSET.findall(srcset[:_MAX_SRCSET])
    ]
    return max(reversed(found), key=lambda one: one[0], default=(1.0, ""))[1]
