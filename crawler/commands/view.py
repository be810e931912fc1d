"""``scrapy view URL``: Scrapy's own, which keeps nothing of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import view
from typing_extensions import override

from crawler.command_base import CheckedCommand

if TYPE_CHECKING:
    import argparse


class Command(CheckedCommand, view.Command):
    """Opens a page as Scrapy sees it in the browser, without archive and captures."""

    @override
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.portal_spiders import store_nothing  # imports Scrapy's loaders and ours

        super().process_options(args, opts)
        store_nothing(self.settings)
