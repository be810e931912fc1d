"""One line of a web archive's index."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus

from crawler.items import GONE

POSSIBLE_PAGES = frozenset({"text/html", "application/xhtml+xml", "unk", "-", ""})
"""Media types of pages, and how indexes say that they know none."""
REVISIT = "warc/revisit"
"""The media type by which indexes say that a payload repeats an earlier one."""

Place = tuple[int, str]
"""Where a record begins, and the address it is about."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A capture as an index lists it.

    ``digest`` is ``sha1:BASE32``, None where the index has none; ``status`` None for a revisit,
    whose own status many indexes do not tell. ``file``, ``offset`` and ``length`` say where its
    record is, where an index tells.
    """

    url: str
    captured_at: dt.datetime
    status: int | None
    media_type: str
    digest: str | None
    length: int | None = None
    file: str | None = None
    offset: int | None = None

    @property
    def timestamp(self) -> str:
        """The moment as indexes and replay addresses write it: ``20170603120000``."""
        return self.captured_at.strftime("%Y%m%d%H%M%S")

    @property
    def is_revisit(self) -> bool:
        """Whether its payload stands in another record."""
        return self.media_type == REVISIT

    @property
    def is_gone(self) -> bool:
        """Whether it says that the page is no more."""
        return self.status in GONE

    @property
    def may_be_page(self) -> bool:
        """Whether it answered with a page, as far as the index tells."""
        if self.is_revisit:
            return self.status in (None, HTTPStatus.OK)
        return self.status == HTTPStatus.OK and self.media_type in POSSIBLE_PAGES
