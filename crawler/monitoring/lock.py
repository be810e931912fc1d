"""The lock that lets one run at a time write to an archive."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_SINCE = "%Y-%m-%d %H:%M:%S%z"
_A_MOMENT = 0.05
"""Seconds behind which one that only looked (``held_since``) does not have the lock any more."""


class ArchiveLocked(Exception):
    """Another run holds the archive's lock; the message names it."""


@contextmanager
def run_lock(archive: str | Path) -> Iterator[None]:
    """Hold the lock beside ``archive`` (``archive.db.lock``) while the block runs.

    The operating system releases it when the process dies, however it dies, so a lock is never
    stale. Raises ArchiveLocked when another process holds it, OSError when the folder cannot be
    written.
    """
    path = Path(f"{archive}.lock")
    with path.open("a+", encoding="utf-8") as file:
        is_taken = _take(file)
        if not is_taken:
            time.sleep(_A_MOMENT)
            is_taken = _take(file)
        if not is_taken:
            file.seek(0)
            holder = file.read().strip()
            if not _is_alive(holder):  # it has the lock and has not signed yet
                holder = "another process"
            raise ArchiveLocked(f"{archive} is being updated by {holder}; try again later")
        file.truncate(0)
        since = dt.datetime.now().astimezone().strftime(_SINCE)
        file.write(f"process {os.getpid()} since {since} ({_command()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def held_since(archive: str | Path) -> dt.datetime | None:
    """When the run that holds the lock took it, aware; None if none holds it.

    Asked of the operating system: a run that was killed holds nothing, whatever it left written.
    """
    try:
        with Path(f"{archive}.lock").open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                signed = re.search(r"since (\S+ \S+)", file.read())
                if signed is None:  # it is about to sign
                    return dt.datetime.now().astimezone()
                return dt.datetime.strptime(signed[1], _SINCE)
            return None
    except OSError:  # there is no such file, or none that we may read: nobody known is at work
        return None


def _take(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _command() -> str:
    """The command line without its settings and passwords in URLs, which are secrets."""
    # Scrapy takes the command's name out of sys.argv.
    asked = sys.orig_argv
    at = next((at for at, word in enumerate(asked) if Path(word).name == "scrapy"), None)
    words = [Path(sys.argv[0]).name, *sys.argv[1:]] if at is None else ["scrapy", *asked[at + 1 :]]
    shown = " ".join(
        word for before, word in zip(["", *words], words, strict=False)
        if word != "-s" and before != "-s" and not word.startswith(("-s", "--set"))
    )  # fmt: skip
    return redact(shown)


def _is_alive(holder: str) -> bool:
    """Whether the process named in the lock file runs: a killed one leaves its name behind."""
    signed = re.match(r"process (\d+)", holder)
    if signed is None:
        return False
    try:
        os.kill(int(signed[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
