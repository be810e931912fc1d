"""The operator's contact in the User-Agent of every request (``CONTACT``)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import signals

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class ContactError(ValueError):
    """The setting cannot be sent in a header field; the message says why."""


def identified(user_agent: str, contact: str) -> str:
    """``user_agent`` with an e-mail address or URL as contact: ``name/1.0 (+mailto:a@b.de)``.

    Raises ContactError.
    """
    contact = contact.strip()
    if not contact.isascii() or not contact.isprintable() or set(contact) & set(" ()<>"):
        raise ContactError(f"CONTACT={contact}: write one mail or web address, without spaces")
    if not contact or contact in user_agent:
        return user_agent
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    return f"{user_agent} (+{contact})"


class ContactAddon:
    """Scrapy add-on that adds the contact to ``USER_AGENT``, before any component reads it."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Scrapy's way of asking an add-on for settings."""
        priority = settings.getpriority("USER_AGENT") or 0
        agent = identified(settings["USER_AGENT"], settings.get("CONTACT") or "")
        settings.set("USER_AGENT", agent, priority)


class ContactReminder:
    """Extension that warns of a live crawl without a contact."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making an extension."""
        extension = cls()
        extension._agent = crawler.settings["USER_AGENT"]
        extension._is_replica = bool(crawler.settings.get("CONNECT_TO"))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        return extension

    _agent: str
    _is_replica: bool

    def spider_opened(self, spider: Spider) -> None:
        """Warn if a portal is crawled without a contact."""
        source = getattr(getattr(spider, "source", None), "name", None)
        if source == "live" and not self._is_replica and "+" not in self._agent:
            logger.warning(
                "portals cannot tell whose crawl this is: set CONTACT, a mail or web address "
                "(-s CONTACT=you@example.org)"
            )
