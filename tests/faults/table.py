"""What a row of the table of faults is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: the command's exit code, all it printed, and what the archive holds."""

    code: int | None
    said: str
    stored: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of harm: ``happen`` does it in an empty folder; the rest is what must come of it.

    ``said`` is a piece of what the command prints, "" for nothing to be said at all.
    """

    name: str
    happen: Callable[[Path], Result]
    stored: Any
    said: str
    code: int
