"""What an update crawls: which portals, with what arguments, and who is asked for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.spiderloader import SpiderLoaderProtocol

_INDEXED = ("wayback", "commoncrawl", "cdx")


def portals(spiders: SpiderLoaderProtocol) -> list[str]:
    """The names of all portals, without the demo portals."""
    classes: list[Any] = [spiders.load(name) for name in sorted(spiders.list())]
    return [spider.name for spider in classes if spider.default_source == "live"]


def arguments_of(spider: Any, given: Mapping[str, str]) -> dict[str, str]:
    """The arguments of a portal's spider: those given, and a source in any case.

    Of a portal that is switched off the Wayback Machine is asked, unless another source is given.
    """
    source = spider.default_source if spider.alive else "wayback"
    return {"source": source, **given}


def asked(spider: Any, source: str) -> str:
    """Who is asked for a portal's pages: its host, whatever it is called with, or a web archive.

    Crawls that ask the same are made one after the other: each keeps its delays by itself.
    """
    if source.partition(":")[0] in _INDEXED:
        return source
    home: str = getattr(spider, "home_url", "") or spider.name
    return (urlsplit(home).hostname or home).removeprefix("www.")
