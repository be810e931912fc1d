"""``scrapy check``: Scrapy's own, which reads ``clusterarchiv.toml``, too."""

from __future__ import annotations

from scrapy.commands import check

from crawler.command_base import CheckedCommand


class Command(CheckedCommand, check.Command):
    """Checks spiders that have contracts, as Scrapy calls them."""
