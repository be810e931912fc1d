"""Soft 404s: error pages and walls that a server sends with status 200 in an article's place.

A page is recognised by its headline, by a redirect to the home page or a folder, or by having no
title of its own. ``Soft404Pipeline`` rejects such pages, unless an article is stored already.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from scrapy.exceptions import DropItem
from typing_extensions import override

from crawler.downloader.previous_runs import stored_article
from crawler.monitoring.failures import note_failure
from crawler.monitoring.health.bare_pages import FEW_WORDS, names_its_slug, shows_date
from crawler.monitoring.signals import page_rejected
from pipelines import walls
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrapy.crawler import Crawler

    from crawler.items import Article

logger = logging.getLogger(__name__)

_SHORT = 120
"""Number of words that hardly any error page has: menus and excuses, but no text."""

_FIRST = 2_000
"""Characters of a text within which a wall says what it is."""

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
    r"|^\W*(?:hoppla|huch|ups|upps|oops|ooops)\b"
    r"|\b(?:etwas|something)\b.{0,20}\b(?:schief|went wrong)"
    r"|\b(?:beitrag|artikel|seite|meldung|inhalt)\b.{0,20}\b(?:archiviert|gelöscht|entfernt|offline)"
    r"|\b(?:technische[rs]?|unerwarteter|unbekannter)\W+(?:fehler|störung|problem)"
    r"|\bein fehler ist aufgetreten\b|\ban error (?:has )?occurred\b",
    re.IGNORECASE,
)
"""Headlines of error pages as Apache, Tomcat, TYPO3 and the Government Site Builder write them.

Walls and troubles may stand over a notice of the portal's own, which bears a date.
"""


# /, /de, /index.php, /startseite.html; GSB: /DE/Home/home_node.html
_HOME = re.compile(
    r"/*(?:(?:de|en)(?:/|$))?(?:web/)?"
    r"(?:(?:home|start|startseite|index|default|willkommen)(?:[_-]node)?(?:/|$|\.\w+$)){0,2}"
    r"(?:home_node\.html)?",
    re.IGNORECASE,
)


def led_elsewhere(asked: str, answered: str) -> bool:
    """Whether a redirect led away from an article: to the home page or to its folder.

    Args:
        asked: the URL of the article.
        answered: where the redirect led to.
    """
    if asked == answered:
        return False
    parts, asked_path = urlsplit(answered), urlsplit(asked).path
    path = parts.path.rstrip("/")
    # A query may select the article that its path did before.
    return is_home(answered) or (not parts.query and asked_path.rstrip("/").startswith(f"{path}/"))


def is_home(url: str) -> bool:
    """Whether ``url`` has the form of a portal's home page."""
    return _HOME.fullmatch(urlsplit(url).path) is not None


class Sign(NamedTuple):
    """Why a page is no article, in words.

    ``is_wall``: it bars access to the article, or the portal is out of order; the article may
    well be there.
    """

    reason: str
    is_wall: bool = False


def error_page(article: Article, site_names: Collection[str]) -> Sign | None:
    """The sign by which a page is an error page or a wall; None for an article.

    Args:
        article: what was read from the page.
        site_names: the portal's own names, case-folded, which error pages have for a title.
    """
    text = f"{article.lead or ''} {article.body or ''}"
    title = " ".join((article.title or "").split())
    is_undated = not shows_date(article)
    is_short = len(text.split()) < _SHORT
    if (is_undated or is_short) and (sign := _made_sign(f"{title} {text}")):
        return sign
    if not is_short:
        return None
    if _NOT_FOUND.search(title):
        return Sign(f"an error page: {title!r}")
    if is_undated and (sign := headline_sign(title)):
        return sign
    if article.wall:
        return Sign(f"no article but a wall: {article.wall}", is_wall=True)
    nameless = not title or title.casefold() in site_names
    if is_undated and (nameless or not names_its_slug(article)) and (sign := _notice(text)):
        return sign
    if nameless and is_undated and not text.strip():
        return Sign("an empty page: neither title nor text", is_wall=True)
    if nameless:
        return Sign("no title of its own" if title else "no title")
    return None


def _words_around(found: re.Match[str]) -> str:
    """What was found, in its sentence's words."""
    start = max(found.start() - 40, 0)
    return " ".join(found.string[start : found.end() + 40].split())


def headline_sign(title: str) -> Sign | None:
    """The sign in a headline or ``<title>``; None for an ordinary one."""
    if walls.HEADLINE.search(title):
        return Sign(f"no article but a wall or a notice: {title!r}", is_wall=True)
    if _NOT_FOUND.search(title) or _TROUBLE.search(title):
        return Sign(f"an error page: {title!r}")
    return None


def notice_sign(text: str) -> Sign | None:
    """The sign in all that a page says which is no article; None for an ordinary one."""
    return _made_sign(text) or (_notice(text) if len(text.split()) < FEW_WORDS else None)


def _made_sign(text: str) -> Sign | None:
    if found := walls.MADE_BY.search(text[:_FIRST]):
        return Sign(f"no article but a wall: {_words_around(found)!r}", is_wall=True)
    return None


def _notice(text: str) -> Sign | None:
    if found := walls.NOTICE.search(text):
        return Sign(f"no article but a notice: {_words_around(found)!r}", is_wall=True)
    return None


class Soft404Pipeline(CrawlPipeline):
    """Sends error pages to ``rejects`` with their capture: stage ``soft404``, or ``wall``.

    Where an article is stored, a person decides: it may be an article after all.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider = crawler.spider
        title = getattr(spider, "title", None) or ""
        self._site_names = frozenset(filter(None, [title.casefold()]))
        # Out of a web archive pages come in any order: there an earlier one proves nothing.
        source = getattr(spider, "source", None)
        self._is_live = not getattr(source, "dated_by_capture", True)

    @override
    def process_item(self, item: Article) -> Article:
        capture = item.capture
        if capture is not None and (capture.content_type or "").startswith("text/plain"):
            # Text exports need not have a title.
            sign = notice_sign(f"{item.title} {item.lead} {item.body}") if self._is_live else None
        else:
            sign = error_page(item, self._site_names)
        if sign is None:
            return item
        if self._is_live and stored_article(self._crawler, item) is not None:
            from crawler.archive.health_rows import PAGE_IS_ERROR  # spiders ask for signs alone

            item.doubts = [PAGE_IS_ERROR]
            return item
        self._reject(item, sign)
        raise DropItem(sign.reason)

    def _reject(self, item: Article, sign: Sign) -> None:
        """A wall of today's portal is a failure; error pages are what archives are full of."""
        failed = sign.is_wall and self._is_live
        if failed:
            note_failure(self._crawler, f"{item.url}: {sign.reason}", cause=sign.reason)
            logger.error("%s: %s", item.url, sign.reason)
        self._crawler.signals.send_catch_log(
            page_rejected,
            url=item.url,
            stage="wall" if failed else "soft404",
            reason=sign.reason,
            capture=item.capture,
        )
