"""Captured pages as responses of ours: the bytes as recorded, which no browser opens as a page."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from crawler.publishing.datasette.own_reading import read_archive
from crawler.publishing.datasette.site import site_of
from crawler.publishing.language import marked
from crawler.publishing.replay.still_page import POLICY
from crawler.publishing.replay.stored_captures import (
    NotShown,
    find_capture,
    page_of,
    sent_payload,
)
from crawler.webarchives.warc.captured_page import CapturedPage

_OCTETS = "application/octet-stream"
_OF_THE_TRANSFER = ("content-encoding", "content-length", "transfer-encoding", "connection")
_SUFFIXES = {
    "text/html": "html", "application/xhtml+xml": "xhtml", "text/plain": "txt",
    "application/pdf": "pdf", "application/xml": "xml", "application/rss+xml": "xml",
}  # fmt: skip


class RecordedPage(Response):  # type: ignore[misc]
    """A page as recorded, for download.

    It has the Content-Type it had; its other header fields come as ``X-Archive-Orig-…``, as web
    archives write them, so that they say nothing to browsers.

    Args:
        page: the page, decoded.
        packed: its payload as it was sent and the content coding of that, if whoever asks takes it:
            then the digest of the capture holds for what goes over the wire.
    """

    def __init__(self, page: CapturedPage, packed: tuple[bytes, str] | None) -> None:
        super().__init__(packed[0] if packed else page.body)
        self.fields = [
            ("content-type", page.header("Content-Type") or _OCTETS),
            ("content-disposition", f'attachment; filename="{_name(page)}"'),
            ("content-security-policy", POLICY),
            ("cross-origin-resource-policy", "same-origin"),
            ("vary", "accept-encoding"),
            *([("content-encoding", packed[1])] if packed else ()),
            *(
                (f"x-archive-orig-{key.lower()}", value)
                for key, value in page.headers
                if key.lower() not in _OF_THE_TRANSFER
            ),
        ]

    async def asgi_send(self, send: Any) -> None:
        """Header fields of a server are octets, and some come more than once."""
        headers = [(_token(name), _octets(value)) for name, value in self.fields]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def _name(page: CapturedPage) -> str:
    """The name under which a browser saves a page: its digest tells it from any other."""
    media_type = (page.header("Content-Type") or "").partition(";")[0].strip().lower()
    digest = (page.capture.digest or "page").rpartition(":")[2]
    return f"{digest[:16].lower()}.{_SUFFIXES.get(media_type, 'bin')}"


def _token(name: str) -> bytes:
    """The name of a header field, of which a record may hold any bytes."""
    return re.sub(r"[^a-z0-9-]", "-", name).encode("ascii")


def _octets(value: str) -> bytes:
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f]", " ", value).encode("latin-1", "replace").strip()


def _takes(request: Any, coding: str) -> bool:
    """Whether a client takes a payload with these content codings."""
    accepted = {
        name.strip().lower()
        for name, _, weight in (
            entry.partition(";") for entry in request.headers.get("accept-encoding", "").split(",")
        )
        if not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    }
    return all(name.strip() in accepted for name in coding.split(","))


async def read_page(datasette: Any, capture_id: int) -> CapturedPage | NotShown:
    """The page of a capture, decoded."""
    folders = site_of(datasette).served_captures

    def read(db: sqlite3.Connection) -> CapturedPage | NotShown:
        capture = find_capture(db, capture_id)
        return (
            NotShown(marked("No such capture"))
            if capture is None
            else page_of(db, folders, capture)
        )

    return await read_archive(datasette, read, opens_record=True)


async def read_recorded(datasette: Any, request: Any, capture_id: int) -> RecordedPage | NotShown:
    """The response with the page of a capture as recorded."""
    page = await read_page(datasette, capture_id)
    if isinstance(page, NotShown):
        return page
    folders = site_of(datasette).served_captures

    def read(db: sqlite3.Connection) -> tuple[bytes, str] | None:
        capture = find_capture(db, capture_id)
        return sent_payload(db, folders, capture) if capture else None

    packed = await read_archive(datasette, read, opens_record=True)
    return RecordedPage(page, packed if packed and _takes(request, packed[1]) else None)
