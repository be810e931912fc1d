"""The source ``warc:PATH``: the pages in local WARC files, as they stood when captured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.left_out import LeftOut, Reason
from crawler.processes import cores, working
from crawler.sources.local_files import find_files
from crawler.sources.protocols import SourceError
from crawler.sources.read_plan import because, read_work_unit, work_units
from crawler.sources.reading_processes import READING, worthwhile
from crawler.sources.revisits import RevisitResolver
from crawler.sources.stored import StoredExtraction, StoredSource
from crawler.sources.url_filter import UrlFilter
from crawler.webarchives.file_kinds import CAPTURE_KINDS, FileKind, kind_of
from crawler.webarchives.local_indexes import INDEX_SUFFIXES, IndexFiles
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from crawler.webarchives.warc.warc_file import WARC_SUFFIXES, NotAWarcFileError, WarcFile

if TYPE_CHECKING:
    from crawler.sources.protocols import PortalSpiderProtocol


ADVICE = "another copy of the file may have it, or a web archive (-a source=wayback)"
"""Advice appended to each report of damage."""


def check_captures(path: str) -> None:
    """Raise SourceError if no file is meant by ``path``."""
    find_files(path, WARC_SUFFIXES)


def open_captures(path: str) -> StoredSource:
    """The source ``warc:PATH``."""
    # Captures name the file they are in, and commands in other folders have to find it.
    absolute = str(Path(path).absolute())
    return StoredSource(
        f"warc:{path}", lambda spider, left: _wanted_by(spider, absolute, left), ADVICE
    )


def _wanted_by(
    spider: PortalSpiderProtocol, path: str, left: LeftOut
) -> Iterator[CapturedPage | Damage]:
    processes = spider.crawler.settings.getint("WARC_PROCESSES")
    return read_captures(
        path,
        UrlFilter.of(spider),
        hosts=[urlsplit(spider.home_url).netloc],
        # With a limit, others would extract what nobody wants.
        jobs=processes or (1 if spider.arguments.limit else None),
        left=left,
        make=StoredExtraction.elsewhere(spider, processes or cores()),
    )


def read_captures(
    spec: str,
    wanted: Callable[[str], bool],
    *,
    hosts: Collection[str] = (),
    jobs: int | None = 1,
    left: LeftOut | None = None,
    make: Callable[[CapturedPage], CapturedPage] | None = None,
) -> Iterator[CapturedPage | Damage]:
    """The pages captured in WARC files, in the files' order, and the damage between them.

    Args:
        spec: a WARC, ARC or WACZ file, a folder or a glob.
        wanted: whether the page at a URL is needed; asked before anything is decoded.
        hosts: the hosts of all pages wanted. If given, indexes beside the files are used where they
            can be relied on (``read_plan``), and only the records they list are read.
        jobs: number of processes that read; with more than one, ``wanted`` has to be picklable.
            None: one for each core, fewer if there is little to read.
        left: counts what is left out, as the files are read.
        make: what other processes make of the pages they read, so that it need not be done here;
            has to be picklable. Pages that are read here come as they are.

    Pages are all HTML answers, and all answers with a status other than 200 whatever their type:
    redirects and errors are evidence too. A ``revisit`` comes with the payload it refers to, at the
    end if its original is read after it. Memory does not grow with the size of the files.

    Raises SourceError when nothing can be read. A bad file among several is Damage.
    """
    left = LeftOut() if left is None else left
    paths = find_files(spec, WARC_SUFFIXES, left, besides=INDEX_SUFFIXES)
    jobs = jobs or worthwhile(paths)
    read: set[Path] = set()
    broken: list[Damage] = []
    with ExitStack() as stack:
        resolver = stack.enter_context(closing(RevisitResolver(wanted, left)))
        indexes = stack.enter_context(IndexFiles(hosts, wanted)) if hosts else None
        run = stack.enter_context(working(jobs, READING))
        try:
            for unit, found in run(
                partial(read_work_unit, make if jobs > 1 else None),
                work_units(paths, indexes, run, wanted if jobs > 1 else None, left),
            ):
                if unit.plan is not None:
                    try:
                        yield from resolver.begin(unit.file, unit.plan)
                        if unit.file.path not in read:
                            read.add(unit.file.path)
                            left.note_read(_format_of(unit.file.path), str(unit.file.path))
                    except (OSError, NotAWarcFileError) as error:
                        broken.append(_broken(unit.file, error))
                        if len(paths) > 1 or unit.file.member:
                            yield broken[-1]
                for each in found:
                    yield from resolver.take(unit.file, each)
        except BrokenProcessPool:
            raise SourceError(
                "a process that reads died (out of memory?); try -s WARC_PROCESSES=1"
            ) from None
        if not read and len(paths) == 1 and broken:
            raise SourceError(f"{broken[0].file} cannot be read as a WARC file: {broken[0].reason}")
        if not read:
            raise SourceError(f"none of the {len(paths)} files at {spec} is a WARC file")
        yield from resolver.late_revisits()
        if indexes is not None:
            yield from indexes.dangling()


def _format_of(path: Path) -> str:
    kind = kind_of(path)
    # Of others the first record is damaged.
    return str(kind if kind in CAPTURE_KINDS else FileKind.WARC)


def _broken(file: WarcFile, error: OSError | NotAWarcFileError) -> Damage:
    name = f"{file}, {file.member}" if file.member else str(file)
    return Damage(name, because(error), kind=Reason.UNREADABLE_FILE)
