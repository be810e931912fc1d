"""``scrapy fetch URL``: Scrapy's own, which keeps nothing of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import fetch
from typing_extensions import override

from crawler.command_base import CheckedCommand

if TYPE_CHECKING:
    import argparse


class Command(CheckedCommand, fetch.Command):
    """Looks at one page of a portal, or of any site, without archive and captures."""

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.portal_spiders import store_nothing  # imports Scrapy's loaders and ours

        super().process_options(args, opts)
        store_nothing(self.settings)
