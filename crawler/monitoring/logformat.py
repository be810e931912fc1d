"""Log lines a person can read: one a page at DEBUG, no item dumps, no tracebacks for refusals."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class QuietLogFormatter(LogFormatter):
    """Scrapy's formatter prints whole items; an article is pages long."""

    def scraped(
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line with the article's URL."""
        return {"level": logging.DEBUG, "msg": "article %(url)s", "args": {"url": _named(item)}}

    def dropped(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        """One line that says what was not stored and why."""
        return {
            "level": logging.INFO,
            "msg": "not stored: %(url)s: %(why)s",
            "args": {"url": _named(item), "why": exception},
        }


def _named(item: Any) -> str:
    """An article's URL; of what a plain spider brings, what it is."""
    return getattr(item, "url", None) or f"a {type(item).__name__}"
