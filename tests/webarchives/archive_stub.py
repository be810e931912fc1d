"""A web archive of a small portal on loopback: TimeMaps, a CDX index and replays, as told."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.books.replica import HOME, NOTHING, Run, Served, crawl, replica

AACHEN = f"{HOME}artikel/aachen"
BREMEN = f"{HOME}artikel/bremen"
LIST = f"{HOME}liste"
SPRING, SUMMER, AUTUMN = "20190312080000", "20190712080000", "20191012080000"


def http_date(timestamp: str) -> str:
    moment = dt.datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    return format_datetime(moment, usegmt=True)


def replayed(timestamp: str, page: Served, **headers: str) -> Served:
    """A page as an archive that has it of this moment replays it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Served(
        page.body, page.status, {**page.headers, "Memento-Datetime": http_date(timestamp), **named}
    )


@dataclass
class WebArchive:
    """What it has: captures by timestamp and URL.

    ``cdx`` are the lines of its index, ``others`` what it answers at targets of its own;
    ``lists_hosts``: whether it takes ``http://host/*``; ``offers_raw``: whether it knows ``id_``.
    """

    captures: Mapping[tuple[str, str], Served] = field(default_factory=dict)
    cdx: tuple[str, ...] = ()
    others: Mapping[str, Served | Callable[[], Served]] = field(default_factory=dict)
    lists_hosts: bool = False
    offers_raw: bool = True
    port: int = 0

    def serve(self, target: str) -> Served:
        if target in self.others:
            found = self.others[target]
            return found() if callable(found) else found
        parts = urlsplit(target)
        if parts.path == "/coll/cdx":
            url = parse_qs(parts.query)["url"][0]
            lines = [line for line in self.cdx if url in line]
            return Served("".join(f"{line}\n" for line in lines).encode())
        if parts.path.startswith("/coll/timemap/link/"):
            return self._timemap(target.removeprefix("/coll/timemap/link/"))
        timestamp, _, url = target.removeprefix("/coll/").partition("/")
        if timestamp.endswith("id_") and not self.offers_raw:
            return NOTHING
        has = self.captures.get((timestamp.removesuffix("id_"), url))
        if has is None:
            return NOTHING
        if "Memento-Datetime" in has.headers or "Location" in has.headers:
            return has
        return replayed(timestamp.removesuffix("id_"), has)

    def _timemap(self, url: str) -> Served:
        whole = url.endswith("*") and self.lists_hosts
        found = [key for key in self.captures if whole or key[1] == url]
        if not found:
            return NOTHING
        lines = [
            f'</coll/timemap/link/{url}>; rel="self"; type="application/link-format"',
            f'<{url}>; rel="original"',
            *(
                f'<http://127.0.0.1:{self.port}/coll/{timestamp}/{of}>; rel="memento"; '
                f'datetime="{http_date(timestamp)}"; collection="Portale, alle"'
                for timestamp, of in found
            ),
        ]
        return Served(",\n".join(lines).encode(), media_type="application/link-format")


def recover(archive: WebArchive, folder: Path, source: str, runs: int = 1, **options: str) -> Run:
    """Crawl from the archive; ``source`` has ``ARCHIVE`` where its collection is. The last run."""
    with replica(archive.serve) as server:
        archive.port = server.server_port
        source = source.replace("ARCHIVE", f"http://127.0.0.1:{server.server_port}/coll")
        for _ in range(runs):
            run = crawl(server, folder, source=source, **options)
    return run


def rows(run: Run, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(run.archive)) as db:
        return db.execute(sql).fetchall()
