"""From a captured page to its normalised article: the one way for recovery and reextraction.

No I/O and no crawl: it runs where pages are read, which may be in many processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from traceback import format_exc
from typing import TYPE_CHECKING

from crawler.items import READING
from crawler.layouts import read_page
from crawler.layouts.text_export import layout_of_text
from crawler.urls import TEXT_URN
from pipelines import normalise

if TYPE_CHECKING:
    import datetime as dt
    from typing import Any

    from crawler.items import Article
    from crawler.webarchives.warc.captured_page import CapturedPage


@dataclass(frozen=True, slots=True)
class PortalExtraction:
    """How a portal's spider has its pages read; see ``spiders.portal.PortalSpider``."""

    name: str
    home_url: str | None = None
    layout: str | None = None

    @classmethod
    def of(cls, spider: Any) -> PortalExtraction:
        """That of a ``PortalSpider``, class or instance."""
        return cls(spider.name, spider.home_url, spider.layout)


def portal_of_text(page: CapturedPage, portal: PortalExtraction) -> str | None:
    """The other portal whose layout knows a text without URL for its own; None: it may be taken."""
    if not page.url.startswith(TEXT_URN):
        return None
    layout = layout_of_text(page.body.decode("utf-8", "replace"), page.url)
    return layout.name if layout is not None and layout.name != portal.layout else None


@dataclass(frozen=True, slots=True)
class NotExtracted:
    """A page no article could be made of by a mistake of ours.

    ``stage`` is where, as ``rejects`` has it: ``extract`` or ``pipeline``; ``traceback`` is for
    the log.
    """

    stage: str
    reason: str
    traceback: str


def extract_captured(
    page: CapturedPage, portal: PortalExtraction, captured_at: dt.datetime | None = None
) -> Article | NotExtracted:
    """The normalised article on a captured page, with the page's capture.

    Args:
        page: the page.
        portal: how it is read.
        captured_at: when the page stood there, if its capture does not tell. Of a text of which
            nobody knows that it does not say either: it must not date what is written in it.
    """
    stage = "extract"
    try:
        content_type = page.header("Content-Type") or ""
        article = read_page(page.body, page.url, layout=portal.layout, content_type=content_type)
        article.portal = portal.name or None
        article.home_url = portal.home_url
        article.capture = page.capture
        if page.capture.dated_by != READING:
            article.captured_at = page.capture.captured_at or captured_at
        stage = "pipeline"
        return normalise(article)
    except Exception as error:  # one page's trouble is not the others'
        return NotExtracted(stage, f"{type(error).__name__}: {error}", format_exc())
