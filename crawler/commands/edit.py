"""``scrapy edit``: Scrapy's own, which reads ``clusterarchiv.toml``, too."""

from __future__ import annotations

from scrapy.commands import edit

from crawler.command_base import CheckedCommand


class Command(CheckedCommand, edit.Command):
    """Opens the file of a spider, also one of your own, in the editor."""
