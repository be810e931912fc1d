"""``scrapy serve``: Datasette over the archive, with our pages and questions."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.command_settings import CheckedCommand
from crawler.commands._errors import CommandError, refusing
from crawler.commands._preflight import require_archive
from crawler.monitoring.summary import FAILED

if TYPE_CHECKING:
    import argparse

_PORT = 8001
_PORTS = 65535


class Command(CheckedCommand):
    """Serves the archive for reading until it is interrupted."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """One line for ``scrapy -h``."""
        return "Serve the archive with Datasette, for reading, also while a crawl writes"

    def long_desc(self) -> str:
        """What ``scrapy serve -h`` says."""
        return (
            f"{self.short_desc()}. Ctrl-C ends it. Exit codes: 0 fine, 1 the archive cannot be "
            "read or the port is taken, 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Our options beside Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--port", type=int, default=_PORT, metavar="N", help=f"default {_PORT}; 0: any free one"
        )
        parser.add_argument(
            "--host", default="127.0.0.1", metavar="H", help="default 127.0.0.1: this machine only"
        )
        parser.add_argument(
            "--base-url", default="/", metavar="/PATH/", help="path under which a proxy shows it"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check everything that can be checked, then serve."""
        assert self.settings is not None
        path = Path(self.settings["ARCHIVE_PATH"])
        with refusing(self):
            if args:
                raise CommandError(
                    f"{args[0]!r} is not understood: `scrapy serve` takes options only"
                )
            if not 0 <= opts.port <= _PORTS:
                raise CommandError(f"--port {opts.port} is no port: 0 to {_PORTS}")
            if not (opts.base_url.startswith("/") and opts.base_url.endswith("/")):
                raise CommandError(f"--base-url {opts.base_url} has to begin and end with /")
            require_archive(str(path))
            self._serve(path, opts)

    def _serve(self, path: Path, opts: argparse.Namespace) -> None:
        try:
            from crawler.publishing.datasette.opening import UnreadableError, check_readable
            from crawler.publishing.datasette.server import serve
        except ImportError as error:
            raise CommandError(
                f"{error.name} is not installed: run `make setup`, or install the extra `serve`",
                FAILED,
            ) from None
        try:
            check_readable(path)
            with contextlib.suppress(KeyboardInterrupt):
                serve(path, opts.host, opts.port, opts.base_url)
        except UnreadableError as error:
            raise CommandError(str(error), FAILED) from None
        except OSError as error:
            raise CommandError(
                f"{opts.host}:{opts.port} cannot be listened on: {error.strerror or error}", FAILED
            ) from None
