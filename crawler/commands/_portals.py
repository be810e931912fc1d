"""Portals among the spiders: which ones ``update`` crawls, with what arguments, from which host."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from crawler.terminal import say
from crawler.urls import bare_host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol

    from crawler.monitoring.summary import Summary


def portals(
    spiders: SpiderLoaderProtocol, given: Mapping[str, str], *, quiet: bool = False
) -> list[str]:
    """The names of all portals that can be crawled with ``given`` arguments, without the demos.

    Plain and unfinished spiders are named on stderr.
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


def expected_portals(settings: BaseSettings, spiders: SpiderLoaderProtocol) -> list[str]:
    """The portals that should be crawled: those of ``PORTALS``, or all but the demos."""
    if named := settings.getlist("PORTALS"):
        return [*named]
    classes = portals_among(spiders, quiet=True)
    return [name for name, one in classes.items() if one.default_source == "live"]


def max_age(settings: BaseSettings) -> dt.timedelta:
    """How old the last run of a portal may be that is well."""
    return dt.timedelta(days=settings.getfloat("HEALTH_MAX_AGE"))


def broken_files(spiders: SpiderLoaderProtocol) -> dict[str, str]:
    """Modules that could not be imported, with a sentence about each, which is also logged."""
    found: dict[str, str] = getattr(spiders, "broken", {})
    return found


def summaries_of_broken(spiders: SpiderLoaderProtocol) -> list[Summary]:
    """The summary of a failed run for each such module, whose portals are unknown."""
    from crawler.monitoring.summary import Summary

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
    """The arguments of a portal's spider: those given, and always a source.

    The default source of a portal that has been switched off is the Wayback Machine.
    """
    source = spider.default_source if spider.alive else "wayback"
    return {"source": source, **given}


def host_asked(spider: Any, source: str) -> str:
    """The host that a portal's pages come from: its own without ``www.``, or a web archive.

    Crawls of one host run one after the other, since each crawl keeps its delays by itself.
    """
    from crawler.sources.registry import is_web_archive

    if is_web_archive(source):
        return source
    home: str = getattr(spider, "home_url", "") or spider.name
    return bare_host(home) or home
