"""``scrapy genspider NAME URL``: Scrapy's own, with a template for portals beside its others."""

from __future__ import annotations

import io
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import genspider
from scrapy.exceptions import UsageError
from typing_extensions import override

from crawler.command_base import CheckedCommand
from crawler.config_file import project_root
from crawler.program import command
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
            f"`{command('newportal')}` does not know; the others write plain spiders."
        )

    @override
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.template == _NAME:
            opts.template = str(_TEMPLATE)
        elif Path(opts.template).exists():
            opts.template = str(Path(opts.template).resolve())
        if opts.dump == _NAME:
            opts.dump = str(_TEMPLATE)
        if opts.list or opts.dump or project_root() is not None:
            super().run(args, opts)
        else:
            self._write_here(args, opts)
        if opts.list:
            say(f"  {_NAME}")

    def _write_here(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file among one's own: Scrapy would put it into the installed package."""
        from crawler.portal_spiders import SpiderFiles

        if args and args[0] in SpiderFiles.from_settings(self.settings).list():
            raise UsageError(f"there is a spider called {args[0]!r} already", print_help=False)
        folder = Path(self.settings["SPIDERS_DIR"])
        folder.mkdir(parents=True, exist_ok=True)
        self.settings.set("NEWSPIDER_MODULE", "", priority="cmdline")
        said = io.StringIO()
        with chdir(folder), redirect_stdout(said):  # where Scrapy writes outside of a project
            super().run(args, opts)
        file = folder / f"{genspider.sanitize_module_name(args[0])}.py"
        say(f"Created {file}." if "Created" in said.getvalue() else said.getvalue().strip())
