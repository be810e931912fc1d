"""The WARC files of one run: every answer goes in, a payload stored before is only referred to."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.archive import Archive
from crawler.webarchives.warc.payload import payload_digest
from crawler.webarchives.warc.writer import CaptureWriter, Exchange, Original

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.webarchives.warc.writer import Written

_REMEMBERED = 10_000
"""Payloads of this run kept in mind; older ones are in the archive long since."""


class RunFiles:
    """Writes one run's answers. One object belongs to one thread.

    Args:
        writer: where to.
        archive_path: the archive whose captures say which payloads are stored already.
    """

    def __init__(self, writer: CaptureWriter, archive_path: str | Path) -> None:
        self._writer = writer
        self._archive_path = archive_path
        self._archive: Archive | None = None
        self._recent: OrderedDict[str, Original] = OrderedDict()

    def write(self, exchange: Exchange, unmodified: Original | None) -> Written:
        """Append an answer; ``unmodified`` is what a 304, or a web archive, says is still there.

        Raises OSError when the disk is full or not writable.
        """
        if unmodified is not None:
            digest = unmodified.digest or ""
            is_304 = exchange.status == HTTPStatus.NOT_MODIFIED
            known = self._recent.get(digest) if is_304 else self._stored(digest)
            same = replace(known, digest=unmodified.digest) if known else unmodified
            return self._writer.write(exchange, same)
        digest = payload_digest(exchange.payload)
        # Bytes that were cut are no original of anything, even if the same ones come again.
        refers = exchange.payload and exchange.truncated is None
        original = self._stored(digest) if refers else None
        written = self._writer.write(exchange, original)
        if original is None and exchange.truncated is None:
            self._recent[digest] = Original(exchange.url, exchange.at)
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return written

    def _stored(self, digest: str) -> Original | None:
        """Where the payload stands already: in this run, or by the archive in an earlier one."""
        if digest in self._recent:
            return self._recent[digest]
        if self._archive is None:
            self._archive = Archive(self._archive_path)
        place = self._archive.visits.place_of(digest)
        return Original(place.url, place.captured_at) if place else None

    def sync(self) -> None:
        """Return when everything written so far would survive a power cut."""
        self._writer.sync()

    def close(self) -> None:
        """Sync and close."""
        try:
            self._writer.close()
        finally:
            if self._archive is not None:
                self._archive.close()
