"""What an update crawls: which portals, with what arguments, and which host is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.monitoring.summary import Summary
from crawler.sources.registry import is_web_archive
from crawler.terminal import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.spiderloader import SpiderLoaderProtocol


def portals(
    spiders: SpiderLoaderProtocol, given: Mapping[str, str], *, quiet: bool = False
) -> list[str]:
    """The names of all portals that can be crawled with ``given`` arguments, without the demos.

    Spiders that are none, or not finished, are named on stderr.
    """
    classes = portals_among(spiders, quiet=quiet)
    live = [spider for spider in classes.values() if spider.default_source == "live"]
    walked = [spider for spider in live if arguments_of(spider, given)["source"] == "live"]
    without = _passed_over(walked, quiet=quiet, is_walked=True)
    return [spider.name for spider in live if spider.name not in without]


def portals_among(spiders: SpiderLoaderProtocol, *, quiet: bool = False) -> dict[str, Any]:
    """The spiders of portals by name; the others are named on stderr."""
    classes: list[Any] = [spiders.load(name) for name in sorted(spiders.list())]
    without = _passed_over(classes, quiet=quiet)
    return {spider.name: spider for spider in classes if spider.name not in without}


def broken_files(spiders: SpiderLoaderProtocol) -> dict[str, str]:
    """Modules whose spiders could not be loaded, and a sentence about each; it is logged, too."""
    found: dict[str, str] = getattr(spiders, "broken", {})
    return found


def summaries_of_broken(spiders: SpiderLoaderProtocol) -> list[Summary]:
    """A failed run for each such module: nobody knows which portals it has."""
    return [
        Summary.of_nothing(module.rpartition(".")[2], "", "finished").with_failures(sentence)
        for module, sentence in broken_files(spiders).items()
    ]


def _passed_over(classes: list[Any], *, quiet: bool, is_walked: bool = False) -> set[str]:
    from crawler.portal_spiders import why_no_portal

    found = {spider.name: why_no_portal(spider, is_walked=is_walked) for spider in classes}
    without = {name: reason for name, reason in found.items() if reason}
    if not quiet:
        for reason in without.values():
            say(reason, error=True)
    return set(without)


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
