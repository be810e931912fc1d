"""The files that a source's PATH means: one file, all files below a folder, or those of a glob."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from crawler.left_out import LeftOut, Reason
from crawler.sources.protocols import SourceError


def find_files(
    spec: str,
    suffixes: tuple[str, ...],
    left: LeftOut | None = None,
    besides: tuple[str, ...] = (),
) -> list[Path]:
    """The files ``spec`` names, in alphabetical order.

    A file that is named, or that a glob matches, is taken whatever it is called; from folders only
    those that end in one of ``suffixes``. ``left`` counts the others, but for those that end in one
    of ``besides`` and hidden ones. Raises SourceError when there is none.
    """
    left = LeftOut() if left is None else left
    place = Path(spec).expanduser()
    if place.exists() or not glob.has_magic(spec):
        return _files_at(place, suffixes, left, besides)
    found = {
        file
        # Path.glob takes relative patterns only.
        for match in glob.iglob(str(place), recursive=True)  # noqa: PTH207
        for file in (
            [Path(match)] if Path(match).is_file() else _below(Path(match), suffixes, left, besides)
        )
    }
    if not found:
        raise SourceError(f"no file matches {spec}")
    return sorted(found)


def _files_at(
    place: Path, suffixes: tuple[str, ...], left: LeftOut, besides: tuple[str, ...]
) -> list[Path]:
    if place.is_file():
        return [place]
    if not place.exists():
        raise SourceError(f"{place} does not exist")
    if not place.is_dir():
        raise SourceError(f"{place} is neither a file nor a folder")
    found = _below(place, suffixes, left, besides)
    if not found:
        kinds = ", ".join(suffixes)
        raise SourceError(f"the folder {place} has no file ending in {kinds}")
    return sorted(found)


def _below(
    folder: Path, suffixes: tuple[str, ...], left: LeftOut, besides: tuple[str, ...]
) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise SourceError(f"the folder {error.filename} cannot be read: {error.strerror}")

    found = []
    seen: set[tuple[int, int]] = set()
    if folder.is_dir():
        _is_new(folder, seen, left)
    for root, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        folders[:] = [each for each in sorted(folders) if _is_new(Path(root, each), seen, left)]
        for name in sorted(names):
            if name.lower().endswith(suffixes):
                path = Path(root, name)
                if path.exists() and not path.is_file():  # who opens a pipe waits for a writer
                    left.add(Reason.UNREADABLE, str(path))
                else:
                    found.append(path)
            elif not name.startswith(".") and not name.lower().endswith(besides):
                left.add(Reason.UNKNOWN_FILE, str(Path(root, name)))
    return found


def _is_new(folder: Path, seen: set[tuple[int, int]], left: LeftOut) -> bool:
    """Whether a folder is read for the first time, by whatever links it is reached."""
    status = folder.stat()
    key = status.st_dev, status.st_ino
    if key in seen:
        left.add(Reason.LINKED, str(folder))
        return False
    seen.add(key)
    return True
