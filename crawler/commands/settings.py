"""``scrapy settings``: Scrapy's own, which reads ``clusterarchiv.toml``, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import settings
from typing_extensions import override

from crawler.command_base import CheckedCommand
from crawler.redaction import MASK, SECRET_SETTINGS

if TYPE_CHECKING:
    import argparse


class Command(CheckedCommand, settings.Command):
    """Says which value a setting has here; of a secret only that there is one."""

    @override
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        for name in SECRET_SETTINGS:
            if self.settings[name]:
                self.settings.set(name, MASK, priority="cmdline")
        super().run(args, opts)
