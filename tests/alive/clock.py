"""Commands that take it for another time: the clock of their process is moved before they begin."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests import forked

_Datetime = datetime.datetime


def start_at(
    moment: datetime.datetime, arguments: list[str], output: Path, *, file_size: int | None = None
) -> BaseProcess:
    """``forked.start`` at another time, which goes on from there."""
    environment = os.environ | {"TZ": "Europe/Berlin"}
    words = [arguments, output, output, file_size, forked.ROOT, environment]
    return forked.call(_run_at, moment.timestamp() - time.time(), words)


def run_at(moment: datetime.datetime, arguments: list[str], folder: Path) -> tuple[int | None, str]:
    """Run a command over an archive's folder to its end; the exit code and all it printed."""
    log = folder.with_suffix(f".{arguments[0]}")
    process = start_at(moment, arguments, log)
    process.join(60)
    return process.exitcode, log.read_text("utf-8")


def _run_at(
    seconds: float,
    words: tuple[list[str], Path, Path, int | None, Path, Mapping[str, str]],
) -> None:
    os.environ["TZ"] = words[-1]["TZ"]
    time.tzset()
    _move(seconds)
    forked._run(*words)


def _move(seconds: float) -> None:
    """Have all that asks Python for the time be told it is ``seconds`` later."""
    real = time.time

    class Kind(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, _Datetime)

    class Moved(_Datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return cls.fromtimestamp(real() + seconds, tz)

    datetime.datetime = Moved
    time.time = lambda: real() + seconds
