"""Pagers of lists: their links to other pages, and in which order a walk asks for those.

The numbers in the URLs of pages say which page comes after which, and nothing else: some pagers
count from 1, some from 0, some count articles. A page that brings nothing new need not be the end.
A cache may have sent another page in its place, all of its entries may lead to other portals, or as
many articles as a page holds were published since the page before it was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

PAGE_PARAMETER = re.compile(
    r"(?:^|[\[_\-])(?:page|pageno|currentpage|pointer|seite|offset|start|startat)\]?$",
    re.IGNORECASE,
)
"""Names of the parameters that say which page of a list is wanted, whoever wrote the portal."""
_ONWARDS = re.compile(
    r"\W*(?:weiter|vor|vorwärts|nächste[rs]?|nächste seite|eine seite weiter|next|next page|older|"
    r"ältere (?:beiträge|artikel|meldungen|nachrichten|einträge))?\W*[>»›→]*\W*",
    re.IGNORECASE,
)
_LOADS_MORE = re.compile(
    r"\W*(?:mehr|weitere)(?: [\w-]+)? (?:laden|anzeigen)\W*|\W*(?:load|show) more(?: \w+)?\W*",
    re.IGNORECASE,
)
_PAGE_FOLDER = re.compile(r"/(?:(?:seite|page|p)[-_/])?\d+/?")
_SEALED = re.compile(r"[?&]chash=", re.IGNORECASE)

WITHIN = 10
"""Number of pages in a row that may bring nothing while the pager has promised more of them."""
BEYOND = 3
"""The same behind the last page it has promised, and of pages that cannot be fetched.

Both CMS families show some page or other for any number behind the end of a list.
"""
_LOOKED_AT_AGAIN = 3
_SKIPPED_MAX = 4
_ROUNDS = 3


def number_in_query(url: str) -> int | None:
    """The number that a parameter of the usual names gives; None if there is none."""
    for name, value in parse_qsl(unquote(urlsplit(url).query)):
        if PAGE_PARAMETER.search(name) and value.isascii() and value.isdecimal():
            return int(value[:9])
    return None


def is_onwards(text: str) -> bool:
    """Whether this is what the link to the next page says."""
    return bool(text.strip()) and _ONWARDS.fullmatch(text.strip()) is not None


def loads_more(text: str) -> bool:
    """Whether this is what a button says by which a script fetches more of a list."""
    return _LOADS_MORE.fullmatch(text) is not None


def same_list(path: str, list_path: str) -> bool:
    """Whether a page at ``path`` may belong to the list at ``list_path``: ``…/seite-2`` does."""
    rest = path.removeprefix(list_path.rstrip("/"))
    return path.startswith(list_path.rstrip("/")) and (
        rest in ("", "/") or _PAGE_FOLDER.fullmatch(rest) is not None
    )


class PageLink(NamedTuple):
    """A pager's link. ``onwards``: it says that it leads to the next page."""

    number: int
    url: str
    text: str
    onwards: bool


class Page(NamedTuple):
    """A page to ask for, by its number in the URL.

    ``offered``: a pager links it, or else its URL is that of the page before counted on.
    ``again``: it has been asked for, and brought nothing new.
    """

    number: int
    url: str
    offered: bool = True
    again: bool = False


class InVain(NamedTuple):
    """A page that brought nothing new: the articles it showed, where it led, whether it failed."""

    page: Page
    articles: frozenset[str] = frozenset()
    led_to: str | None = None
    failed: bool = False


class Pager:
    """The pages of one list that a walk has asked for, and those it has not.

    Args:
        url: URL of the first page.
        number_of: the number of a list page by its URL, as the portal's spider knows it.
    """

    def __init__(self, url: str, number_of: Callable[[str], int | None]) -> None:
        self._number_of = number_of
        self._first = Page(1, url)
        self._asked: dict[int, str] = {}
        """Numbers and URLs of the pages behind the first one."""
        self._offers: dict[int, str] = {}
        self._first_again: str | None = None
        """Another URL of the first page, as later pages link it."""
        self._promised: int | None = None
        """The highest number that a page with news has linked, but for its next page."""
        self._shown: set[str] = set()
        self._last: frozenset[str] = frozenset()
        """Articles of the last page with news."""
        self.gaps: list[InVain] = []
        """What brought nothing, before pages that did."""
        self.tail: list[InVain] = []
        """What brought nothing since the last page that did."""
        self.requests = 1
        """Number of pages asked for, the first one included."""
        self._again: list[Page] | None = None
        self._looked_at: set[str] = set()
        self._is_through = self._is_stopped = self._has_moved = False
        self._rounds = 0
        self.is_explained = False
        """A second look has brought news: the list has moved on, or a page has come back."""

    @property
    def first(self) -> Page:
        """The first page."""
        return self._first

    # -- what came --------------------------------------------------------------------------------

    def read(
        self,
        page: Page,
        links: Collection[PageLink],
        articles: Collection[str],
        led_to: str | None = None,
    ) -> bool:
        """Note what a page shows; whether it shows an article that none before it did.

        Args:
            page: the page that was asked for.
            links: those of its pager.
            articles: canonical URLs of the articles it links.
            led_to: URL it was redirected to, if it was.
        """
        is_news = not self._shown.issuperset(articles)
        self._shown.update(articles)
        self._calibrate(page, links)
        for link in links:
            self._offer(link)
        if page.again:
            if is_news:
                self.is_explained = self._has_moved = True
                self._look_on(page)
            return is_news
        if not is_news:
            if page.url != self._first.url:
                self.tail.append(InVain(page, frozenset(articles), led_to))
            return False
        self.gaps += self.tail
        self.tail = []
        self._last = frozenset(articles)
        here = self._first.number if page.url == self._first.url else page.number
        promised = [n.number for n in links if n.number > here + self._step]
        self._promised = max([*promised, self._promised or 0]) or None
        return True

    def missed(self, page: Page) -> None:
        """Note that a page could not be fetched, or is no page of the list."""
        if not page.again:
            self.tail.append(InVain(page, failed=True))

    def _calibrate(self, page: Page, links: Collection[PageLink]) -> None:
        """Find out the number that the first page has where pages are counted from 0."""
        is_first = page.url == self._first.url
        from_zero = any(
            link.number == 0
            or link.text == str(link.number + 1)
            or (is_first and link.number == 1 and link.onwards)
            for link in links
        )
        by_articles = (
            is_first and links and min(link.number for link in links) > self._first.number + 1
        )
        if from_zero or (by_articles and not any(n.text == str(n.number) for n in links)):
            self._first = self._first._replace(number=0)

    def _offer(self, link: PageLink) -> None:
        if link.number <= self._first.number:
            if link.url != self._first.url:
                self._first_again = link.url
        elif link.number not in self._asked and link.url not in self._asked.values():
            self._offers.setdefault(link.number, link.url)

    @property
    def _step(self) -> int:
        """By how much the number grows from page to page."""
        numbers = sorted({self._first.number, *self._asked, *self._offers})
        return min((after - before for before, after in pairwise(numbers)), default=1)

    # -- what to ask for --------------------------------------------------------------------------

    def following(self) -> Page | None:
        """The page to ask for now; None at the end of the list, or of our patience.

        Behind the last page come second looks; if those bring news, what they lead to.
        """
        if not self._is_through:
            if (page := self._onwards() or self._skipped()) is not None:
                return page
            self._is_through = True
        if (page := self._second_look()) is not None:
            return page
        if self._has_moved and self._rounds < _ROUNDS:
            self._has_moved, self._again = False, None
            self._rounds += 1
            self.gaps += self.tail
            self.tail = []
            self._is_through = self._is_stopped
            return self.following()
        return None

    def stop(self) -> None:
        """Leave what is behind the page that was read: all of it is known."""
        self._is_through = self._is_stopped = True

    def _onwards(self) -> Page | None:
        """The next page that a pager offers, or else the one behind a page that says nothing."""
        offered = min(self._offers, default=None)
        if self.tail:
            if self._is_enough(offered):
                return None
            guessed = self._counted_on()
            if guessed is not None and (offered is None or guessed.number < offered):
                return self._ask(guessed)
        return None if offered is None else self._ask(Page(offered, self._offers[offered]))

    def _is_enough(self, offered: int | None) -> bool:
        if all(one.failed for one in self.tail[-BEYOND:]) and len(self.tail) >= BEYOND:
            return True
        is_promised = offered is not None and offered <= (self._promised or 0)
        return len(self.tail) >= (WITHIN if is_promised else BEYOND)

    def _ask(self, page: Page) -> Page:
        self._asked[page.number] = page.url
        self._offers.pop(page.number, None)
        self.requests += 1
        return page

    def _counted_on(self) -> Page | None:
        """The page behind the last one by its URL: what it should have linked it did not show.

        No further than the pager has promised, and never where a seal (``cHash``) protects the URL.
        """
        last = self.tail[-1].page
        number = last.number + self._step
        if number in self._asked or (self._promised and number > self._promised):
            return None
        url = counted_on(last.url, last.number, number, self._number_of)
        return Page(number, url, offered=False) if url else None

    def _missing(self) -> list[int]:
        """Numbers of pages that no page has linked, though there are some behind them."""
        numbers = sorted({self._first.number, *self._asked})
        step = min((b - a for a, b in pairwise(numbers)), default=1)
        return [
            number
            for before, after in pairwise(numbers)
            if after - before <= step * _SKIPPED_MAX
            for number in range(before + step, after, step)
        ]

    def _skipped(self) -> Page | None:
        """A page that no page has linked, if its URL can be told: the first page showed another."""
        for number in self._missing():
            near = min(self._asked, key=lambda one: abs(one - number))
            url = counted_on(self._asked[near], near, number, self._number_of)
            if url is not None:
                return self._ask(Page(number, url))
        return None

    # -- what to make of it -----------------------------------------------------------------------

    @property
    def given_up(self) -> int | None:
        """The highest number that was promised, if the walk ended before it."""
        left = [number for number in self._offers if number <= (self._promised or 0)]
        return max(left) if left and not self._is_stopped else None

    @property
    def is_left(self) -> bool:
        """Whether its pager offers pages yet, though some in a row have brought nothing new."""
        return bool(self._offers) and not self._is_stopped

    def suspects(self) -> list[InVain]:
        """Pages in whose place others were shown, as far as one can tell."""
        found = [one for one in self.gaps if one.articles or one.led_to]
        if self._missing() and not self._is_stopped:
            found.append(InVain(self._first, self._last))
        tail = [one for one in self.tail if not one.failed]
        shown = {one.articles for one in tail if one.articles}
        promised = any(one.page.number <= (self._promised or 0) for one in tail)
        is_end = (
            not shown
            or (len(shown) == 1 and len(self.tail) >= BEYOND and not self.given_up)
            or (all(one.led_to for one in tail) and not promised)
        )
        return found if is_end else found + [o for o in tail if o.page.offered and o.articles]

    def _second_look(self) -> Page | None:
        """The page to ask for once more, because what some pages showed is to be explained.

        First the first page, and if that has news those behind it; then the suspects themselves.
        """
        if self._again is None:
            suspects = [one.page for one in self.suspects() if not one.led_to]
            firsts: list[str | None] = []
            if suspects or any(one.articles for one in self.tail):  # has the list moved?
                firsts = [self._first.url, self._first_again if suspects else None]
            number = self._first.number
            self._again = [Page(number, url, again=True) for url in firsts if url]
            self._again += [
                page._replace(again=True)
                for page in suspects[:_LOOKED_AT_AGAIN]
                if page.url != self._first.url
            ]
        if not self._again:
            return None
        page = self._again.pop(0)
        self._looked_at.add(page.url)
        self.requests += 1
        return page

    def _look_on(self, page: Page) -> None:
        """Look at the page behind ``page`` once more, too: the second look has brought news."""
        behind = [number for number in self._asked if number > page.number]
        if not behind or self._again is None:
            return
        number = min(behind)
        url = self._asked[number]
        self._again = [one for one in self._again if one.url != url]
        if url not in self._looked_at:
            self._again.insert(0, Page(number, url, again=True))


def counted_on(
    url: str, number: int, wanted: int, number_of: Callable[[str], int | None]
) -> str | None:
    """The URL of page ``wanted``, made of that of page ``number``; None where it cannot be told.

    >>> counted_on("https://a.example/liste?page=4", 4, 5, number_in_query)
    'https://a.example/liste?page=5'
    """
    if _SEALED.search(unquote(url)):
        return None
    found = {
        counted
        for digits in re.finditer(r"\d+", url)
        if number - 1 <= int(digits[0]) <= number
        and (
            counted
            := f"{url[: digits.start()]}{int(digits[0]) + wanted - number}{url[digits.end() :]}"
        )
        and number_of(counted) == wanted
    }
    return found.pop() if len(found) == 1 else None


def links_of_pager(
    anchors: Iterable[tuple[str, str, bool]],
    paths: Collection[str],
    here: int,
    number_of: Callable[[str], int | None],
) -> list[PageLink]:
    """The links among a page's that lead to pages of the same list.

    Args:
        anchors: URL, text and whether it is marked as the next page (``rel=next``), of each link.
        paths: those of the list.
        here: the number of the page.
        number_of: the number of a list page by its URL.
    """
    found = []
    for url, text, is_next in anchors:
        path = urlsplit(url).path
        if not any(same_list(path, one) for one in paths):
            continue
        number = number_of(url)
        if number is None and is_next:
            number = here + 1
        if number is not None:
            found.append(PageLink(number, url, text, is_next or is_onwards(text)))
    return found
