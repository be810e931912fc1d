"""Lists of the TYPO3 portal: breadcrumbs of their sections, items, paging."""

from __future__ import annotations

from html import escape

from crawler.demo import typo3_addresses as at
from crawler.demo.content import DemoArticle
from crawler.demo.typesetting import german, plain
from crawler.demo.typo3 import Typo3Crumb

PAGE_SIZE = 10
PAGE = "tx_contentaggregation_pages[@widget_0][currentPage]"
"""The argument that says which page of a list is wanted; it counts only with its cHash."""

START = Typo3Crumb("Startseite", "/")
ARCHIVE = Typo3Crumb("Archiv", at.ARCHIVE)
SECTIONS = {
    at.NEWS: (Typo3Crumb("Aktuelles", "/aktuelles"), Typo3Crumb("Nachrichten", at.NEWS)),
    at.CALLS: (Typo3Crumb("Aktuelles", "/aktuelles"), Typo3Crumb("Bekanntmachungen", at.CALLS)),
    at.FUNDING: (Typo3Crumb("Förderung", "/foerderung"), Typo3Crumb("Nachrichten", at.FUNDING)),
    at.NEWSLETTERS: (
        Typo3Crumb("Dokumente", "/dokumente"),
        Typo3Crumb("inside Newsletter", at.NEWSLETTERS),
    ),
    at.STUDIES: (
        Typo3Crumb("Unsere Publikationen", "/unsere-publikationen"),
        Typo3Crumb("Studien", at.STUDIES),
    ),
}
"""The lists that hang below an overview page, each with that page."""


def trail(section: str) -> list[Typo3Crumb]:
    """Return the breadcrumb from the home page to ``section``, itself included."""
    if section in SECTIONS:
        return [START, *SECTIONS[section]]
    if section == at.ARCHIVE:
        return [START, ARCHIVE]
    _, _, continent, country, *news = section.split("/")
    page = f"{continent}/{country}"
    name = next(name for name, address in at.COUNTRIES.items() if address == page)
    steps = [START, Typo3Crumb("Länder", "/laender"), Typo3Crumb(at.CONTINENTS[continent])]
    steps.append(Typo3Crumb(name, f"/laender/{page}"))
    return [*steps, Typo3Crumb("Nachrichten", section)] if news else steps


def link(article: DemoArticle, section: str) -> str:
    """Return the link to ``article`` out of the list at ``section``."""
    if section == at.FUNDING:
        return f"{section}/{at.DETAIL}/info/{article.slug}"
    if section.startswith("/laender/"):
        return f"{section}/{at.DETAIL_ALL}/info/{article.slug}"
    return at.list_link(article)


def item(article: DemoArticle, href: str) -> str:
    """Return a list item's HTML: rubric and date (where its page says one), title, teaser."""
    meta = f'<span class="rubric">{escape(article.kicker)}</span> ' if article.kicker else ""
    if article.date_in != "nowhere":
        meta += f'<time datetime="{article.day}">{german(article.day)}</time>'
    text = plain(article.lead or "")[:160].rsplit(" ", 1)[0]
    return (
        (f'<p class="contentaggregation-meta">{meta}</p>' if meta else "")
        + f'<h3><a href="{escape(href)}">{escape(article.title)}</a></h3>'
        f'<p>{escape(text)} … <a class="more" href="{escape(href)}">mehr</a></p>'
    )


def paginator(path: str, number: int, last: int) -> str:
    """Return the links to the other pages of the list at ``path``; this is page ``number``."""
    if last == 1:
        return ""

    def to(page: int, text: str, rel: str = "") -> str:
        href = escape(at.sealed(path, {PAGE: str(page)}))
        return f'<a href="{href}"{rel}>{text}</a>'

    parts = (
        [f'<li class="previous">{to(number - 1, "zurück", " rel=prev")}</li>'] if number > 1 else []
    )
    window = [page for page in range(1, last + 1) if page in (1, last) or abs(page - number) < 4]
    for page in window:
        parts.append(
            f'<li class="current">{page}</li>'
            if page == number
            else f"<li>{to(page, str(page))}</li>"
        )
    if number < last:
        parts.append(f'<li class="next">{to(number + 1, "weiter", " rel=next")}</li>')
    return f'<nav class="f3-widget-paginator"><ul>{"".join(parts)}</ul></nav>'
