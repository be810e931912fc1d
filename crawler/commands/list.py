"""``scrapy list``: Scrapy's own, which reads ``clusterarchiv.toml``, too."""

from __future__ import annotations

from scrapy.commands import list

from crawler.command_base import CheckedCommand


class Command(CheckedCommand, list.Command):
    """Names the spiders, those of your own among them."""
