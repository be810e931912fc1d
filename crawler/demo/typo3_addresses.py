"""The addresses of the TYPO3 portal: where articles stand, and cHash, TYPO3's seal on a query."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from crawler.demo.content import DemoArticle

NEWS, CALLS = "/aktuelles/nachrichten", "/aktuelles/bekanntmachungen"
FUNDING = "/foerderung/nachrichten"
NEWSLETTERS, STUDIES = "/dokumente/inside-newsletter", "/unsere-publikationen/studien"
ARCHIVE = "/archiv"
DETAIL, DETAIL_ALL, DETAIL_START = "detail", "detail-alle-anzeigen", "detail-laendereinstiegsseite"
ON_COUNTRY_PAGE = 3
"""How many news a country's first page shows."""

COUNTRIES = {
    "Frankreich": "europa/frankreich",
    "Polen": "europa/polen",
    "Tschechische Republik": "europa/tschechische-republik",
    "Niederlande": "europa/niederlande",
    "Vereinigtes Königreich (Großbritannien)": "europa/grossbritannien",
    "USA": "amerika/usa",
    "Kanada": "amerika/kanada",
    "Japan": "asien/japan",
    "Südkorea": "asien/suedkorea",
}
"""Countries with pages of their own, and where these are under /laender/."""
CONTINENTS = {"europa": "Europa", "amerika": "Amerika", "asien": "Asien"}


def country_pages(article: DemoArticle) -> list[str]:
    """Return the country pages (``/laender/europa/polen``) that list ``article``."""
    if article.kind != "nachricht":
        return []
    names = (place["name"] for place in article.places)
    return [f"/laender/{COUNTRIES[name]}" for name in names if name in COUNTRIES]


def sealed(path: str, query: Mapping[str, str]) -> str:
    """Return ``path`` with ``query`` and its cHash."""
    encoded = "&".join(f"{quote(name, safe='')}={quote(value)}" for name, value in query.items())
    return f"{path}?{encoded}&cHash={seal(path, query)}"


def seal(path: str, query: Mapping[str, str]) -> str:
    """Return the cHash of ``query`` on ``path``: what TYPO3 computes with its encryption key."""
    text = path + repr(sorted(query.items()))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def aliases(article: DemoArticle, newest_of_country: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the aliases the portal links ``article`` under.

    ``newest_of_country``: country page → addresses of the articles on it. Which articles get an
    odd link out of a list is decided by their slug, so that it is always the same ones.
    """
    decorated = list_link(article)
    if decorated != article.address:
        yield decorated
    if "foerderung" in article.sections:
        yield f"{FUNDING}/{DETAIL}/info/{article.slug}"
    for page in country_pages(article):
        yield f"{page}/nachrichten/{DETAIL_ALL}/info/{article.slug}"
        if article.address in newest_of_country.get(page, ()):
            yield f"{page}/nachrichten/{DETAIL_START}/info/{article.slug}"


def list_link(article: DemoArticle) -> str:
    """Return the link to ``article`` out of its own list, with a query on some."""
    if article.kind not in ("nachricht", "bekanntmachung"):
        return article.address
    digest = hashlib.sha256(article.slug.encode()).digest()[0]
    if digest % 8 == 0:
        return f"{article.address}?cHash={seal(article.address, {})}"
    if digest % 8 == 1:
        return sealed(article.address, {"tx_contentaggregation_pages[controller]": "Pages"})
    if digest % 16 == 2:
        return f"{article.address}?amp%3BcHash={seal(article.address, {})}"
    return article.address
