"""Soft 404s: error pages that a server sends with status 200 in an article's place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from crawler.items import Article

_SHORT = 120
"""Words that hardly any error page has: menus and excuses, but no text."""

_CODE = r"(?:40[0-9]|410|50[0-9])"
_ABSENT = r"(?:gefunden|verfügbar|vorhanden|erreichbar|found|available|exist\w*)"
_NOT_FOUND = re.compile(
    rf"^\W*(?:http|fehler|error|status)\W*(?:code\W*)?{_CODE}\b"
    rf"|^\W*{_CODE}(?:\W*$|\s*[–:|]|\s+-|\W*(?:not found|gone|forbidden|internal|bad|service))"
    rf"|\b(?:nicht|not|no longer)\W+(?:mehr\W+|be\W+)?{_ABSENT}\b"
    r"|\bexistiert\W+(?:leider\W+)?nicht\b|\bgibt es (?:leider )?nicht\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"^\W*(?:fehler|error)(?:seite|meldung| page)?\W*$"
    r"|\b(?:interner|internal)\b.{0,10}(?:fehler|error)\b"
    r"|\b(?:wartungsarbeiten|wartungsmodus|maintenance|unavailable)\b"
    r"|\b(?:zugriff verweigert|kein zugriff|access denied|forbidden)\b"
    # Walls, whose whole headline it is: a portal may well report about cookies.
    r"|^\W*(?:bitte\W+)?(?:anmeld(?:en|ung)|log-?\s?in|einloggen|sign in|melden sie sich an)\W*$"
    r"|^\W*cookies?(?:[- ]\w+){0,2}\W*$"
    r"|^\W*(?:wir (?:respektieren|schätzen) )?(?:ihre|we value your) (?:privatsphäre|privacy)\W*$"
    r"|^\W*(?:privatsphäre|datenschutz)-?\s?einstellungen\W*$",
    re.IGNORECASE,
)
"""Headlines of error pages as Apache, Tomcat, TYPO3 and the Government Site Builder write them.

The second kind may stand over a notice of the portal's own, which bears a date.
"""


def led_elsewhere(asked: str, answered: str, lists: Collection[str]) -> bool:
    """Whether a redirect led away from an article: to the home page, its folder or a list.

    Args:
        asked: the address of the article.
        answered: where the redirect led to.
        lists: addresses of the portal's lists.
    """
    if asked == answered:
        return False
    path, asked_path = urlsplit(answered).path.rstrip("/"), urlsplit(asked).path
    return not path or answered in lists or asked_path.rstrip("/").startswith(f"{path}/")


def error_page(
    article: Article, site_names: Collection[str], stored: Callable[[], Article | None]
) -> str | None:
    """Why a page is no article but an error page; None if it is one.

    Args:
        article: what was read from the page.
        site_names: how the portal calls itself: what error pages have for a title.
        stored: gives the article stored from this address before, None if there is none.
    """
    short = len(f"{article.lead or ''} {article.body or ''}".split()) < _SHORT
    title = " ".join((article.title or "").split())
    undated = article.published_on is None
    if short and (_NOT_FOUND.search(title) or (undated and _TROUBLE.search(title))):
        return f"an error page: {title!r}"
    if short and (not title or title.casefold() in site_names):
        return "no title of its own" if title else "no title"
    if undated and (before := stored()) is not None:
        return _replaced(article, before)
    return None


def _replaced(article: Article, before: Article) -> str | None:
    """An edit leaves something of an article: its date, its headline or a paragraph."""
    paragraphs = {text.strip() for text in (before.body or "").split("\n")} - {""}
    left = paragraphs & {text.strip() for text in (article.body or "").split("\n")}
    shorter = len(article.body or "") < len(before.body or "") / 2
    if before.published_on and article.title != before.title and not left and shorter:
        return "nothing of the stored article is left on it"
    return None
