"""A disk that loses power: what may be left of files when only synced writes are sure to survive.

POSIX promises this much and no more: what was in a file when ``fsync`` returned is there, a name
is there when its folder was synced. Of everything later any part may have reached the disk, in any
order, and of a write any of its sectors. Real file systems are kinder, each in its own way.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTORS = (512, 4096)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the record that ``disk_recorder.c`` makes."""

    kind: str
    fd: int = -1
    path: str = ""
    number: int = 0
    """O: 1 if the file is new. W: offset. T: size."""
    data: bytes = b""


def record(program: Sequence[str], folder: Path, recorder: Path) -> list[Operation]:
    """Run a Python program that works in ``folder``; everything it does to the files there."""
    log = folder.with_name(f"{folder.name}.operations")
    done = subprocess.run(
        [sys.executable, *program],
        env=os.environ
        | {"LD_PRELOAD": str(recorder), "DISK_FOLDER": str(folder), "DISK_LOG": str(log)},
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return list(_parsed(log.read_bytes(), f"{folder}/"))


def _parsed(log: bytes, folder: str) -> Iterator[Operation]:
    at = 0
    while at < len(log):
        end = log.index(b"\n", at)
        kind, rest = log[at:end].decode().split(" ", 1)
        at = end + 1
        if kind in "MU":
            yield Operation(kind, path=rest.removeprefix(folder))
        elif kind == "O":
            fd, created, path = rest.split(" ", 2)
            path = f"{path}/".removeprefix(folder).rstrip("/")
            yield Operation(kind, int(fd), path, int(created))
        else:
            fd, *numbers = map(int, rest.split())
            size = numbers[1] if kind == "W" else 0
            yield Operation(kind, fd, number=sum(numbers[:1]), data=log[at : at + size])
            at += size


@dataclass(slots=True)
class _File:
    """A file or folder; ``pending`` are the writes (offset, data) and sizes since the last sync."""

    is_folder: bool = False
    synced: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes] | int] = field(default_factory=list)


class Disk:
    """What a folder's files would be after each operation of a record, and after a power cut."""

    def __init__(self) -> None:
        self._open: dict[int, str] = {}
        self._files: dict[int, _File] = {}
        self._synced_names: dict[str, _File] = {}
        self._pending_names: list[tuple[str, _File | None]] = []

    def apply(self, operation: Operation) -> str:
        """Do what the program did; the path it did it to."""
        match operation:
            case Operation("O", fd, path, created):
                if created:
                    self._pending_names.append((path, _File()))
                self._open[fd] = path
                self._files[fd] = self._named(path)
            case Operation("M", _, path):
                self._pending_names.append((path, _File(is_folder=True)))
            case Operation("U", _, path):
                self._pending_names.append((path, None))
            case Operation("W", fd, _, offset, data):
                self._files[fd].pending.append((offset, data))
            case Operation("T", fd, _, size):
                self._files[fd].pending.append(size)
            case Operation("S", fd):
                self._sync(fd)
        return operation.path or self._open.get(operation.fd, "")

    def whole(self) -> dict[str, bytes | None]:
        """All files by path, None for folders, as programs see them while power is on."""
        names = self._synced_names.copy()
        for path, file in self._pending_names:
            _set(names, path, file)
        return _read(names, lambda file: file.pending)

    def after_power_cut(self, chance: random.Random) -> dict[str, bytes | None]:
        """One of the many states the folder may be found in, by path; None for folders."""
        survival = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        sector = chance.choice((None, *SECTORS))
        names = self._synced_names.copy()
        done: set[str] = set()
        # A name's own changes reach the disk in order; those of different names in any.
        for path, file in self._pending_names:
            if path not in done and chance.random() < survival:
                _set(names, path, file)
            else:
                done.add(path)

        def surviving(file: _File) -> Iterator[tuple[int, bytes] | int]:
            for change in file.pending:
                if isinstance(change, int) or sector is None:
                    if chance.random() < survival:
                        yield change
                    continue
                offset, data = change
                while data:
                    size = sector - offset % sector
                    if chance.random() < survival:
                        yield offset, data[:size]
                    offset, data = offset + size, data[size:]

        return _read(names, surviving)

    def _named(self, path: str) -> _File:
        for name, file in reversed(self._pending_names):
            if name == path and file is not None:
                return file
        return self._synced_names.get(path) or _File(is_folder=True)  # the folder itself

    def _sync(self, fd: int) -> None:
        file = self._files[fd]
        if not file.is_folder:
            for change in file.pending:
                _change(file.synced, change)
            file.pending.clear()
            return
        later = []
        for path, named in self._pending_names:
            if _folder_of(path) == self._open[fd]:
                _set(self._synced_names, path, named)
            else:
                later.append((path, named))
        self._pending_names = later


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _set(names: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _change(content: bytearray, change: tuple[int, bytes] | int) -> None:
    if isinstance(change, int):
        del content[change:]
        content.extend(bytes(change - len(content)))
        return
    offset, data = change
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _read(names: dict[str, _File], pending) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for path, file in sorted(names.items()):
        parent = _folder_of(path)
        if parent and parent not in found:
            continue  # its folder is lost, and the file with it
        if file.is_folder:
            found[path] = None
            continue
        content = bytearray(file.synced)
        for change in pending(file):
            _change(content, change)
        found[path] = bytes(content)
    return found
