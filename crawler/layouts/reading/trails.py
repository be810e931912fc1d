"""The breadcrumb trail: lists, links in a row, or labels in attributes of custom elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from lxml import etree
from lxml.etree import _Element as Element

from crawler.german.caching import remembered
from crawler.items import Breadcrumb
from crawler.layouts.reading.element_roles import Role, RoleLexicon
from crawler.layouts.reading.element_text import short_text_of
from crawler.layouts.reading.page import Page, same

_WORDS: Final = (
    "rootline",
    "brotkr",  # Brotkrume, Brotkrümel
    "klickpfad",
    "seitenpfad",
    "navigationspfad",
    "pfadnavigation",
)
_NAMES: Final = ("crumb",), ("Crumb", "crump", "pathway", *(word[1:] for word in _WORDS))
"""Parts of the class, id, label or type of a trail, the rare ones asked for where the usual one
leads to none. Without the first letter of German words, which may be a capital: XPath 1.0 compares
with regard to case."""
_HERE: Final = "Sie sind hier", "Sie befinden sich hier"
_ELEMENT: Final = re.compile(rb"<[\w-]*-breadcrumb")
_SEPARATOR: Final = re.compile(r"\s*(?:[|>»›→·•]|(?<!\w)/(?!\w)|::)\s*")
_AT_ENDS: Final = re.compile(rf"^(?:{_SEPARATOR.pattern})+|(?:{_SEPARATOR.pattern})+$")
_LABEL: Final = re.compile(
    r"^(?:Sie (?:sind|befinden sich) hier|Pfad|Navigation)\b.{0,12}?(?::|$)\s*", re.I
)
_LISTS: Final = frozenset({"ul", "ol"})
_WITHIN_TEXT: Final = frozenset({"abbr", "acronym", "em", "i", "sub", "sup"})
_MAX_CRUMBS: Final = 15
_MAX_TRAILS: Final = 20
_MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Trail:
    """One breadcrumb trail of the page, and its element."""

    crumbs: list[Breadcrumb]
    element: Element


def find_trails(page: Page, lexicon: RoleLexicon) -> list[Trail]:
    """All trails of a page in page order: a menu, a footer may repeat or shorten the proper one."""
    for names in _NAMES:
        if trails := _trails_at(_places(page, names), page, lexicon):
            return trails
    return _trails_at(_places_by_text(page), page, lexicon)


def _trails_at(places: Iterable[Element], page: Page, lexicon: RoleLexicon) -> list[Trail]:
    """The trails at some places, without those within another."""
    trails: list[Trail] = []
    seen: set[Element] = set()
    for element in places:
        if len(trails) == _MAX_TRAILS:
            break
        if seen.isdisjoint(element.iterancestors()):
            seen.add(element)
            crumbs = _read(page, lexicon, element)
            if 0 < len(crumbs) <= _MAX_CRUMBS:
                trails.append(Trail(crumbs, element))
    return trails


def best_trail(trails: list[Trail], title: str | None) -> Trail | None:
    """The trail that ends in the title, else the longest, else the first."""

    def rank(trail: Trail) -> tuple[bool, int]:
        return bool(title) and same(title or "", trail.crumbs[-1].label), len(trail.crumbs)

    return max(trails, key=rank, default=None)


def _places(page: Page, names: Iterable[str]) -> list[Element]:
    """The elements called so, in page order. Only names that occur are looked for: it is the one
    query over the whole tree."""
    found = [name for name in names if name.encode() in page.source]
    if not found:
        return []
    called = " or ".join(f"contains(., '{name}')" for name in found)
    # One step over the elements: to go from attributes up to them costs the square of their number.
    tests = [f"@*[{called}]"]
    if "crumb" in found and _ELEMENT.search(page.source):
        tests.append("contains(name(), '-breadcrumb')")
    return cast(list[Element], _query(f"/html/body/descendant::*[{' or '.join(tests)}]")(page.root))


def _places_by_text(page: Page) -> list[Element]:
    """What stands with "Sie sind hier", where no name says that it is a trail."""
    found: list[Element] = []
    for text in _HERE:
        if text.encode() in page.source:
            query = f"//body//text()[contains(., '{text}')]/.."
            for element in cast(list[Element], _query(query)(page.root)):
                place: Element | None = element
                while place is not None and place.find(".//a") is None:
                    place = place.getparent()
                if place is not None and short_text_of(place, 499) is not None:
                    found.append(place)
    return found


@lru_cache(maxsize=64)
def _query(expression: str) -> etree.XPath:
    return etree.XPath(expression)


def _read(page: Page, lexicon: RoleLexicon, element: Element) -> list[Breadcrumb]:
    listed = element if element.tag in _LISTS else _first_list(element)
    if listed is not None:
        items = [item for item in listed if item.tag == "li"]
        crumbs = [_crumb(page, lexicon, item) for item in items]
        found = [crumb for crumb in crumbs if crumb is not None]
        if found:
            return found
    if attributes := _from_attributes(page, element):
        return attributes
    return _from_row(page, lexicon, element)


def _first_list(element: Element) -> Element | None:
    for inner in element.iter("ul", "ol"):
        return inner
    return None


def _crumb(page: Page, lexicon: RoleLexicon, item: Element) -> Breadcrumb | None:
    """One list item: its first link with a text, else its own text; an icon alone is no label."""
    link: Element | None = None
    label = ""
    for anchor in item.iter("a"):
        if label := _clean(_own_text(anchor, lexicon)):
            link = anchor
            break
        if _in_flyout(anchor, item):
            break
    label = label or _clean(_own_text(item, lexicon))
    if not label or "{" in label:
        return None
    return Breadcrumb(label, page.absolute(link.get("href")) if link is not None else None)


def _in_flyout(anchor: Element, item: Element) -> bool:
    for above in anchor.iterancestors():
        if above is item:
            return False
        if above.tag in _LISTS:
            return True
    return False


@remembered
def _clean(text: str) -> str:
    return _LABEL.sub("", _AT_ENDS.sub("", " ".join(text.split()))).strip()


def _own_text(element: Element, lexicon: RoleLexicon, depth: int = 0) -> str:
    """The text seen of an element, without lists in it."""
    pieces = [element.text or ""]
    for child in element if depth < _MAX_DEPTH else ():
        if isinstance(child.tag, str) and child.tag not in _LISTS and not _unseen(child, lexicon):
            pieces.append(_own_text(child, lexicon, depth + 1))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _unseen(element: Element, lexicon: RoleLexicon) -> bool:
    if element.tag in ("script", "style", "svg", "template", "noscript"):
        return True
    if "hidden" in element.attrib:
        return True
    classes = element.get("class", "")
    roles = lexicon.roles(element.tag, classes, element.get("id", ""), "", "")
    return bool(roles & (Role.HIDDEN | Role.AURAL)) or "dropdown-menu" in classes


def _from_attributes(page: Page, element: Element) -> list[Breadcrumb]:
    """Labels of custom elements: ``<pp-breadcrumb-item text="Presse" href="…">``."""
    found: list[Breadcrumb] = []
    for inner in element.iter():
        if isinstance(inner.tag, str) and "-" in inner.tag:
            label = inner.get("text") or inner.get("label") or inner.get("title")
            if label and _clean(label):
                link = inner.get("href") or inner.get("link") or inner.get("url")
                found.append(Breadcrumb(_clean(label), page.absolute(link)))
    return found


def _from_row(page: Page, lexicon: RoleLexicon, element: Element) -> list[Breadcrumb]:
    """Links in a row, with separators between and the last crumb often without a link."""
    found: list[Breadcrumb] = []
    for text, link in _runs(element, lexicon):
        text = _LABEL.sub("", text.strip())
        # "Presse / Medien" is one label where it is one link
        for piece in [text] if link is not None else _SEPARATOR.split(text):
            label = _clean(piece).strip("/ ")
            if label and "{" not in label:
                url = page.absolute(link.get("href")) if link is not None else None
                found.append(Breadcrumb(label, url))
    return found


def _runs(
    element: Element, lexicon: RoleLexicon, depth: int = 0
) -> list[tuple[str, Element | None]]:
    """The texts under an element: each link's, and each stretch of text between elements."""
    runs: list[tuple[str, Element | None]] = [(element.text or "", None)]
    for child in element if depth < _MAX_DEPTH else ():
        if isinstance(child.tag, str) and not _unseen(child, lexicon):
            if child.tag == "a":
                runs.append((_own_text(child, lexicon), child))
            elif child.tag in _WITHIN_TEXT:
                text, link = runs.pop()
                runs.append((f"{text}{_own_text(child, lexicon)}{child.tail or ''}", link))
                continue
            elif child.tag not in _LISTS:
                runs.extend(_runs(child, lexicon, depth + 1))
        runs.append((child.tail or "", None))
    return runs
