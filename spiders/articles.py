"""How a portal's articles are asked for and read, up to the number wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, signals
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.downloader.completeness import content_type_of
from crawler.downloader.earlier import earlier_runs
from crawler.downloader.offsite import PERMANENT
from crawler.items import GONE, Alias
from crawler.layouts import read_page
from crawler.left_out import LeftOut, Reason
from crawler.monitoring.failures import (
    LIMIT_REACHED,
    AlreadyReported,
    end_crawl,
    is_refusal,
    note_failure,
    note_left_out,
    reason_of,
)
from crawler.monitoring.signals import article_missing, article_unmodified, page_rejected
from crawler.request_meta import ARTICLE, CONDITIONAL, PAGE, WALK
from pipelines.soft404 import is_home, led_elsewhere
from spiders.lists import ListSpider
from spiders.walk import Walk

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.items import Article


MOVED = "moved permanently"
"""The rule of an address that a server says an article has left for good (301, 308)."""
# Accepted is what some walls answer (AWS WAF); the others have no page by definition.
_NO_PAGE = frozenset({HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT})


class ArticleSpider(ListSpider):
    """Reads the articles that lists lead to; where a crawl begins is the subclass's business."""

    layout: ClassVar[str | None] = None
    """The layout that reads the portal's articles; None: recognised from the page."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self._taken = 0
        self._stored = 0
        self._led_to: dict[str, str] = {}
        """Where redirects led to that is no article's address by its form, and from where first."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider, and have it count what is stored if so many are wanted."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_reject, page_rejected)
        if spider.arguments.limit:
            # One page after the other, so that none is asked for in vain.
            crawler.settings.set("CONCURRENT_REQUESTS", 1, priority="spider")
            crawler.signals.connect(spider._end_at_limit, signals.item_scraped)
            crawler.signals.connect(spider._note_dropped, signals.item_dropped)
        return spider

    # -- asked for and read -----------------------------------------------------------------------

    def article_request(self, url: str, walk: Walk | None = None) -> Request:
        """A request for an article; a person who names it or wants everything gets it whole."""
        whole = self.arguments.url or self.arguments.full
        return Request(
            self.request_url(url),
            self.parse_article,
            errback=self.article_failed,
            dont_filter=True,
            # What came of an article before the connection was lost may be all there is of it.
            meta={
                WALK: walk,
                CONDITIONAL: None if whole else ARTICLE,
                "download_fail_on_dataloss": False,
            },
        )

    def parse_article(self, response: Response) -> Iterator[Article]:
        """The raw article on a page; the pipelines make it a normalised one."""
        if self.enough():
            self.leave_over_limit(response.meta if response.request else {})
            return
        self._taken += 1
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._tell(article_unmodified, capture=self._capture(response))
            return
        asked = response.meta.get("redirect_urls", [response.url])[0]
        if asked != response.url and (
            led_elsewhere(asked, response.url)
            or self.is_list(response.url)
            or self._is_trodden(asked, response.url)
        ):
            self.reject(
                asked,
                stage="soft404",
                reason=f"led to {self._place(response.url)}, {response.url}",
                failure=False,
                capture=self._capture(response),
            )
            return
        if response.status in _NO_PAGE:
            self.reject(
                asked,
                stage="fetch",
                reason=f"status {response.status}",
                failure=True,
                capture=self._capture(response),
            )
            return
        article = read_page(
            response.body,
            response.url,
            layout=self.layout,
            content_type=content_type_of(response),
        )
        moved = {*response.meta.get("redirect_reasons", ())}
        if moved and moved <= PERMANENT:
            article.aliases = [
                Alias(url, MOVED)
                for url in dict.fromkeys([asked, self.canonical(asked)])
                if url != article.url
            ]
        article.portal = self.name
        article.home_url = self.home_url
        article.capture = self._capture(response)
        article.captured_at = article.capture.captured_at
        yield article

    def _place(self, url: str) -> str:
        """What stands at ``url``, in words."""
        if is_home(url):
            return "the home page"
        return "a list" if self.is_list(url) else "another page"

    def _is_trodden(self, asked: str, answered: str) -> bool:
        """Whether another article was led to this place, too: a login, a notice, a new home page.

        A single one may have moved to where the portal has its articles now.
        """
        if asked == answered or self.is_article(answered):
            return False
        return self._led_to.setdefault(answered, self.canonical(asked)) != self.canonical(asked)

    # -- as many as are wanted --------------------------------------------------------------------

    def enough(self) -> bool:
        """Whether ``limit=`` is reached."""
        limit = self.arguments.limit
        return limit is not None and self._taken >= limit

    def leave_over_limit(self, meta: Mapping[str, Any]) -> None:
        """Count a stored page that is left because ``limit=`` is reached; ``meta`` of its request.

        What else a portal has nobody knows.
        """
        if (page := meta.get(PAGE)) is not None:
            left = LeftOut()
            left.add(Reason.OVER_LIMIT, page.url)
            note_left_out(self.crawler, left)

    async def _end_at_limit(self) -> None:
        """Leave what is still to be asked for once as many articles are stored as were wanted."""
        self._stored += 1
        if self.arguments.limit and self._stored == self.arguments.limit:
            end_crawl(self.crawler, LIMIT_REACHED)

    def _note_dropped(self) -> None:
        """An article outside the period asked for is none of those wanted."""
        self._taken -= 1

    # -- what went wrong --------------------------------------------------------------------------

    def article_failed(self, failure: Failure) -> None:
        """An article could not be had: it is gone, or goes to ``rejects``.

        A page that is gone or that we may not read is no failure; one that is kept from us is.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        url = request.meta[PAGE].url if PAGE in request.meta else request.url
        if isinstance(error, AlreadyReported):
            return  # told once, by the recorder
        asked = request.meta.get("redirect_urls", [url])[0]
        self._asked.setdefault(self.canonical(url), self._asked.get(self.canonical(asked)))
        answer = error.response if isinstance(error, HttpError) else None
        capture = self._capture(answer) if answer else None
        if answer and answer.status in GONE:
            self.logger.warning("%s: %s", url, reason_of(error))
            self._tell(article_missing, capture=capture, urls=(asked, self.canonical(asked)))
            if self.arguments.url:
                note_failure(self.crawler, f"{url}: {reason_of(error)}")
            return
        refused = is_refusal(error) and not self.arguments.url  # the one page a person asked for
        self.reject(
            asked,
            stage="refused" if refused else "fetch",
            reason=reason_of(error),
            failure=not refused,
            capture=capture,
        )

    def _note_reject(self, url: str | None, stage: str) -> None:
        """A list is not read to its end while something on it may yet be had by the next run.

        What could not be had in two runs is given up until the list is read fully again.
        """
        walk = self._asked.get(self.canonical(url or ""))
        if walk is not None and not earlier_runs(self.crawler).rejected(url or ""):
            walk.failed = True
