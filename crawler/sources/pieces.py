"""What is to be read of WARC files, in pieces that processes can be handed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.left_out import LeftOut, Reason
from crawler.sources.places import Plan, because, plan, read_places
from crawler.warc.damage import NotAWarcFileError
from crawler.warc.files import WarcFile, warc_files

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.processes import Run
    from crawler.sources.record_pages import Found
    from crawler.webarchives.index_files import IndexFiles, Listing
    from crawler.webarchives.listed import Place

logger = logging.getLogger(__name__)

_PLACES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """Places of a file to read. A file's first piece has none, but the plan for the file."""

    file: WarcFile
    places: Sequence[Place] = ()
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file of which is asked how to read it; ``broken`` says why it cannot be."""

    file: WarcFile
    indexes: Sequence[Listing] = ()
    broken: str | None = None


def pieces(
    paths: Sequence[Path],
    indexes: IndexFiles | None,
    run: Run,
    wanted: Callable[[str], bool] | None,
    left: LeftOut,
) -> Iterator[Piece]:
    """What is to be read, file by file: first the plan for it, then its places in batches.

    Args:
        paths: WARC files and WACZ packages, in the order they are to be read in.
        indexes: where places are looked up; None if everything is read that ``wanted`` names.
        run: maps a function over its arguments in order, here or in other processes.
        wanted: says by its address whether a page is. With it a file that no index covers is
            looked through for its places by whoever plans, so that several can be at once; None:
            such a file is read by whoever takes its plan.
        left: counts what packages hold beside WARC files.
    """
    for asked, found in run(partial(_plan, wanted), _asked(paths, indexes, left)):
        if found.note:
            logger.warning(found.note)
        places = found.places or ()
        yield Piece(asked.file, plan=found if found.places is None else replace(found, places=()))
        for start in range(0, len(places), _PLACES_AT_ONCE):
            yield Piece(asked.file, places[start : start + _PLACES_AT_ONCE])


def read_piece(piece: Piece) -> list[Found]:
    """What stands at the places of a piece."""
    return read_places(piece.file, piece.places)


def _asked(paths: Sequence[Path], indexes: IndexFiles | None, left: LeftOut) -> Iterator[_Asked]:
    for path in paths:
        try:
            for file in warc_files(path, partial(left.add, Reason.UNKNOWN_FILE)):
                yield _Asked(file, indexes.of(file) if indexes else ())
        except (OSError, NotAWarcFileError) as error:
            yield _Asked(WarcFile(path, 0, 0), broken=because(error))


def _plan(wanted: Callable[[str], bool] | None, asked: _Asked) -> Plan:
    if asked.broken:
        return Plan(broken=asked.broken)
    return plan(asked.file, asked.indexes, wanted)
