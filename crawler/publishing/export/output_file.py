"""The file an export or a report is written to: complete, or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class ExportError(Exception):
    """Nothing was written; the message says why and what to do."""


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Write a file beside ``target`` that takes its place when the block ends without an error.

    Raises OSError.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
