"""A page that is already here: what every source of stored pages gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.webarchives.warc.damage import Damage

if TYPE_CHECKING:
    from crawler.items import Capture

__all__ = ["CapturedPage", "Damage"]


@dataclass(slots=True)
class CapturedPage:
    """One stored page.

    ``headers`` are the answer's header fields as sent; ``body`` is decoded: no chunks, no content
    encoding, but still bytes in the page's own charset.
    """

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    capture: Capture

    def header(self, name: str) -> str | None:
        """The first value of a header field, whatever its case; None if it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
