"""Single pages for ``inspect`` and ``newportal``: read from a file, or fetched and not stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from scrapy import signals

from crawler.command_base import CommandError
from crawler.commands._portals import portals_among
from crawler.monitoring.exit_codes import ExitCode
from crawler.monitoring.stopping import run_crawls
from crawler.terminal import say
from crawler.urls import same_site
from pipelines import ITEM_PIPELINES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.items import Article


class Fetched(NamedTuple):
    """A fetched page, and the article that came out of the pipelines."""

    article: Article
    response: Response


def fetch(
    process: CrawlerProcessBase, settings: BaseSettings, spiders: Mapping[str, Any]
) -> dict[str, list[Fetched]]:
    """Fetch URLs, each with its spider class, through all pipelines that need no archive.

    robots.txt is obeyed as in a crawl. A URL that gave no article has an empty list; the log says
    why. Scrapy's reactor runs once in a process, so this can be called once.
    """
    settings.set(
        "ITEM_PIPELINES",
        ITEM_PIPELINES
        | {"pipelines.archive.ArchivePipeline": None, "pipelines.moved.MovedPipeline": None},
        priority="cmdline",
    )
    settings.set("CAPTURES_ENABLED", False, priority="cmdline")
    found: dict[str, list[Fetched]] = {url: [] for url in spiders}
    receivers = []
    for url, spider in spiders.items():
        crawler = process.create_crawler(spider)

        def keep(item: Article, response: Response, url: str = url) -> None:
            found[url].append(Fetched(item, response))

        receivers.append(keep)  # signals keep only weak references
        crawler.signals.connect(keep, signals.item_scraped)
        process.crawl(crawler, url=url)
    run_crawls(process)
    return found


def read_saved(name: str) -> bytes:
    """The content of a page saved in a file, unpacked if it was saved as it came.

    Raises CommandError when there is none.
    """
    from crawler.webarchives.warc.unpacking import PayloadError, unpacked

    try:
        body, torn = unpacked(Path(name).read_bytes(), ())
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}", ExitCode.FAILED) from None
    except PayloadError as error:
        raise CommandError(f"{name} cannot be read: {error}", ExitCode.FAILED) from None
    if torn:
        say(f"{name} is only a part of a page: {torn}", error=True)
    if not body.strip():
        raise CommandError(f"{name} is empty", ExitCode.FAILED)
    return body


def spider_of(spiders: Any, url: str) -> Any:
    """The spider whose portal ``url`` belongs to, or None."""
    for spider in portals_among(spiders, quiet=True).values():
        if same_site(url, spider.home_url):
            return spider
    return None


def spider_for_unknown(url: str) -> Any:
    """A spider for one page of a portal that has none yet."""
    from spiders.portal import PortalSpider

    home = urljoin(url, "/")

    class Stranger(PortalSpider):
        """Takes what it is given for an article, and has no lists to page through."""

        name = "inspect"
        title = home_url = home
        article_path = ""

        def list_page_number(self, url: str) -> int | None:
            return None

    return Stranger
