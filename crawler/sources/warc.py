"""The source ``warc:PATH``: the pages in local WARC files, as they stood when captured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastwarc.warc import WarcRecordType

from crawler.left_out import LeftOut
from crawler.monitoring.cores import cores
from crawler.processes import working
from crawler.sources.captured import CapturedPage, Damage
from crawler.sources.collection import WarcCollection
from crawler.sources.errors import SourceError
from crawler.sources.files import find_files
from crawler.sources.pieces import pieces, read_piece
from crawler.sources.places import because
from crawler.sources.record_pages import page_of
from crawler.sources.wish import Wish
from crawler.warc.damage import NotAWarcFileError
from crawler.warc.files import WARC_SUFFIXES
from crawler.warc.records import record_at
from crawler.webarchives.folders import INDEX_SUFFIXES
from crawler.webarchives.index_files import IndexFiles

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.sources import Visitor

ADVICE = "another copy of the file may have it, or a web archive (-a source=wayback)"
"""What may be done about damage."""

_WORTH_A_PROCESS = 256 * 2**20  # bytes read in a few times what a process takes to start


def check_captures(spec: str) -> None:
    """Look whether there is anything to read at ``spec``. Raises SourceError."""
    find_files(spec, WARC_SUFFIXES)


def read_portal(spec: str, spider: Visitor, left: LeftOut) -> Iterator[CapturedPage | Damage]:
    """The pages a spider wants of WARC files, as ``read_captures`` gives them."""
    return read_captures(
        spec,
        Wish(type(spider), spider.arguments.url),
        hosts=[urlsplit(spider.home_url).netloc],
        jobs=spider.crawler.settings.getint("WARC_PROCESSES") or None,
        left=left,
    )


def read_captures(
    spec: str,
    wanted: Callable[[str], bool],
    *,
    hosts: Collection[str] = (),
    jobs: int | None = 1,
    left: LeftOut | None = None,
) -> Iterator[CapturedPage | Damage]:
    """The pages captured in WARC files, in the files' order, and the damage between them.

    Args:
        spec: a ``.warc``, ``.warc.gz``, ``.warc.zst`` or ``.wacz`` file, a folder or a glob.
        wanted: says by its address whether a page is needed; asked before anything is decoded.
        hosts: where everything wanted is: with them indexes are used that are there (``places``
            says when they are believed), and only what they list is read.
        jobs: processes that read; with several, ``wanted`` has to be picklable. None: as many as
            cores, fewer for little.
        left: counts what is left out, as the files are read.

    Pages are all HTML answers and, whatever they carry, all that are no 200: redirects and errors
    tell something too. A ``revisit`` is given the payload it refers to; one that comes before its
    original is given last. Memory does not grow with the files.

    Raises SourceError when nothing can be read. A bad file among several is Damage.
    """
    left = LeftOut() if left is None else left
    paths = find_files(spec, WARC_SUFFIXES, left, besides=INDEX_SUFFIXES)
    jobs = jobs or min(cores(), 1 + sum(map(_size, paths)) // _WORTH_A_PROCESS)
    usable = 0
    with ExitStack() as stack:
        belonging = stack.enter_context(closing(WarcCollection(wanted, left)))
        indexes = stack.enter_context(IndexFiles(hosts, wanted)) if hosts else None
        run = stack.enter_context(working(jobs, __name__))
        try:
            for piece, found in run(
                read_piece, pieces(paths, indexes, run, wanted if jobs > 1 else None, left)
            ):
                if piece.plan is not None:
                    try:
                        yield from belonging.begin(piece.file, piece.plan)
                        usable += 1
                    except (OSError, NotAWarcFileError) as error:
                        yield _bad_file(piece.file.path, error, alone=len(paths) == 1)
                for each in found:
                    yield from belonging.take(piece.file, each)
        except BrokenProcessPool:
            raise SourceError(
                "a process that reads died (out of memory?); try -s WARC_PROCESSES=1"
            ) from None
        if not usable:
            raise SourceError(f"none of the {len(paths)} files at {spec} is a WARC file")
        yield from belonging.late_revisits()
        if indexes is not None:
            yield from indexes.dangling()


def _bad_file(path: Path, error: OSError | NotAWarcFileError, *, alone: bool) -> Damage:
    if alone:
        raise SourceError(f"{path} cannot be read as a WARC file: {because(error)}") from error
    return Damage(str(path), because(error))


def _size(path: Path) -> int:
    return path.stat().st_size


def read_capture(
    path: str, offset: int, original: tuple[str, int] | None = None
) -> CapturedPage | Damage:
    """The page in the record at ``offset`` of a WARC file or WACZ package, as ``captures`` has it.

    A revisit has its own headers and no body: what it repeats stands at ``original`` (path and
    offset), and is read from there if that is given. Raises OSError when a file cannot be opened.
    """
    record = record_at(path, offset)
    if isinstance(record, Damage):
        return record
    if original is None or record.type != WarcRecordType.revisit:
        return page_of(record, record)
    repeated = record_at(*original)
    return repeated if isinstance(repeated, Damage) else page_of(record, repeated)


def recorded_at(path: str, offset: int) -> dt.datetime | Damage | None:
    """When the page in the record at ``offset`` was captured, by what the record itself says.

    What every reader of WARC files dates a capture by, revisits and "not modified" included; None
    if the record tells nothing believable. Raises OSError and NotAWarcFileError as ``record_at``.
    """
    record = record_at(path, offset)
    return record if isinstance(record, Damage) else record.date
