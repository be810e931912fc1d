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

from crawler.archive.health_rows import PAGE_IS_ERROR
from crawler.downloader.previous_runs import stored_article
from crawler.monitoring.failures import note_failure
from crawler.monitoring.signals import page_rejected
from pipelines.base import CrawlPipeline

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrapy.crawler import Crawler

    from crawler.items import Article

logger = logging.getLogger(__name__)

_SHORT = 120
"""Number of words that hardly any error page has: menus and excuses, but no text."""

_CODE = r"(?:40[0-9]|410|50[0-9])"
_ABSENT = r"(?:gefunden|verfügbar|vorhanden|erreichbar|found|available|exist\w*)"
_NOT_FOUND = re.compile(
    rf"^\W*(?:http|fehler|error|status)\W*(?:code\W*)?{_CODE}\b"
    rf"|^\W*{_CODE}(?:\W*$|\s*[–:|]|\s+-|\W*(?:not found|gone|forbidden|internal|bad|service))"
    rf"|\b(?:nicht|not|no longer)\W+(?:mehr\W+|be\W+)?{_ABSENT}\b"
    r"|\bexistiert\W+(?:leider\W+)?nicht\b|\bgibt es (?:leider )?nicht\b",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"^\W*(?:einen moment|nur einen moment|just a moment|please wait|bitte warten)\b"
    r"|\b(?:request|anfrage)\W+(?:rejected|abgelehnt|blocked|blockiert)\b"
    r"|\b(?:access|zugriff|zugang)\W+(?:to this \w+ )?(?:has been |wurde |ist )?"
    r"(?:denied|blocked|verweigert|blockiert|gesperrt|abgelehnt|verboten)\b"
    r"|\b(?:kein zugriff|keine (?:zugriffs)?berechtigung|forbidden|unauthori[sz]ed)\b"
    r"|\battention required\b|\bpardon our interruption\b|\bchecking your browser\b"
    r"|\b(?:re)?captcha\b|\b(?:kein|not a) robot(?:er)?\b|\bare you (?:a )?(?:human|robot)\b"
    r"|\bsind sie ein (?:mensch|roboter)\b|\b(?:sicherheits|browser)(?:über)?prüfung\b"
    r"|\bsecurity check\b|\bverify (?:that )?you are\b|\bddos[- ]\w+\b"
    r"|\b(?:sitzung|session)\b.{0,20}\b(?:abgelaufen|ungültig|beendet|invalid)\b"
    r"|\bsession\b.{0,20}\b(?:expired|timed? ?out)\b"
    r"|\b(?:cookies|javascript)\b.{0,30}\b(?:aktivieren|zulassen|deaktiviert|enable|required)\b"
    r"|\btoo many requests\b|\bzu viele (?:anfragen|zugriffe)\b"
    r"|\b(?:wartungsarbeiten|wartungsmodus|wartungsseite|maintenance|unavailable)\b"
    r"|\b(?:wird|werden) (?:derzeit |gerade |zurzeit )?gewartet\b"
    r"|\bvorübergehend nicht (?:verfügbar|erreichbar)\b"
    # Walls, whose whole headline it is: a portal may well report about cookies.
    r"|^\W*(?:bitte\W+)?(?:anmeld(?:en|ung)|log-?\s?in|einloggen|sign in|melden sie sich an)\W*$"
    r"|^\W*cookies?(?:[- ]\w+){0,2}\W*$|^\W*(?:wir verwenden|we use) cookies\W*$"
    r"|^\W*(?:wir (?:respektieren|schätzen) )?(?:ihre|we value your) (?:privatsphäre|privacy)\W*$"
    r"|^\W*(?:privatsphäre|datenschutz|cookie)-?\s?einstellungen\W*$",
    re.IGNORECASE,
)
"""Headlines of what stands before a page, or says that the portal does not work now.

Cloudflare, F5, Akamai and Incapsula write the first ones.
"""
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
    if len(f"{article.lead or ''} {article.body or ''}".split()) >= _SHORT:
        return None
    title = " ".join((article.title or "").split())
    if _NOT_FOUND.search(title):
        return Sign(f"an error page: {title!r}")
    if article.published_on is None and (sign := headline_sign(title)):
        return sign
    if not title or title.casefold() in site_names:
        return Sign("no title of its own" if title else "no title")
    return None


def headline_sign(title: str) -> Sign | None:
    """The sign in a headline or ``<title>``; None for an ordinary one."""
    if _WALL.search(title):
        return Sign(f"no article but a wall or a notice: {title!r}", is_wall=True)
    if _NOT_FOUND.search(title) or _TROUBLE.search(title):
        return Sign(f"an error page: {title!r}")
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
            return item  # text exports need not have a title
        sign = error_page(item, self._site_names)
        if sign is None:
            return item
        if self._is_live and stored_article(self._crawler, item) is not None:
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
