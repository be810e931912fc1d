"""Sets of articles as numbers, of which each article has a bit: to count is to AND."""

from __future__ import annotations

from collections.abc import Iterable


def bits(ids: Iterable[int], length: int) -> int:
    """These articles as a set; ids from ``length`` on are left out."""
    one = ord("1")
    flags = bytearray(b"0" * length)
    for number in ids:
        if number < length:
            flags[number] = one
    return int(flags.decode("ascii"), 2) if length else 0
