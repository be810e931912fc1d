"""``scrapy runspider FILE``: Scrapy's own, which refuses options and settings nobody knows."""

from __future__ import annotations

from scrapy.commands import runspider

from crawler.command_base import CheckedCommand


class Command(CheckedCommand, runspider.Command):
    """Runs a spider that stands in a file of its own."""
