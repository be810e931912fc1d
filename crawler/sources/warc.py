"""The source ``warc:PATH``: the pages in local WARC files, as they stood when captured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.left_out import LeftOut
from crawler.processes import cores, working
from crawler.sources.files import SourceError, find_files
from crawler.sources.warc_reading import WarcCollection, because, pieces, read_piece
from crawler.webarchives.folders import INDEX_SUFFIXES
from crawler.webarchives.index_files import IndexFiles
from crawler.webarchives.warc.damage import NotAWarcFileError
from crawler.webarchives.warc.files import WARC_SUFFIXES
from crawler.webarchives.warc.pages import CapturedPage, Damage

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.sources import Visitor


# -- Which addresses a spider wants, as something that can be handed to another process ------------


@dataclass(frozen=True)
class Wish:
    """What ``spider.wants`` says; spiders themselves hold a crawl and stay where they are.

    Args:
        spider: the class; one of its own is made in each process.
        url: the one page that is asked for (``-a url=``), if it is one.
    """

    spider: type[Visitor]
    url: str | None

    def __call__(self, url: str) -> bool:
        """Whether an address is wanted."""
        return self._asked.wants(url)

    @cached_property
    def _asked(self) -> Visitor:
        make: Any = self.spider
        spider: Visitor = make(source="live", url=self.url)
        return spider

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the spider that was asked here."""
        return Wish, (self.spider, self.url)


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
