"""Bare pages: a few words in the place of an article that nothing says to be one.

One error page in words that nobody knows looks like a short article by itself. It has nothing that
the portal's articles have, and does not speak of what its URL is named after.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.german.words.spelling import written_out

if TYPE_CHECKING:
    from crawler.items import Article

FEW_WORDS = 60
FULL_SHARE = 0.7
"""Share of a portal's articles with a date or a breadcrumb from which on one without is told."""
FULL_LEAST = 4
"""The same as a number of articles."""
_SLUG_WORD = re.compile(r"[^\W\d_]{4,}")
_HOST = re.compile(r"\b[\w-]+(?:\.[\w-]+){2,}\b")
_ENDING = 3
_NO_NAMES = frozenset({"html", "info", "detail", "node", "index", "page", "artikel", "meldung"})


def is_bare(article: Article) -> bool:
    """Whether a page has nothing of an article: no date, place on the portal, image or source.

    Nor does it say anything of itself for search engines, and it has none of its URL's words.
    """
    has_something = (
        article.published_on or article.published_text or article.breadcrumb or article.images
        or article.sources or article.editors or article.canonical_link or article.kicker
        or article.places or article.topics or article.links
    )  # fmt: skip
    text = f"{article.lead or ''} {article.body or ''}"
    return not has_something and len(text.split()) < FEW_WORDS and names_its_slug(article) is False


def names_its_slug(article: Article) -> bool | None:
    """Whether a page has a word of its URL's last part, which is made of the headline mostly.

    None where that part has no words.
    """
    path = unquote(urlsplit(article.fetched_url or article.url).path).rstrip("/")
    slug = {*_SLUG_WORD.findall(written_out(path.rpartition("/")[2].lower()))} - _NO_NAMES
    text = f"{article.title} {article.lead} {article.body}".lower()
    words = {*_SLUG_WORD.findall(written_out(_HOST.sub("", text)))}
    return any(_alike(word, one) for one in slug for word in words) if slug else None


def _alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: ``netzwerk``, ``netzwerke``."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(long) - len(short) <= _ENDING
