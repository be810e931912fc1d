"""The filter of stored pages that a crawl wants, asked here and in other processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from typing import Self

    from crawler.items import Listed
    from crawler.sources.protocols import PortalSpiderProtocol
    from crawler.webarchives.warc.captured_page import CapturedPage


@dataclass(frozen=True)
class UrlFilter:
    """A portal's articles, and its lists, as a picklable function.

    A spider itself refers to its crawl and cannot be pickled.

    Args:
        spider: the class, of which each process makes an instance of its own.
        url: the page asked for with ``-a url=``, which is no list; None for all.
    """

    spider: type[PortalSpiderProtocol]
    url: str | None

    @classmethod
    def of(cls, spider: PortalSpiderProtocol) -> Self:
        """That of a crawl."""
        return cls(type(spider), spider.arguments.url)

    def __call__(self, url: str) -> bool:
        """Whether the page at ``url`` is wanted."""
        return self._asked.wants(url) or self.is_list(url)

    def takes_text(self, url: str) -> bool:
        """Whether the text of the page at ``url`` is wanted, as the source ``text:`` takes it."""
        return self._asked.rule_against_text(url) is None

    def is_list(self, url: str) -> bool:
        """Whether ``url`` is a page of a list, which says when its articles were published."""
        if self.url is not None:
            return False
        # Most URLs of an archive are of images: they are dismissed at once.
        path = url.partition("://")[2].partition("/")[2]
        return path.startswith(self._lists) and self._asked.is_list(url)

    def listed_on(self, page: CapturedPage) -> Listed:
        """What a page of a list says of that."""
        return self._asked.listed_on(page)

    @cached_property
    def _lists(self) -> tuple[str, ...]:
        """The paths with which URLs of lists begin, without their first slash."""
        firsts = (urlsplit(url).path.strip("/") for url in self._asked.list_urls())
        return tuple({unquoted for first in firsts for unquoted in (first, unquote(first))})

    @cached_property
    def _asked(self) -> PortalSpiderProtocol:
        make: Any = self.spider
        spider: PortalSpiderProtocol = make(source="live", url=self.url)
        return spider

    def __reduce__(self) -> tuple[Any, ...]:
        # Without the instance that was made here.
        return UrlFilter, (self.spider, self.url)
