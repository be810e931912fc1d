"""Bare pages: a few words in the place of an article that nothing says to be one.

One error page in words that nobody knows looks like a short article by itself. It has nothing that
the portal's articles have, and does not speak of what its URL is named after.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.german.words.spelling import written_out
from crawler.items import FROM_URL

if TYPE_CHECKING:
    from crawler.items import Article

FEW_WORDS = 60
_SHORT = 120  # hardly any error page has as many words
_LEAST = 4
"""Number of a portal's articles that tell what its articles have."""
_FULL_SHARE = 0.7
"""Share of them with a date or a breadcrumb from which on a page with neither is in doubt."""
_DATED_SHARE = 0.95
"""Share of them with a date from which on a page without is, though it has a breadcrumb."""
_SLUG_WORD = re.compile(r"[^\W\d_]{4,}")
_HOST = re.compile(r"\b[\w-]+(?:\.[\w-]+){2,}\b")
_ENDING = 3
_NO_NAMES = frozenset({"html", "info", "detail", "node", "index", "page", "artikel", "meldung"})


def shows_date(article: Article) -> bool:
    """Whether a page shows its day of publication; one in its URL is there whatever it shows."""
    return article.published_on is not None and article.published_from != FROM_URL


def is_bare(article: Article) -> bool:
    """Whether a page has nothing that an article has: no date, image, source, place or link.

    It has none of its URL's words either.
    """
    says_date = article.published_text and article.published_from != FROM_URL
    has_something = (
        shows_date(article) or says_date or article.images or article.kicker
        or article.sources or article.editors or article.places or article.topics or article.links
    )  # fmt: skip
    text = f"{article.lead or ''} {article.body or ''}"
    return not has_something and len(text.split()) < _SHORT and names_its_slug(article) is False


def has_frame(article: Article) -> bool:
    """Whether a page says where on its portal it is."""
    return bool(article.breadcrumb or article.canonical_link)


def is_unusual(*, has_frame: bool, dated: int, full: int, of: int) -> bool:
    """Whether a portal's articles have what a bare page lacks.

    Args:
        has_frame: the page says where on its portal it is.
        dated: number of the portal's articles with a date.
        full: number of those with a date or a breadcrumb.
        of: number of all.
    """
    if full < _LEAST:
        return False
    return dated >= _DATED_SHARE * (of - 1) if has_frame else full >= _FULL_SHARE * of


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
