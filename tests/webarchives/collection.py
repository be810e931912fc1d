"""A web archive's collection of the demo portal: what a crawler kept of it over two years."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.demo import DemoServer, Request

HOST = "http://www.kooperation.example"


class Collection:
    """A WARC file to which captures are added, taken from the demo portal without a network."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=True)
        self._server = DemoServer()
        self._server.start()
        self._seen: dict[str, tuple[str, str]] = {}
        self.payloads: set[str] = set()

    def capture(self, url: str, date: str, edition: int = 1) -> None:
        """Capture what the portal answers at an address; a payload seen before is a revisit."""
        if self._server.edition != edition:
            self._server.edition = edition
        host, _, target = url.removeprefix("http://").partition("/")
        answer = self._server.respond(Request(host, f"/{target}"))
        headers = [("Content-Type", answer.content_type), *answer.headers.items()]
        self.add(url, date, answer.status, answer.body, headers)

    def add(self, url: str, date: str, status: int, body: bytes, headers) -> None:
        """Add a capture with an answer of one's own."""
        http = StatusAndHeaders(f"{status} X", headers, protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )  # fmt: skip
        self._writer.ensure_digest(record, block=False, payload=True)
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        if body and digest in self._seen:
            record = self._writer.create_revisit_record(
                url, digest, *self._seen[digest], http_headers=http,
                warc_headers_dict={"WARC-Date": date},
            )  # fmt: skip
        else:
            self._seen[digest] = (url, date)
            if status == 200:
                self.payloads.add(digest)
        self._writer.write_record(record)

    def close(self) -> None:
        self._file.close()
        self._server.stop()


def build(path: Path, rows: Sequence[dict[str, Any]]) -> Collection:
    """Several captures an article: two editions, aliases, redirects, error pages, revisits.

    Args:
        path: the WARC file to be made.
        rows: the articles, as ``truth`` has them.
    """
    made = Collection(path)
    for day, row in enumerate(rows):
        if row.get("editions", {}).get("2", {}).get("change") == "new":
            continue
        made.capture(row["url"], f"2024-01-{day % 28 + 1:02d}T08:00:00Z")
        made.capture(row["url"], f"2024-03-{day % 28 + 1:02d}T08:00:00Z")
        for hour, alias in enumerate(row["aliases"]):
            made.capture(alias, f"2024-02-{day % 28 + 1:02d}T{hour % 24:02d}:30:00Z")
        moved = [("Location", row["url"]), ("Content-Type", "text/html")]
        made.add(row["url"] + "/", f"2024-04-{day % 28 + 1:02d}T08:00:00Z", 301, b"", moved)
    for day, row in enumerate(rows):
        made.capture(row["url"], f"2025-11-{day % 28 + 1:02d}T08:00:00Z", 2)
        made.capture(row["url"], f"2025-12-{day % 28 + 1:02d}T08:00:00Z", 2)
    made.capture(f"{HOST}/aktuelles/nachrichten", "2024-01-01T00:00:00Z")
    made.close()
    return made
