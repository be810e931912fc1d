"""Datasette with our configuration, and the server it runs in."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.version import __version__

from crawler import NAME
from crawler.publishing.datasette import plugin
from crawler.publishing.datasette.configuration import SETTINGS, render
from crawler.publishing.datasette.csv_files import take_over_csv
from crawler.publishing.datasette.limits import BoundedDatabase, bound_memory
from crawler.publishing.datasette.opening import files_not_shown
from crawler.publishing.datasette.site import DATABASE, Site, attach
from crawler.terminal import say

_HERE = Path(__file__).parent


def _print_no_variables() -> None:
    """With rich installed Datasette prints each *not found* with a traceback and all variables."""
    from datasette import handle_exception  # it is a plugin, which must not be imported first

    handle_exception.rich = None


def make_datasette(path: Path, base_url: str = "/", site: Site | None = None) -> Any:
    """Datasette over the archive at ``path``, which others may write meanwhile.

    ``base_url`` is the path under which a proxy passes requests on; ``site`` is a German one
    without legal pages unless given.
    """
    _print_no_variables()
    sqlite3.enable_callback_tracebacks(False)  # Datasette has what readers mistype printed
    take_over_csv()
    if not pm.has_plugin(NAME):
        pm.register(plugin, name=NAME)
    site = site or Site()
    rendered = render(DATABASE, version=int(__version__.partition(".")[0]), language=site.words)
    pages = {
        "extra_css_urls": [f"/{NAME}/pages.css"],
        "extra_js_urls": [f"/{NAME}/pages.js"],
    }
    if rendered.config:
        arguments = {
            "metadata": rendered.metadata,
            "config": {**rendered.config, **pages},
            "settings": {"base_url": base_url},
        }
    else:
        arguments = {
            "metadata": {**rendered.metadata, **pages},
            "settings": {**SETTINGS, "base_url": base_url},
        }
    datasette = Datasette(
        [],
        **arguments,
        template_dir=str(_HERE / "templates"),
        static_mounts=[(NAME, str(_HERE / "static"))],
    )
    attach(datasette, site)
    datasette.remove_database("_memory")
    # Opened for reading only, but never as immutable: that is wrong while a crawl writes.
    datasette.add_database(BoundedDatabase(datasette, str(path), is_mutable=True), name=DATABASE)
    return datasette


class PortError(Exception):
    """Host and port cannot be listened on; the message says why."""


def serve(path: Path, host: str, port: int, base_url: str, site: Site) -> None:
    """Serve until interrupted. Raises PortError when the port is taken."""
    import socket

    import uvicorn

    bound_memory()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(128)  # whoever reads the URL may ask at once
        except OSError as error:
            raise PortError(
                f"{host}:{port} cannot be listened on: {error.strerror or error}"
            ) from None
        shown = f"[{host}]" if ":" in host else host
        say(
            f"http://{shown}:{listening.getsockname()[1]}{base_url} serves {path}; Ctrl-C ends it",
            error=True,
        )
        if hidden := files_not_shown(path, site):
            say(
                f"the pages in {len(hidden)} WARC files are not shown, such as {hidden[0]}: "
                "name their folders with -s SITE_CAPTURES=FOLDER,FOLDER",
                error=True,
            )
        config = uvicorn.Config(make_datasette(path, base_url, site).app(), log_level="warning")
        uvicorn.Server(config).run(sockets=[listening])
