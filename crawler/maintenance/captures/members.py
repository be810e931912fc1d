"""The records of a WARC file as pieces of bytes, which can stand in another file as they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.webarchives.warc.framing import framing_of
from crawler.webarchives.warc.warc_file import WarcFile

_HEAD = 64 * 1024
_FIELD = re.compile(rb"^(warc-[a-z-]+):[ \t]*(.*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Member:
    """The bytes ``start`` to ``end`` of a file, which hold one record, and the record's own fields.

    ``damaged``: they are torn or corrupt, and nobody can read them.
    """

    start: int
    end: int
    fields: dict[str, str]
    damaged: bool = False

    @property
    def is_info(self) -> bool:
        """Whether it only says what the file is."""
        return self.fields.get("warc-type") == "warcinfo"


def members(path: Path, known: Collection[tuple[int, int]] = ()) -> Iterator[Member]:
    """The members of a file, in order.

    ``known`` are offsets and lengths of records that the archive names: what stands there is a
    member whatever is wrong with it. Raises OSError, NotAWarcFileError.
    """
    file = WarcFile(path, 0, path.stat().st_size)
    lengths = dict(known)
    with file.open() as data:
        framing = framing_of(file, data)
        at = framing.begin(0) if framing is not None else file.end
        while framing is not None and at < file.end:
            whole = framing.record(at, _HEAD)
            if whole is not None:
                yield Member(at, whole[1], _fields(whole[0]))
                at = framing.begin(whole[1])
                continue
            length = lengths.get(at)
            behind = at + length if length else framing.next(at + 1) or file.end
            yield Member(at, min(behind, file.end), _fields(framing.head(at)), damaged=True)
            at = behind


def is_packed_by_record(path: Path) -> bool:
    """Whether a file is of gzip members, which may stand behind those of any other such file."""
    with path.open("rb") as file:
        return file.read(3) == b"\x1f\x8b\x08"


def _fields(unpacked: bytes) -> dict[str, str]:
    head = _END_OF_HEAD.split(unpacked, maxsplit=1)[0]
    return {
        name.decode("latin-1").lower(): value.decode("utf-8", "replace")
        for name, value in _FIELD.findall(head)
    }
