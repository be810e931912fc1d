"""Lists that page in every way portals do, and what goes wrong with one of their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spiders.pager import Page, Pager, links_of_pager, number_in_query

URL = "https://www.muster.example/aktuelles"
SIZE = 3

PageLinks = Callable[["Portal", int], Iterator[tuple[str, str, bool]]]


def plain(number: int) -> str:
    """Pages counted from 1."""
    return f"{URL}?page={number}" if number > 1 else URL


def from_zero(number: int) -> str:
    return f"{URL}?page={number - 1}"


def by_offset(number: int) -> str:
    return f"{URL}?start={(number - 1) * SIZE}" if number > 1 else URL


def in_path(number: int) -> str:
    return f"{URL}/seite-{number}" if number > 1 else URL


def sealed(number: int) -> str:
    return f"{URL}?page={number}&cHash={number * 7919:08x}"


def window(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    """``1 … 4 5 [6] 7 8 … 17``."""
    for number in range(1, portal.last + 1):
        if number != here and (number in (1, portal.last) or abs(number - here) < 3):
            yield portal.url(number), str(number), False


def window_and_words(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    if here > 1:
        yield portal.url(here - 1), "zurück", False
    yield from window(portal, here)
    if here < portal.last:
        yield portal.url(here + 1), "weiter", False


def links_itself(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    for number in range(1, portal.last + 1):
        yield portal.url(number), str(number), False


def only_next(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    if here > 1:
        yield portal.url(here - 1), "zurück", False
    if here < portal.last:
        yield portal.url(here + 1), "Nächste Seite", False


def marked_next(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    if here < portal.last:
        yield portal.url(here + 1), "", True


def endless(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    """One page more, whatever is asked for."""
    yield portal.url(here + 1), "weiter", False


def endless_window(portal: Portal, here: int) -> Iterator[tuple[str, str, bool]]:
    for number in range(max(1, here - 3), here + 4):
        if number != here:
            yield portal.url(number), str(number), False


PAGERS: dict[str, PageLinks] = {
    "window": window,
    "window and words": window_and_words,
    "links itself": links_itself,
    "only next": only_next,
    "marked next": marked_next,
}
URLS = {
    "from 1": plain, "from 0": from_zero, "by offset": by_offset, "in the path": in_path,
    "sealed": sealed,
}  # fmt: skip


class Failed(Exception):
    """The page cannot be fetched."""


@dataclass
class Portal:
    """A list of ``articles``; ``shows`` says which page is sent instead of another.

    A value of ``shows`` is a number, a negative one for a redirect, None for a page without
    articles of the portal, or ``Failed``.
    """

    pager: PageLinks = window
    url: Callable[[int], str] = plain
    articles: list[str] = field(default_factory=lambda: [f"a{n}" for n in range(27)])
    shows: dict[int, int | type[Failed] | None] = field(default_factory=dict)
    published: int = 0
    """So many articles are published before each page is sent, as long as there are ``to_come``."""
    to_come: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        return -(-len(self.articles) // SIZE)

    def get(self, url: str) -> tuple[list[str], list[tuple[str, str, bool]]]:
        """What the page at ``url`` shows: its entries, and its pager's links."""
        self.asked.append(url)
        if len(self.asked) > 1:
            for _ in range(min(self.published, self.to_come)):
                self.articles.insert(0, f"n{self.to_come}")
                self.to_come -= 1
        numbers = {self.url(number): number for number in range(200)}
        asked_for = numbers.get(url, 1)
        number = self.shows.get(asked_for, min(asked_for, self.last))
        if number is Failed:
            raise Failed
        shown = asked_for if number is None else abs(int(number))
        entries = [] if number is None else self.articles[(shown - 1) * SIZE : shown * SIZE]
        return entries, list(self.pager(self, shown))

    def leads_away(self, url: str) -> bool:
        """Whether the page at ``url`` is redirected."""
        number = next((n for n in range(200) if self.url(n) == url), 1)
        shown = self.shows.get(number)
        return isinstance(shown, int) and shown < 0


def number_of(url: str) -> int | None:
    found = number_in_query(url)
    if found is None and "/seite-" in url:
        return int(url.rpartition("-")[2])
    return found


@dataclass
class Walked:
    """What a walk has seen of a list, and what it would say of it."""

    seen: set[str]
    failed: list[str]
    lost: list[str]
    given_up: int | None


def walk(portal: Portal, most: int = 1000) -> Walked:
    """Read a list to its end as a full walk does."""
    pager = Pager(URL, number_of)
    seen: set[str] = set()
    failed: list[str] = []
    page: Page | None = pager.first
    while page is not None and len(portal.asked) < most:
        try:
            articles, anchors = portal.get(page.url)
        except Failed:
            if page.offered and not page.again:
                failed.append(page.url)
            pager.missed(page)
        else:
            links = links_of_pager(anchors, {"/aktuelles"}, page.number, number_of)
            pager.read(page, links, articles)
            seen.update(articles)
        page = pager.following()
    lost = [] if pager.is_explained else [one.page.url for one in pager.suspects()]
    return Walked(seen, failed, lost, pager.given_up)
