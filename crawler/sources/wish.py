"""Which addresses a spider wants, as something that can be handed to another process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.sources import Visitor


@dataclass(frozen=True)
class Wish:
    """What ``spider.wants`` says; spiders themselves hold a crawl and stay where they are.

    Args:
        spider: the class; one of its own is made in each process.
        url: the one page that is asked for (``-a url=``), if it is one.
    """

    spider: type[Visitor]
    url: str | None

    def __call__(self, url: str) -> bool:
        """Whether an address is wanted."""
        return self._asked.wants(url)

    @cached_property
    def _asked(self) -> Visitor:
        make: Any = self.spider
        spider: Visitor = make(source="live", url=self.url)
        return spider

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the spider that was asked here."""
        return Wish, (self.spider, self.url)
