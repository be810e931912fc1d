"""Logging: secrets are masked, one line a page, JSON lines if ``LOG_JSON`` is set."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult
from typing_extensions import override

from crawler import redaction
from crawler.terminal import as_json

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure


_PLUMBING = (
    "scrapy.addons",
    "scrapy.core.engine",
    "scrapy.crawler",
    "scrapy.middleware",
    "scrapy.utils.log",
)
"""Loggers that say on level INFO how Scrapy is put together, a screen of it for each portal."""
_HEARTBEAT = "scrapy.extensions.logstats"


class LogsAddon:
    """Scrapy add-on: its hook runs before Scrapy sets up logging, so no line comes too early."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Scrapy's hook. ``LOG_FILE``, ``LOG_LEVEL`` and ``--nolog`` mean what they always do."""
        redaction.install(_secrets(settings))
        _quieten(settings["LOG_LEVEL"])
        if not settings.getbool("LOG_JSON"):
            return
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="addon")
        handler = _handler(settings)
        handler.setFormatter(JsonFormatter())
        handler.setLevel(settings["LOG_LEVEL"])
        logging.root.setLevel(logging.NOTSET)
        logging.root.addHandler(handler)


class JsonFormatter(logging.Formatter):
    """A line a record: ``time``, ``level``, ``logger``, ``portal``, ``message``, ``error``.

    The result of a portal's run has its ``figures``, too.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object; what it does not have is left out."""
        time = dt.datetime.fromtimestamp(record.created, dt.UTC)
        values = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "portal": getattr(getattr(record, "spider", None), "name", None)
            or getattr(record, "portal", None),
            "message": record.getMessage(),
            "figures": getattr(record, "figures", None),
            "error": record.exc_text,  # masked and escaped, see redaction.install
        }
        kept = {name: value for name, value in values.items() if value}
        return as_json(kept)


def _quieten(level: str | int) -> None:
    """Leave out what an operator does not ask about, but on the level DEBUG."""
    is_debug = _is_debug(level)
    filters = dict.fromkeys(_PLUMBING, _above_info) | {_HEARTBEAT: _has_news}
    for name, keep in filters.items():
        logger = logging.getLogger(name)
        (logger.removeFilter if is_debug else logger.addFilter)(keep)


def _is_debug(level: str | int) -> bool:
    number = logging.getLevelNamesMapping().get(str(level), level)
    return int(number) <= logging.DEBUG


def _above_info(record: logging.LogRecord) -> bool:
    return record.levelno > logging.INFO


def _has_news(record: logging.LogRecord) -> bool:
    """Whether something was fetched when Scrapy counts pages; it begins with counting none."""
    return not isinstance(record.args, dict) or bool(record.args.get("pages"))


def _handler(settings: BaseSettings) -> logging.Handler:
    if filename := settings.get("LOG_FILE"):
        mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
        return logging.FileHandler(filename, mode, encoding=settings["LOG_ENCODING"])
    return logging.StreamHandler() if settings.getbool("LOG_ENABLED") else logging.NullHandler()


def _secrets(settings: BaseSettings) -> list[str]:
    return [word for word in map(settings.get, redaction.SECRET_SETTINGS) if word]


class QuietLogFormatter(LogFormatter):
    """Log lines with the URL instead of the whole item, which Scrapy's own formatter prints.

    What it says of every page and every article is for the level DEBUG. Elsewhere no record is
    made of it, which nobody would read.
    """

    def __init__(self, *, is_debug: bool = True) -> None:
        self._is_debug = is_debug

    @classmethod
    @override
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(is_debug=_is_debug(crawler.settings["LOG_LEVEL"]))

    @override
    def crawled(  # type: ignore[override]  # Scrapy logs nothing for None
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        return super().crawled(request, response, spider) if self._is_debug else None

    @override
    def scraped(  # type: ignore[override]  # Scrapy logs nothing for None
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        if not self._is_debug:
            return None
        return {"level": logging.DEBUG, "msg": "article %(url)s", "args": {"url": _named(item)}}

    @override
    def dropped(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        return {
            "level": logging.INFO,
            "msg": "not stored: %(url)s: %(why)s",
            "args": {"url": _named(item), "why": exception},
        }


def _named(item: Any) -> str:
    """The URL of an article, or the type of another item."""
    return getattr(item, "url", None) or f"a {type(item).__name__}"
