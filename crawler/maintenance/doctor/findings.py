"""``Finding``: one kind of damage that a check of an archive found, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass

MEND = "doctor --mend"
REEXTRACT = "reextract"
REBUILD_STORIES = "stories --rebuild"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of damage.

    ``check`` names what was looked at, ``what`` says what is wrong with ``count`` of them,
    ``example`` is one, and ``mend`` the command of ours that mends it, None where none does. A
    ``note`` is worth knowing and no damage. ``names`` are all of them, where they are to be named.
    """

    check: str
    what: str
    count: int
    example: str
    mend: str | None = MEND
    note: bool = False
    names: tuple[str, ...] = ()
