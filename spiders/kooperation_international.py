"""Kooperation international: TYPO3, closed at the end of 2025; lives on in web archives.

The addresses of lists and articles are as captures show them.
"""

from __future__ import annotations

import re
from typing import ClassVar

from spiders.typo3 import Typo3Spider


class KooperationInternational(Typo3Spider):
    """News, calls and documents on international research cooperation."""

    name = "kooperation_international"
    title: ClassVar[str] = "Kooperation international"
    home_url: ClassVar[str] = "https://www.kooperation-international.de/"
    alive: ClassVar[bool] = False
    layout: ClassVar[str | None] = "kooperation_international"
    lists: ClassVar[tuple[str, ...]] = (
        "aktuelles/nachrichten",
        "aktuelles/bekanntmachungen",
        "dokumente",
        "unsere-publikationen",
    )
    article_path: ClassVar[re.Pattern[str]] = re.compile(
        r"/detail(?:-[a-z-]+)?/info/[^/]+/?$"  # since 2015
        r"|^/buf/[^/]+/.+\.html$"  # before
    )
    verified_on: ClassVar[str] = "a text export of the portal"

    def article_url(self, link: str, canonical: str) -> str:
        """The canonical address: type and slug are in the path, so it needs no ``cHash``."""
        return canonical
