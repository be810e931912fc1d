"""An archive of a few captures whose bytes a test chooses, and pages of ours over it in process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.archive import Archive, Portal
from crawler.items import Article, Capture
from crawler.publishing.datasette.server import make_datasette
from crawler.publishing.datasette.site import Site
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange
from tests import looping

HOME = "https://www.muster.example/"
FIRST = dt.datetime(2016, 2, 22, 14, 4, 5, tzinfo=dt.UTC)


@dataclass
class Page:
    """One capture: what was sent, ``days`` after ``FIRST``, and what was read out of it."""

    body: bytes = b"<html><body><h1>Cluster</h1></body></html>"
    url: str = f"{HOME}artikel/1"
    days: float = 0
    status: int = 200
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),)
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> dt.datetime:
        return FIRST + dt.timedelta(days=self.days)


class Stored:
    """The archive, and answers of ``scrapy serve`` without a server."""

    def __init__(self, folder: Path, language: str = "de") -> None:
        self.archive, self.captures = folder / "archive.db", folder / "captures"
        self._site = Site(language, self.captures)

    def keep(self, pages: Iterable[Page]) -> None:
        """Record the pages and store what they say."""
        with (
            CaptureWriter(self.captures, "probe", {"software": "test"}) as writer,
            Archive(self.archive) as archive,
        ):
            run = archive.begin_run("muster", "wayback", Portal("muster", "Musterportal", HOME))
            for page in pages:
                headers = [(name.encode(), value.encode()) for name, value in page.headers]
                written = writer.write(
                    Exchange(page.url, page.moment, page.status, headers, page.body, [])
                )
                capture = Capture(
                    page.url, page.moment, page.moment, status=page.status, source="wayback",
                    content_type=dict(page.headers).get("Content-Type"), digest=written.digest,
                    warc_file=written.path.name, warc_offset=written.offset,
                    warc_length=written.length,
                )  # fmt: skip
                said = {"url": page.url, "title": "Cluster", "body": "Ein Text."} | page.fields
                archive.store([Article(capture=capture, captured_at=page.moment, **said)], run)
            archive.finish_run(run, "finished", {})

    def serve_also(self, *folders: Path) -> None:
        """Have files in other folders shown, too."""
        self._site = replace(self._site, more_captures=folders)

    def get(self, path: str, **headers: str) -> Any:
        """The answer to a request, redirects not followed."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def ask() -> Any:
            datasette = make_datasette(self.archive, site=self._site)
            path_here = path.removeprefix("http://localhost")
            return await datasette.client.get(path_here, headers=named, follow_redirects=False)

        return looping.run(ask())
