"""What an update crawls: which portals, with what arguments, and which host is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.sources import is_web_archive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.spiderloader import SpiderLoaderProtocol


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


def host_asked(spider: Any, source: str) -> str:
    """The host that is asked for a portal's pages: its own without ``www.``, or a web archive.

    Crawls that ask the same are made one after the other: each keeps its delays by itself.
    """
    if is_web_archive(source):
        return source
    home: str = getattr(spider, "home_url", "") or spider.name
    return (urlsplit(home).hostname or home).removeprefix("www.")
