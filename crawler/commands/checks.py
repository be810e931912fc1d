"""What can be wrong before a crawl begins, found out before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.monitoring.summary import FAILED, USAGE

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol


class Refusal(Exception):
    """A command cannot begin: one sentence for a person, and the exit code."""

    def __init__(self, sentence: str, exit_code: int = USAGE) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def check_crawl(
    spiders: SpiderLoaderProtocol, settings: BaseSettings, name: str, arguments: dict[str, Any]
) -> None:
    """Look whether the spider, its arguments, its source, and the archive can be used.

    Raises Refusal.
    """
    from crawler.archive import Archive, ArchiveError
    from crawler.arguments import ArgumentError, parse_arguments
    from crawler.sources import check_source
    from crawler.sources.connect_to import ConnectToError, parse_connect_to
    from crawler.sources.errors import SourceError

    spider = find_spider(spiders, name)
    try:
        source = parse_arguments(arguments).source
        check_source(source or spider.default_source)
        parse_connect_to(settings.get("CONNECT_TO"))
    except (ArgumentError, SourceError, ConnectToError) as error:
        raise Refusal(str(error)) from None
    try:
        with Archive(settings["ARCHIVE_PATH"]):
            pass
    except ArchiveError as error:
        raise Refusal(str(error), FAILED) from None


def find_spider(spiders: SpiderLoaderProtocol, name: str) -> Any:
    """The spider class called ``name``. Raises Refusal naming those there are."""
    try:
        return spiders.load(name)
    except KeyError:
        known = ", ".join(sorted(spiders.list()))
        raise Refusal(f"no spider is called {name!r}; there are {known}") from None
