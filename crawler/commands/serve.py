"""``scrapy serve``: Datasette over the archive, with our pages and questions."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._language import add_language
from crawler.commands._preflight import require_archive
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import install_extra

if TYPE_CHECKING:
    import argparse

_PORT = 8001
_PORTS = 65535


class Command(ProjectCommand):
    """Serves the archive read-only until it is interrupted."""

    requires_crawler_process = False
    summary = "Serve the archive to browsers, for reading, also during a crawl"
    details = (
        "Ctrl-C ends it. Exit codes: 0 fine, 1 the archive cannot be "
        "read or the port is taken, 2 wrong usage."
    )

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
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

        add_language(parser)

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        path = Path(self.archive_path)
        self.require_no_arguments(args)
        if not 0 <= opts.port <= _PORTS:
            raise CommandError(f"--port {opts.port} is no port: 0 to {_PORTS}")
        if not (opts.base_url.startswith("/") and opts.base_url.endswith("/")):
            raise CommandError(f"--base-url {opts.base_url} has to begin and end with /")
        require_archive(str(path))
        self._serve(path, opts)

    def _serve(self, path: Path, opts: argparse.Namespace) -> None:
        try:
            from crawler.publishing.datasette.opening import UnreadableError, check_readable
            from crawler.publishing.datasette.server import PortError, serve
            from crawler.publishing.datasette.site import Site
        except ImportError as error:
            raise CommandError(install_extra(f"{error.name}", "serve"), ExitCode.FAILED) from None
        site = Site(
            opts.language,
            Path(self.settings["WARC_DIR"]),
            self.settings["SITE_IMPRINT"],
            self.settings["SITE_PRIVACY"],
            self.settings["SITE_ACCESSIBILITY"],
            self.settings["SITE_URL"],
            tuple(map(Path, self.settings.getlist("SITE_CAPTURES"))),
        )
        try:
            check_readable(path)
            with contextlib.suppress(KeyboardInterrupt):
                serve(path, opts.host, opts.port, opts.base_url, site)
        except (UnreadableError, PortError) as error:
            raise CommandError(str(error), ExitCode.FAILED) from None
