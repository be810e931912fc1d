"""The frame around all pages of the TYPO3 portal, and the column of lists and plain texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from crawler.demo.templates import template
from crawler.demo.typesetting import german

HOME = "http://www.kooperation.example"
NAME = "Kooperation Demo"

_MENU: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "/aktuelles": ("Aktuelles", {
        "/aktuelles/nachrichten": "Nachrichten",
        "/aktuelles/bekanntmachungen": "Bekanntmachungen",
    }),
    "/laender": ("Länder", {}),
    "/foerderung": ("Förderung", {"/foerderung/nachrichten": "Nachrichten zur Förderung"}),
    "/dokumente": ("Dokumente", {"/dokumente/inside-newsletter": "inside Newsletter"}),
    "/unsere-publikationen": ("Unsere Publikationen", {"/unsere-publikationen/studien": "Studien"}),
    "/archiv": ("Archiv", {}),
}  # fmt: skip
_FOOTER = {
    "/impressum": "Impressum",
    "/datenschutz": "Datenschutz",
    "/barrierefreiheit": "Barrierefreiheit",
    "/kontakt": "Kontakt",
}
TEXT_PAGES = {**_FOOTER, "/suche": "Suche"}
"""Pages with a text of their own and no list."""


class Typo3Crumb(NamedTuple):
    """A step of the breadcrumb; the page itself has no ``href``."""

    label: str
    href: str | None = None


class Typo3Teaser(NamedTuple):
    """A title elsewhere on the portal, with its date where that is known."""

    title: str
    href: str
    date: str | None = None


def document(
    title: str,
    main: str,
    trail: Sequence[Typo3Crumb],
    teasers: Iterable[Typo3Teaser] = (),
    head: str = "",
    cosmetic: bool = False,
) -> bytes:
    """Return a whole page: ``main`` is the content column's HTML, ``head`` what to add to <head>.

    ``cosmetic`` renames the style sheet, adds a menu entry and reverses the teasers.
    """
    boxes = list(teasers)
    page = template("typo3").substitute(
        title=escape(title),
        name=NAME,
        head=head,
        build="8d41f0b2aa" if cosmetic else "3d4143ef49",
        menu=_menu({**_MENU, "/kontakt": ("Newsletter bestellen", {})} if cosmetic else _MENU),
        breadcrumb=_breadcrumb(trail),
        main=main,
        teasers=_teasers(boxes[::-1] if cosmetic else boxes),
        footer="".join(f'<li><a href="{path}">{label}</a></li>' for path, label in _FOOTER.items()),
    )
    return page.encode()


def _menu(menu: Mapping[str, tuple[str, Mapping[str, str]]]) -> str:
    entries = []
    for href, (label, pages) in menu.items():
        flyout = "".join(f'<li><a href="{sub}">{name}</a></li>' for sub, name in pages.items())
        flyout = f'<ul class="dropdown-menu">{flyout}</ul>' if flyout else ""
        entries.append(f'<li class="nav-item"><a href="{href}">{label}</a>{flyout}</li>\n')
    return "".join(entries)


def _breadcrumb(trail: Sequence[Typo3Crumb]) -> str:
    steps = (
        f'<li><a href="{escape(step.href)}">{escape(step.label)}</a></li>'
        if step.href
        else f'<li class="active">{escape(step.label)}</li>'
        for step in trail
    )
    return "".join(steps)


def _teasers(teasers: Sequence[Typo3Teaser]) -> str:
    if not teasers:
        return ""
    items = "".join(
        '<div class="teaser-item">'
        + (f'<span class="date">{german(teaser.date)}</span> ' if teaser.date else "")
        + f'<h4><a href="{escape(teaser.href)}">{escape(teaser.title)}</a></h4></div>'
        for teaser in teasers
    )
    return f'<div class="box box-teaser"><h3>Weitere Nachrichten</h3>{items}</div>'


def listing(heading: str, items: Iterable[str], paginator: str = "", intro: str = "") -> str:
    """Return the content column of a list: ``items`` are list items' HTML."""
    entries = "\n".join(f'<li class="contentaggregation-item">{item}</li>' for item in items)
    intro = f'<p class="bodytext">{escape(intro)}</p>' if intro else ""
    return f"""<div class="frame frame-type-list"><h1>{escape(heading)}</h1>{intro}
<div class="tx-contentaggregation"><ul class="contentaggregation-list">
{entries}
</ul>{paginator}</div></div>"""


def text_page(heading: str, paragraphs: Sequence[str]) -> str:
    """Return the content column of a page that is only text."""
    text = "".join(f'<p class="bodytext">{escape(paragraph)}</p>' for paragraph in paragraphs)
    return f'<div class="frame frame-type-text"><h1>{escape(heading)}</h1>{text}</div>'
