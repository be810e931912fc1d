"""The files that a source's PATH means: one file, all files below a folder, or those of a glob."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from crawler.left_out import LeftOut, Reason
from crawler.sources.protocols import SourceError

_HIDDEN, _INDEX = "hidden", "index"
_SUFFIX_MAX = 12


def find_files(
    spec: str,
    suffixes: tuple[str, ...],
    left: LeftOut | None = None,
    besides: tuple[str, ...] = (),
) -> list[Path]:
    """The files ``spec`` names, in alphabetical order.

    A file that is named, or that a glob such as ``*.bak`` matches, is taken whatever it is called;
    from folders, as from ``folder/*``, only those that end in one of ``suffixes``. ``left`` counts
    all others by their kind: as indexes what ends in one of ``besides``. A folder that cannot be
    read is given as if it were a file, so that whoever opens it says why. Raises SourceError when
    there is nothing to read.
    """
    left = LeftOut() if left is None else left
    place = Path(spec).expanduser()
    if place.exists() or not glob.has_magic(spec):
        return _files_at(place, suffixes, left, besides)
    # What matches a bare star is taken as what stands in a folder: by its name.
    chosen = suffixes if place.name in ("*", "**") else ("",)
    # Takes absolute ones, too, other than Path.glob.
    matches = {*map(Path, glob.iglob(str(place), recursive=True))}  # noqa: PTH207
    folders = {path for path in matches if path.is_dir()}
    found: set[Path] = set()
    seen: set[tuple[int, int]] = set()
    for path in sorted(matches):
        if not folders.isdisjoint(path.parents):
            continue  # met below that folder
        if path in folders:
            found.update(_below(path, suffixes, left, besides, seen))
        elif _is_taken(path, chosen, left, besides):
            found.add(path)
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
    found = _below(place, suffixes, left, besides, set())
    if not found:
        others = ", ".join(f"{count} {kind}" for (_, kind), (count, _) in left.unread.items())
        raise SourceError(
            f"the folder {place} has no file ending in {', '.join(suffixes)}"
            + (f"; not read: {others}" if others else "")
        )
    return sorted(found)


def _below(
    folder: Path,
    suffixes: tuple[str, ...],
    left: LeftOut,
    besides: tuple[str, ...],
    seen: set[tuple[int, int]],
) -> list[Path]:
    found: list[Path] = []
    # Files are named by whoever reads them, so a folder that cannot be listed is one of them.
    refused: list[OSError] = []
    if not _is_new(folder, seen, left):
        return []
    for root, folders, names in os.walk(folder, onerror=refused.append, followlinks=True):
        folders[:] = [each for each in sorted(folders) if _is_new(Path(root, each), seen, left)]
        paths = (Path(root, name) for name in sorted(names))
        found += [path for path in paths if _is_taken(path, suffixes, left, besides)]
    if refused and Path(refused[0].filename) == folder:
        raise SourceError(f"the folder {folder} cannot be read: {refused[0].strerror}")
    return found + [Path(error.filename) for error in refused]


def _is_taken(
    path: Path, suffixes: tuple[str, ...], left: LeftOut, besides: tuple[str, ...]
) -> bool:
    """Whether a file is to be read; ``left`` counts those that are not."""
    name = path.name.lower()
    if name.startswith(".") and suffixes != ("",):
        left.note_unread(Reason.BESIDE_FILE, _HIDDEN, str(path))
    elif name.endswith(suffixes):
        if not path.exists() or path.is_file():
            return True
        # Who opens a pipe waits for a writer.
        left.note_unread(Reason.UNREADABLE_FILE, "pipe or device", str(path))
    elif name.endswith(besides):
        left.note_unread(Reason.BESIDE_FILE, _INDEX, str(path))
    else:
        left.note_unread(Reason.UNKNOWN_FILE, _kind_of(path), str(path))
    return False


def _kind_of(path: Path) -> str:
    """A file's kind by its name, which says more than its content where a crawler is at work."""
    suffix = path.suffix.lower()
    if 1 < len(suffix) <= _SUFFIX_MAX and suffix.isprintable():
        return f"`{suffix}`"
    return "without a suffix" if not suffix else "of no known kind"


def _is_new(folder: Path, seen: set[tuple[int, int]], left: LeftOut) -> bool:
    """Whether a folder is read for the first time, by whatever links it is reached."""
    try:
        status = folder.stat()
    except OSError:
        return True  # whoever lists it says why it cannot be
    key = status.st_dev, status.st_ino
    if key in seen:
        is_loop = folder.is_symlink() and folder.resolve() in folder.parent.resolve().parents
        is_loop = is_loop or folder.resolve() == folder.parent.resolve()
        left.note_unread(Reason.LINKED, "a loop" if is_loop else "read anyway", str(folder))
        return False
    seen.add(key)
    return True
