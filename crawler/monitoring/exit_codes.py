"""Exit codes, which every command has at hand; what leads to them is ``summary.py``'s business."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FAILED = 1
    """Finished with failures, or could not begin."""
    USAGE = 2
    """The command line is wrong; nothing was done."""
    LOCKED = 3
    """Another run holds the archive's lock."""
    UNHEALTHY = 4
    """Finished, but something needs a person: a health alarm, or articles held back."""
    PARTIAL = 5
    """Nothing failed, but time was up before everything was read; the next run goes on."""

    @classmethod
    def worst(cls, codes: Iterable[ExitCode]) -> ExitCode:
        """The exit code of several runs together: of the one that most needs a person."""
        return max(codes, key=lambda code: (code is not cls.PARTIAL, code), default=cls.OK)
