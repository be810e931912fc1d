"""One run at a time on one archive."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCKED = 3
"""Exit code when another run holds the lock."""


class ArchiveLocked(Exception):
    """Another run is at work on this archive; the message says which."""


@contextmanager
def run_lock(archive: str | Path) -> Iterator[None]:
    """Hold the lock beside ``archive`` (``archive.db.lock``) while the block runs.

    The operating system lets go of it when the process dies, however it dies, so a lock is never
    stale. Raises ArchiveLocked when another process holds it, OSError when the folder cannot be
    written.
    """
    path = Path(f"{archive}.lock")
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "an unknown process"
            raise ArchiveLocked(
                f"{archive} is being updated by {holder}; try again later"
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
