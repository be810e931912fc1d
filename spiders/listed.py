"""Evidence in list pages and feeds of when articles were published: their order, and dates beside.

Lists name the newest article first, and many print its date; an article's own page may show none
(crawler/archive/dating). Plain functions: they read pages as they arrive and out of files alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.german.dates.model import local_day
from crawler.items import Listed, ListedDate, ListedUrls
from crawler.urls import ascii_url, broken_url, canonical_url
from spiders.lastmod import day_of, made
from spiders.pager import PageLink, links_of_pager
from spiders.teaser_dates import dates_beside

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from spiders.feeds import Feed
    from spiders.list_page import ListPage

_BESIDE_LIST: Final = frozenset({"aside", "footer", "nav"})
"""What stands on each page of a portal: menus, "most read"."""
_SAYS_WHAT_IT_DOES: Final = ("[action]", "[controller]")
"""Parameters that TYPO3 adds to later pages of a list and not to the first."""


class ListAddresses(Protocol):
    """What is asked of a portal's spider: where its lists and articles are."""

    home_url: ClassVar[str]

    def list_urls(self) -> list[str]:
        """The first pages of the portal's lists."""

    def list_page_number(self, url: str) -> int | None:
        """The number of a list page by its URL."""

    def request_url(self, url: str) -> str:
        """The URL to request where a link says ``url``."""

    def is_ours(self, host: str) -> bool:
        """Whether the portal answers at this host."""

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of one of the portal's lists."""


def articles_linked(links: Iterable[str], rules: ListAddresses) -> dict[str, str]:
    """The links that lead to articles, as written → canonical URLs; in order."""
    leads = {}
    for written in links:
        if written not in leads and broken_url(written) is None:
            link = ascii_url(written)
            if rules.is_article(link):
                leads[written] = canonical_url(link, home_url=rules.home_url).url
    return leads


def listed_on(
    page: ListPage,
    rules: ListAddresses,
    captured_at: dt.datetime,
    leads: Mapping[str, str] | None = None,
    pager: Sequence[PageLink] | None = None,
    first_number: int | None = None,
) -> Listed:
    """What a page of a list says; nothing if it is none of the portal's, but led to from one.

    Args:
        page: the page.
        rules: the portal's spider.
        captured_at: when it stood so.
        leads: its links that lead to articles → their canonical URLs; None: to be found out.
        pager: the links of its pager; None: to be found out.
        first_number: the number that the list's first page has, if that is known.
    """
    if not rules.is_list(page.url):
        return Listed()
    if leads is None:
        leads = articles_linked(page.links, rules)
    list_url = list_url_of(page.url, rules)
    anchors = [
        (leads[anchor.url], anchor.element)
        for anchor in page.anchors
        if not anchor.in_head and anchor.url in leads and not _is_beside_list(anchor.element)
    ]
    urls = [*dict.fromkeys(article for article, _ in anchors)]
    number = _page_number(page, rules, pager, first_number)
    lists = [ListedUrls(list_url, number, captured_at, urls)] if urls and number else []
    days = dates_beside(anchors, page.url, page.headline, local_day(captured_at)) if urls else {}
    return Listed(lists, [ListedDate(list_url, "listed", url, day) for url, day in days.items()])


def _is_beside_list(anchor: Element) -> bool:
    return any(place.tag in _BESIDE_LIST for place in anchor.iterancestors())


# -- Which list, and which page of it --------------------------------------------------------------


def list_url_of(url: str, rules: ListAddresses) -> str:
    """The URL by which all captures of all pages of a list are known.

    That of its first page; what a page's parameters select beside its number (a country, another
    order) is a list of its own.
    """
    parts = urlsplit(canonical_url(rules.request_url(url), home_url=rules.home_url).url)
    path = parts.path.rstrip("/")
    firsts = _paths(tuple(map(rules.request_url, rules.list_urls())), rules.home_url)
    of_list = [first for first in firsts if f"{path}/".startswith(f"{first.rstrip('/')}/")]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if rules.list_page_number(url) is not None:
        pairs = [
            pair
            for pair in pairs
            if not pair[0].endswith(_SAYS_WHAT_IT_DOES) and not _counts(pair, parts.path, rules)
        ]
    path = max(of_list, key=len, default=parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(pairs), ""))


@cache
def _paths(firsts: tuple[str, ...], home_url: str) -> frozenset[str]:
    """The paths of first pages, as they are in canonical URLs."""
    return frozenset(urlsplit(canonical_url(url, home_url=home_url).url).path for url in firsts)


def _counts(pair: tuple[str, str], path: str, rules: ListAddresses) -> bool:
    """Whether a parameter alone makes a URL that of a later page."""
    alone = urlsplit(rules.home_url)._replace(path=path, query=urlencode([pair]))
    bare = alone._replace(query="")
    return rules.list_page_number(bare.geturl()) is None and (
        rules.list_page_number(alone.geturl()) is not None
    )


def _page_number(
    page: ListPage, rules: ListAddresses, links: Sequence[PageLink] | None, first: int | None
) -> int | None:
    """The number of a page, counted from 1; None where its pager does not tell from what it counts.

    The URL with the number 1 is the first page of some lists and the second one of others: what is
    taken for the first page has to be it.
    """
    url = rules.request_url(page.url)
    here = rules.list_page_number(url)
    if here is None:
        return 1
    if links is None:
        links = _pager_of(page, rules, urlsplit(url).path, here)
    numbers = sorted({here, *(link.number for link in links)})
    step = min((after - before for before, after in pairwise(numbers)), default=1)
    if step > 1:  # it counts articles
        return here // step + 1
    if any(link.number == 0 or link.text == str(link.number + 1) for link in links) or here == 0:
        first = 0
    elif any(link.text == str(link.number) for link in links):
        first = 1
    if first is None and here == 1:
        return None
    return max(1, here - (1 if first is None else first) + 1)


def _pager_of(page: ListPage, rules: ListAddresses, path: str, here: int) -> list[PageLink]:
    ours = (
        (rules.request_url(anchor.url), anchor.text, anchor.is_next)
        for anchor in page.anchors
        if broken_url(anchor.url) is None and rules.is_ours(urlsplit(anchor.url).hostname or "")
    )
    paths = {path, *(urlsplit(first).path for first in rules.list_urls())}
    return links_of_pager(ours, paths, here, rules.list_page_number)


# -- Feeds and sitemaps ----------------------------------------------------------------------------


def listed_in(feed: Feed, url: str, captured_at: dt.datetime, leads: Mapping[str, str]) -> Listed:
    """What a feed or sitemap says.

    Args:
        feed: as it was read.
        url: its URL.
        captured_at: when it stood so.
        leads: its entries that are articles → their canonical URLs.
    """
    if feed.is_complete:
        return Listed((), [*_changed(feed, url, captured_at, leads)])
    days = _published(feed, captured_at, leads)
    if days is None:
        return Listed()
    dates = [ListedDate(url, "feed", article, day) for article, day in days.items()]
    urls = [*dict.fromkeys(leads[link] for link in feed.entries if link in leads)]
    lists = [ListedUrls(url, 1, captured_at, urls)] if urls and _newest_first(days.values()) else []
    return Listed(lists, dates)


def _changed(
    feed: Feed, url: str, captured_at: dt.datetime, leads: Mapping[str, str]
) -> Iterator[ListedDate]:
    """The last changes that a sitemap names, but for those that are only when it was made."""
    making, today = made(feed.entries.values()), local_day(captured_at)
    for link, text in feed.entries.items():
        if text and link in leads and not (making and making.covers(text)):
            day = day_of(text)
            if day is not None and day <= today:
                yield ListedDate(url, "sitemap", leads[link], day)


def _published(
    feed: Feed, captured_at: dt.datetime, leads: Mapping[str, str]
) -> dict[str, dt.date] | None:
    """The days of publication in a feed, but for that on which it was made; None for events."""
    making, today = made(feed.published.values()), local_day(captured_at)
    days: dict[str, dt.date] = {}
    for link, text in feed.published.items():
        day = day_of(text) if not (making and making.covers(text)) else None
        if day is not None and day > today:
            return None
        if day is not None and link in leads:
            days.setdefault(leads[link], day)
    return days


def _newest_first(days: Collection[dt.date]) -> bool:
    """Whether a feed's dates fall, as far as it has any."""
    return all(above >= below for above, below in pairwise(days))
