"""``scrapy settings``: Scrapy's own, which reads ``clusterarchiv.toml``, too."""

from __future__ import annotations

from scrapy.commands import settings

from crawler.command_base import CheckedCommand


class Command(CheckedCommand, settings.Command):
    """Says which value a setting has here."""
