"""A page that should be of a list: parsed once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from parsel import Selector
from scrapy.http import TextResponse
from w3lib.html import get_base_url

from crawler.decoding import decode
from crawler.http_fields import content_type_of
from crawler.urls import joined
from pipelines import walls
from pipelines.soft404 import Sign, headline_sign, notice_sign
from spiders.pager import PAGE_PARAMETER, is_onwards, loads_more

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from scrapy.http import Response

_VISIBLE = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
_BASE_WITHIN = 4096
"""Characters in which ``<base>`` stands."""


class Anchor(NamedTuple):
    """A link of a page: absolute, or as written where it is no URL.

    ``is_next``: marked as leading to the next page. ``in_head``: a ``<link>`` of the page's head.
    """

    url: str
    text: str
    is_next: bool
    in_head: bool
    element: Element


class ListPage:
    """A page as browsers read it; what is called HTML may begin like JSON.

    Args:
        url: its URL.
        body: what came; None for what is no text.
        content_type: its Content-Type header.
    """

    def __init__(self, url: str, body: bytes | None, content_type: str = "") -> None:
        self.url = url
        self._body = body
        self._content_type = content_type

    @classmethod
    def of(cls, response: Response) -> ListPage:
        """That of a response."""
        body = response.body if isinstance(response, TextResponse) else None
        return cls(response.url, body, content_type_of(response))

    @cached_property
    def _text(self) -> str:
        return "" if self._body is None else decode(self._body, self._content_type)

    @cached_property
    def _markup(self) -> Selector:
        return Selector(text=self._text, type="html")

    @cached_property
    def anchors(self) -> list[Anchor]:
        """All links, and what the head says is the next page."""
        if self._body is None:
            return []
        try:
            base = get_base_url(self._text[:_BASE_WITHIN], self.url)
        except ValueError:  # <base> is no URL: browsers pass it over
            base = self.url
        found = []
        for element in self._markup.root.iter("a", "link"):
            href, in_head = element.get("href"), element.tag == "link"
            is_next = "next" in element.get("rel", "").lower().split()
            if href is not None and (is_next or not in_head):
                text = "" if in_head else " ".join("".join(element.itertext()).split())
                found.append(Anchor(joined(base, href), text, is_next, in_head, element))
        return found

    @property
    def links(self) -> list[str]:
        """All link targets, absolute; what is no URL stands as written."""
        return [anchor.url for anchor in self.anchors if not anchor.in_head]

    @property
    def headline(self) -> str:
        """What the page calls itself: its first headline, else its ``<title>``."""
        named = next(self._markup.root.iter("h1"), None)
        text = "" if named is None else " ".join("".join(named.itertext()).split())
        return text or self._string("string(//title)")

    def _string(self, path: str) -> str:
        return " ".join(self._markup.xpath(path).get("").split())

    def pages_otherwise(self) -> str | None:
        """By what a list without links to its pages leads to them all the same; None: nothing."""
        if self._body is None:
            return None
        root = self._markup.root
        for form in root.iter("form"):
            for field_ in form.iter("input", "button", "select"):
                said = field_.get("value") or " ".join("".join(field_.itertext()).split())
                named = PAGE_PARAMETER.search(field_.get("name") or "")
                if form.get("method", "").lower() == "post" and (named or is_onwards(said)):
                    return "a form (POST)"
        said_by = (" ".join("".join(e.itertext()).split()) for e in root.iter("a", "button"))
        return "a script" if any(map(loads_more, said_by)) else None

    def signs(self) -> Iterator[Sign]:
        """Reasons why it is no list, from its content type, headline and ``<title>``."""
        if self._body is None:
            yield Sign(f"no page but {self._content_type or 'bytes'}")
            return
        for path in ("string(//h1)", "string(//title)"):
            if sign := headline_sign(self._string(path)):
                yield sign
        text = " ".join(" ".join(self._markup.xpath(_VISIBLE).getall()).split())
        if sign := notice_sign(text):
            yield sign
        if mark := walls.marked(self._body, has_text=bool(text)):
            yield Sign(f"a wall: {mark}", is_wall=True)
