"""What could not be read, said so that a person can find it."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.left_out import Reason


class NotAWarcFileError(ValueError):
    """The file holds no WARC record; the message says what was found instead."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One page lost to a broken file: what came before and after it was read.

    ``offset`` counts bytes from the start of ``file``, ``line`` lines from 1; each is None where it
    has no meaning or is not known. ``url`` is None unless the damage left it readable. ``kind`` is
    what it is counted as.
    """

    file: str
    reason: str
    offset: int | None = None
    line: int | None = None
    url: str | None = None
    kind: Reason = Reason.UNREADABLE

    @property
    def place(self) -> str:
        """Where it is, in words: ``captures.warc.gz, byte 4711``."""
        if self.line is not None:
            return f"{self.file}, line {self.line}"
        return self.file if self.offset is None else f"{self.file}, byte {self.offset}"

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
