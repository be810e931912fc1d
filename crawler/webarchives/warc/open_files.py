"""WARC files that stay open while several of their records are read, each by its place."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.records import record_within
from crawler.webarchives.warc.warc_file import Damage, warc_files

if TYPE_CHECKING:
    from typing import Self

    from crawler.webarchives.warc.framing import Framing
    from crawler.webarchives.warc.records import Record
    from crawler.webarchives.warc.warc_file import WarcFile

_FILES_MAX = 16
"""Files that are open at a time; an article's captures may stand in as many as there were runs."""


class OpenFiles:
    """Reads single records as ``read_record`` and ``record_at`` do.

    A file is opened, and how its records are framed found out, once for all of them. So nothing may
    be put in its place meanwhile: whoever reads closes them after a batch.
    """

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._framings: dict[WarcFile, Framing | None] = {}
        self._files: dict[str, tuple[WarcFile, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._close()

    def record_at(self, path: str, offset: int) -> Record | Damage:
        """The record at ``offset`` of a file or WACZ package; raises as the function does."""
        if path not in self._files:
            self._files[path] = tuple(warc_files(Path(path)))
        for file in self._files[path]:
            if file.start <= offset < file.end:
                return self.record(file, offset)
        return Damage(path, "the file ends before this record", offset=offset)

    def record(self, file: WarcFile, offset: int) -> Record | Damage:
        """The record at ``offset``, or what is wrong with it. Raises OSError as ``open`` does."""
        if file not in self._framings:
            if len(self._framings) >= _FILES_MAX:
                self._close()
            data = self._opened.enter_context(file.open())
            self._framings[file] = framing_of(file, data)
        return record_within(file, self._framings[file], offset)

    def _close(self) -> None:
        self._opened.close()
        self._framings.clear()
        self._files.clear()
