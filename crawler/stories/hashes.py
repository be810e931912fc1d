"""Short numbers for long texts."""

from __future__ import annotations

from hashlib import blake2b

_BYTES = 6  # SQLite keeps a number of 48 bits in six bytes


def fingerprint_of(kind: str, data: bytes) -> int:
    """A number for ``data``, another one for each ``kind`` (one letter)."""
    digest = blake2b(data, digest_size=_BYTES, person=kind.encode()).digest()
    return int.from_bytes(digest, "big") >> 1
