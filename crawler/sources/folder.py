"""The source ``folder:PATH``: pages saved as files, by whatever program, as most dead portals are.

The URL of a page and the time of its capture stand in many places, none of which is always there:
docs/saved-pages.md has the order in which they are believed.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.left_out import LeftOut, Reason
from crawler.sources.archivebox import FROM_ARCHIVEBOX, Snapshot, rank_of_copy, snapshots_among
from crawler.sources.local_files import find_files
from crawler.sources.mirror import PAGE_SUFFIXES, MirrorUrls
from crawler.sources.protocols import SourceError
from crawler.sources.saved_files import (
    BESIDE_FOLDER,
    FILE_MAX,
    HEADERS,
    ORIGINAL,
    SNIFFED,
    can_be_page,
    is_beside,
    is_page,
    path_suffix,
    refusal,
    unpacked,
    why_no_page,
)
from crawler.sources.stored import StoredSource
from crawler.sources.url_filter import UrlFilter
from crawler.urls import without_scheme
from crawler.webarchives.page_files import (
    FORMATS,
    UnusableFileError,
    page_made,
    read_page_file,
)
from crawler.webarchives.rewriting import is_frame
from crawler.webarchives.saved_page import (
    CANONICAL,
    FROM_FILE,
    FROM_HEADER,
    OG_URL,
    SavedPage,
    header_fields,
    moment_in,
    read_saved_page,
)
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from crawler.webarchives.warc.dates import is_believable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.sources.protocols import PortalSpiderProtocol

_FORMAT = "HTML"
_PAGE_MAX = 64 * 1024 * 1024
_REFERENCE = re.compile(
    r"""(?P<begin><(?:a|area|link|img|source|iframe|video|audio|embed|base|form)\b[^<>]*?\s"""
    r"""(?:href|src|data-src|poster|action)\s*=\s*)"""
    r"""(?P<quote>["']?)(?P<url>(?:(?<=")[^"]*|(?<=')[^']*|(?<==)[^\s"'>]*))""",
    re.IGNORECASE,
)

logger = logging.getLogger(__name__)


def check_folder(path: str) -> None:
    """Raise SourceError if nothing is meant by ``path``, or one file that is not read."""
    files = find_files(path, ("",))
    if len(files) == 1 and (reason := refusal(files[0])):
        raise SourceError(f"{files[0]} is {reason}")


def open_folder(path: str) -> StoredSource:
    """The source ``folder:PATH``."""

    def read(spider: PortalSpiderProtocol, left: LeftOut) -> Iterator[CapturedPage | Damage]:
        return read_folder(
            path,
            UrlFilter.of(spider),
            home_url=spider.home_url,
            base=spider.arguments.base,
            known=[*getattr(spider, "list_urls", list)()],
            left=left,
        )

    return StoredSource(f"folder:{path}", read)


def read_folder(
    spec: str,
    wanted: Callable[[str], bool] | None = None,
    *,
    home_url: str = "",
    base: str | None = None,
    known: list[str] | None = None,
    left: LeftOut | None = None,
) -> Iterator[CapturedPage | Damage]:
    """The pages saved in a folder, in the order of the files' names.

    Args:
        spec: a folder, a glob or one file.
        wanted: whether the page at a URL is needed; None: all are.
        home_url: the portal's home.
        base: the URL of the folder, if a person knows it.
        known: URLs of pages that the portal has, by which names of files are understood.
        left: counts what is left out.

    Raises SourceError when nothing can be read. A bad file among several is Damage.
    """
    left = LeftOut() if left is None else left
    files = find_files(spec, ("",), left)
    if len(files) == 1 and (reason := refusal(files[0])):
        raise SourceError(f"{files[0]} is {reason}")
    root = Path(spec).expanduser()
    root = root if root.is_dir() else Path(_common_folder(files))
    urls = MirrorUrls(
        root, files, home_url=home_url, base=base, wants=wanted or (lambda _: False),
        known=known or (),
    )  # fmt: skip
    yield from _FolderReader(files, urls, wanted, left).pages()


def _common_folder(files: list[Path]) -> str:
    folders = {file.parent for file in files}
    first = min(folders, key=lambda folder: len(folder.parts))
    while not all(folder.is_relative_to(first) for folder in folders):
        first = first.parent
    return str(first)


@dataclass(slots=True)
class _Contradictions:
    """Pages whose places tell two URLs."""

    count: int = 0
    example: str = ""

    def add(self, file: Path, believed: tuple[str, str], other: tuple[str, str]) -> None:
        """Count one."""
        self.count += 1
        self.example = self.example or (
            f"{file}: its {believed[1]} says {believed[0]}, its {other[1]} {other[0]}"
        )


@dataclass
class _FolderReader:
    """Reads each file of a folder once, but for those that links lead to."""

    files: list[Path]
    urls: MirrorUrls
    wanted: Callable[[str], bool] | None
    left: LeftOut
    seen: set[tuple[str, str | None, dt.datetime | None]] = field(default_factory=set)
    contradictions: _Contradictions = field(default_factory=_Contradictions)
    by_file_time: int = 0
    usable: int = 0
    _targets: dict[Path, str | None] = field(default_factory=dict)

    def pages(self) -> Iterator[CapturedPage | Damage]:
        """All pages, and damage."""
        snapshots = {each.folder: each for each in snapshots_among(self.files)}
        copies: dict[Path, list[Path]] = {}
        for file in self.files:
            snapshot = next(
                (snapshots[above] for above in file.parents if above in snapshots), None
            )
            if snapshot is None:
                yield from self._file(file, None)
            elif snapshot.is_of_archivebox(file):
                self.left.add(Reason.BESIDE_FILE, str(file))
            elif can_be_page(file) and snapshot.has_copy(file, self.urls.url_of(file)):
                copies.setdefault(snapshot.folder, []).append(file)
            else:
                yield from self._file(file, snapshot)
        for folder, found in copies.items():
            yield from self._best_copy(found, snapshots[folder])
        if not self.usable:
            raise SourceError("there is no page to read in it: no file is HTML, MHTML or HAR")
        self._tell()

    def _tell(self) -> None:
        if self.contradictions.count:
            logger.warning(
                "%d pages say two URLs of themselves; for example %s; the first is believed",
                self.contradictions.count,
                self.contradictions.example,
            )
        if self.by_file_time:
            logger.warning(
                "nothing but the time of its file says when a page was captured: %d pages",
                self.by_file_time,
            )

    # -- one file ----------------------------------------------------------------------------------

    def _file(self, file: Path, snapshot: Snapshot | None) -> Iterator[CapturedPage | Damage]:
        name = file.name.lower()
        try:
            if name.endswith(tuple(FORMATS)):
                yield from self._container(file)
            elif not is_page(file):
                self.left.add(why_no_page(file, self.urls), str(file))
            elif is_beside(file, self.urls):
                self.left.add(Reason.BESIDE_FILE, str(file))
            elif name.endswith(ORIGINAL) and self.urls.has(file.with_suffix("")):
                pass  # read in place of the page whose links were converted
            else:
                yield from self._page(file, snapshot)
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Damage(str(file), reason, kind=Reason.UNREADABLE_FILE)

    def _container(self, file: Path) -> Iterator[CapturedPage | Damage]:
        kind = next(k for suffix, k in FORMATS.items() if file.name.lower().endswith(suffix))
        if file.stat().st_size > FILE_MAX:
            reason = f"it is over {FILE_MAX // 1024**2} MB"
            yield Damage(str(file), reason, kind=Reason.UNREADABLE_FILE)
            return
        try:
            for page in read_page_file(str(file), unpacked(file), _modified(file), self.left):
                yield from self._taken(file, page)
        except UnusableFileError as error:
            if len(self.files) == 1:
                raise SourceError(f"{file} cannot be read as {kind}: {error}") from error
            yield Damage(str(file), str(error), kind=Reason.UNREADABLE_FILE)
        else:
            self.left.note_read(kind, str(file))

    def _page(self, file: Path, snapshot: Snapshot | None) -> Iterator[CapturedPage | Damage]:
        original = file.with_name(file.name + ORIGINAL)
        read = original if self.urls.has(original) else file
        if read is original:
            self.left.add(Reason.DUPLICATE, str(original))
        data = unpacked(read)
        saved = read_saved_page(data[:_PAGE_MAX])
        if is_frame(saved.body):
            self.left.note_read(_FORMAT, str(file))
            self.left.add(Reason.NO_PAGE, str(file))
            return
        url = snapshot.url if snapshot and snapshot.has_copy(file, self.urls.url_of(file)) else None
        url = url or self._url(file, saved)
        if url is None:
            self.usable += 1
            self.left.note_read(_FORMAT, str(file))
            yield Damage(
                str(file),
                "nothing tells its URL: no comment, no folder named like a host, no canonical "
                "link; -a base=URL says it",
            )
            return
        moment, dated_by = self._moment(file, saved, snapshot)
        headers = [each for each in saved.headers if each[0].lower() not in _OF_TRANSFER]
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "text/html"))
        body = self._with_urls(file, saved.body)
        page = page_made(url, body, headers, moment, dated_by, replay=saved.replay)
        yield from self._taken(file, page, noted=_FORMAT)

    def _taken(
        self, file: Path, page: CapturedPage | Damage, noted: str | None = None
    ) -> Iterator[CapturedPage | Damage]:
        self.usable += 1
        if isinstance(page, Damage):
            yield page
            return
        moment, dated_by = page.capture.captured_at, page.capture.dated_by
        key = page.url, page.capture.digest, None if dated_by == FROM_FILE else moment
        if key in self.seen:
            self.left.add(Reason.DUPLICATE, str(file))
            return
        self.seen.add(key)
        if noted:
            self.left.note_read(noted, str(file))
        if self.wanted is not None and not self.wanted(page.url):
            self.left.add(Reason.NOT_WANTED, page.url)
            return
        self.by_file_time += dated_by == FROM_FILE
        yield page

    # -- its URL -----------------------------------------------------------------------------------

    def _url(self, file: Path, saved: SavedPage) -> str | None:
        """The URL of a page; who fetched it knows better than the page itself."""
        by_place = self.urls.url_of(file)
        if by_place is not None:
            by_place = page_made(by_place, b"", [], None, None).url
        told = [(each.url, each.by) for each in saved.urls if each.by not in (CANONICAL, OG_URL)]
        metadata = [(each.url, each.by) for each in saved.urls if each.by in (CANONICAL, OG_URL)]
        is_wanted = self.wanted or (lambda _: True)
        if by_place is not None:
            place = (by_place, "place")
            refined = [url for url, _ in metadata if by_place in (f"{url}.html", f"{url}.htm")]
            if refined:
                place = (refined[0], "place")
            # Not if only one of both is an article: every page may name the home as canonical.
            trusted = [*metadata, place]
            if is_wanted(place[0]) or not any(is_wanted(url) for url, _ in metadata):
                trusted = [place, *metadata]
            told += trusted
        else:
            told += sorted(metadata, key=lambda each: not is_wanted(each[0]))
        if not told:
            return None
        believed = told[0]
        for other in told[1:]:
            if without_scheme(other[0]) != without_scheme(believed[0]):
                self.contradictions.add(file, believed, other)
                break
        return believed[0]

    def _with_urls(self, file: Path, body: bytes) -> bytes:
        """A page with the URLs of the files that its links lead to: programs had converted them."""
        if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return body

        def original(found: re.Match[str]) -> str:
            reference = found["url"].replace("&amp;", "&")
            target = self.urls.target(file, reference.encode("latin-1").decode("utf-8", "replace"))
            if target is None:
                return found[0]
            if is_beside(target, self.urls) or BESIDE_FOLDER.fullmatch(target.parent.name):
                return found["begin"] + (found["quote"] or '""')  # where it was, nobody knows
            url = self._target_url(target)
            if url is None:
                return found[0]
            fragment = reference[reference.find("#") :] if "#" in reference else ""
            escaped = (url + fragment).replace("&", "&amp;").replace('"', "%22")
            return f"{found['begin']}{found['quote']}{escaped}"

        return _REFERENCE.sub(original, body.decode("latin-1")).encode("latin-1", "replace")

    def _target_url(self, target: Path) -> str | None:
        """The URL of a file that a link leads to."""
        if target not in self._targets:
            url = self.urls.url_of(target)
            if path_suffix(target.name.lower()) in PAGE_SUFFIXES and can_be_page(target):
                with target.open("rb") as opened:
                    url = self._url_quietly(target, read_saved_page(opened.read(SNIFFED)))
            self._targets[target] = url
        return self._targets[target]

    def _url_quietly(self, file: Path, saved: SavedPage) -> str | None:
        told, self.contradictions = self.contradictions, _Contradictions()
        try:
            return self._url(file, saved)
        finally:
            self.contradictions = told

    # -- its time ----------------------------------------------------------------------------------

    def _moment(
        self, file: Path, saved: SavedPage, snapshot: Snapshot | None
    ) -> tuple[dt.datetime | None, str | None]:
        if saved.moment is not None:
            return saved.moment, saved.dated_by
        for beside in (file.with_name(file.name + suffix) for suffix in HEADERS):
            if self.urls.has(beside):
                moment = moment_in(header_fields(beside.read_bytes()[:SNIFFED]))
                if moment is not None:
                    return moment, FROM_HEADER
        if snapshot is not None:
            moment = snapshot.moment_of(file)
            if moment is not None:
                return moment, FROM_ARCHIVEBOX
        return _modified(file), FROM_FILE

    # -- ArchiveBox --------------------------------------------------------------------------------

    def _best_copy(self, files: list[Path], snapshot: Snapshot) -> Iterator[CapturedPage | Damage]:
        """One page out of its copies: what wget was sent, else what a browser made of it."""
        files.sort(key=rank_of_copy)
        yield from self._file(files[0], snapshot)
        for file in files[1:]:
            self.left.add(Reason.DUPLICATE, str(file))


_OF_TRANSFER = {"content-length", "transfer-encoding", "connection"}


def _modified(file: Path) -> dt.datetime | None:
    moment = dt.datetime.fromtimestamp(int(file.stat().st_mtime), dt.UTC)
    return moment if is_believable(moment) else None
