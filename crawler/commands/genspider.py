"""``scrapy genspider NAME URL``: Scrapy's own, with a template for portals beside its others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import genspider
from typing_extensions import override

from crawler.command_base import CheckedCommand
from crawler.terminal import say

if TYPE_CHECKING:
    import argparse

_NAME = "portal"
_TEMPLATE = Path(__file__).with_name("scaffold") / f"{_NAME}.tmpl"


class Command(CheckedCommand, genspider.Command):
    """Scrapy's ``TEMPLATES_DIR`` would put our template in the place of all of Scrapy's."""

    @override
    def long_desc(self) -> str:
        return (
            f"{super().long_desc()}. Template {_NAME}: a portal of a system that "
            "`scrapy newportal` does not know; the others write plain spiders."
        )

    @override
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.template == _NAME:
            opts.template = str(_TEMPLATE)
        if opts.dump == _NAME:
            opts.dump = str(_TEMPLATE)
        super().run(args, opts)
        if opts.list:
            say(f"  {_NAME}")
