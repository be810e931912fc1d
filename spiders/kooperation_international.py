"""Kooperation international: TYPO3, closed at the end of 2025; lives on in web archives.

The URLs of lists and articles are as captures show them.
"""

from spiders.typo3 import Typo3Spider


class KooperationInternational(Typo3Spider):
    """News, calls and documents on international research cooperation."""

    name = "kooperation_international"
    title = "Kooperation international"
    home_url = "https://www.kooperation-international.de/"
    alive = False
    layout = "kooperation_international"
    lists = (
        "aktuelles/nachrichten",
        "aktuelles/bekanntmachungen",
        "dokumente",
        "unsere-publikationen",
    )
    article_path = (
        r"/detail(?:-[a-z-]+)?/info/[^/]+/?$"  # since 2015
        r"|^/buf/[^/]+(?:/.+)?\.html$"  # before
        # pages about a country, but for its lists of news, calls and documents
        r"|^/(?:en/)?(?:laender|countries)/[^/]+/[^/]+"
        r"(?:/(?!(?:nachrichten|bekanntmachungen|dokumente|termine|news|suche)(?:/|$))[^/]+)*/?$"
        r"|/newsletter/(?!(?:an|ab)meld|abo|bestell|archiv/?$)[^/]"
    )
    verified_on = "a text export of the portal"

    def article_url(self, link: str, canonical: str) -> str:
        """The canonical URL: type and slug are in the path, so it needs no ``cHash``."""
        return canonical
