"""Files that ``inspect`` is given: what they are, the pages in them, or what to do with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.command_base import CommandError
from crawler.commands._fetch import read_saved
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import program
from crawler.terminal import say
from crawler.webarchives.file_kinds import CAPTURE_KINDS, FileKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.webarchives.warc.captured_page import CapturedPage, Damage

_FOLDER = "pages kept in it are read by `{program} crawl SPIDER -a source=folder:FOLDER`"
_UNPACK = "unpack it and name a file in it"
_ADVICE = {
    FileKind.EMPTY: "look for another copy of it",
    FileKind.MHTML: _FOLDER,
    FileKind.HAR: _FOLDER,
    FileKind.CDX: "it only lists captures: name the WARC file that they are in",
    FileKind.JSON: "of JSON only text exports are read, one object with url and text a line, "
    "from a file named .jsonl",
    FileKind.XML: "feeds and sitemaps are no pages: name a page that one lists",
    FileKind.PDF: "only HTML pages are read: name the page that links it",
    FileKind.IMAGE: "name the page that shows it",
    FileKind.MEDIA: "name the page that links it",
    FileKind.SQLITE: "what an archive has of an article is shown by `{program} inspect --article "
    "ID -s ARCHIVE_PATH=FILE`",
    FileKind.OFFICE: "save it as text (.txt) or HTML, and name that",
    FileKind.ZIP: _UNPACK,
    FileKind.GZIP: "what it unpacks to is no page, or it is damaged from its beginning",
    FileKind.PACKED: _UNPACK,
    FileKind.BINARY: "name an HTML page, a text export or a WARC, ARC or WACZ file",
}
"""What to do with a file that no page can be read from."""


def _said(advice: str) -> str:
    return advice.format(program=program())


def read_file(name: str, url: str | None) -> Iterator[tuple[str, bytes, str]]:
    """The pages in a file as (URL, content, media type).

    Args:
        name: a saved page, a text export (all of its pages) or a file of captures (one of them).
        url: that of a saved page; of a file of captures, which page of it to read. None: its first.

    Raises CommandError when the file cannot be read.
    """
    path = Path(name)
    try:
        if path.is_dir():
            raise CommandError(
                f"{name} is a folder: name a file in it; {_said(_FOLDER)}", ExitCode.FAILED
            )
        if path.exists() and not path.is_file():
            raise CommandError(f"{name} is no file that can be read", ExitCode.FAILED)
        kind = kind_of(path)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}", ExitCode.FAILED) from None
    if kind in CAPTURE_KINDS:
        page = _capture(name, url)
        yield page.url, page.body, page.header("Content-Type") or ""
    elif kind is FileKind.HTML:
        yield _saved_page(name, url)
    else:
        yield from _other_pages(name, kind, url)


def _other_pages(name: str, kind: FileKind, url: str | None) -> Iterator[tuple[str, bytes, str]]:
    """The pages in a file that is neither a page nor one of captures."""
    from crawler.sources.folder import read_folder
    from crawler.sources.text import TEXT_SUFFIXES, read_texts
    from crawler.webarchives.page_files import FORMATS

    is_export = kind is FileKind.JSON and name.lower().endswith(TEXT_SUFFIXES)
    if name.lower().endswith(tuple(FORMATS)):
        yield from _pages(read_folder(name, lambda _: True), url)
    elif is_export or kind is FileKind.TEXT:
        yield from _pages(read_texts(name), url)
    else:
        what = "is empty" if kind is FileKind.EMPTY else f"is {_article(kind)} {kind}"
        raise CommandError(f"{name} {what}: {_said(_ADVICE[kind])}", ExitCode.FAILED)


def _capture(name: str, url: str | None) -> CapturedPage:
    """The page at ``url`` in a file of captures, its last capture; None: the first page in it."""
    from crawler.sources.protocols import SourceError
    from crawler.sources.warc import read_captures
    from crawler.urls import canonical_url, is_web_url
    from crawler.webarchives.warc.captured_page import Damage

    if url is not None and not is_web_url(url):
        raise CommandError(f"--url {url} is no URL of a web page")
    asked = canonical_url(url).url if url else None
    found, others = None, 0
    try:
        for page in read_captures(
            name, lambda each: asked is None or canonical_url(each).url == asked
        ):
            if isinstance(page, Damage):
                say(str(page), error=True)
            elif page.status != 200:
                others += 1
            else:
                found = page
                if asked is None:
                    break
    except SourceError as error:
        raise CommandError(str(error), ExitCode.FAILED) from None
    if found is None:
        which = f"at {url}" if url else "in it"
        beside = f", but {others} redirects and errors" if others else ""
        raise CommandError(f"{name} has no page {which}{beside}", ExitCode.FAILED)
    return found


def _pages(
    found: Iterator[CapturedPage | Damage], url: str | None
) -> Iterator[tuple[str, bytes, str]]:
    from crawler.sources.protocols import SourceError
    from crawler.webarchives.warc.captured_page import CapturedPage

    damage = []
    try:
        for page in found:
            if not isinstance(page, CapturedPage):
                damage.append(str(page))
            elif page.status == 200:
                yield url or page.url, page.body, page.header("Content-Type") or ""
    except SourceError as error:
        raise CommandError(str(error), ExitCode.FAILED) from None
    if damage:  # told behind the pages, which can be read all the same
        raise CommandError("\n".join(damage), ExitCode.FAILED)


def _saved_page(name: str, url: str | None) -> tuple[str, bytes, str]:
    """A page saved as a file; without ``--url`` it says its URL itself."""
    from hashlib import sha256

    from crawler.webarchives.page_files import page_made
    from crawler.webarchives.saved_page import read_saved_page

    body = read_saved(name)
    saved = read_saved_page(body)
    urls = [url] if url else [told.url for told in saved.urls]
    known = urls[0] if urls else f"urn:sha256:{sha256(body).hexdigest()}"
    page = page_made(known, saved.body, saved.headers, None, None, replay=saved.replay)
    return page.url, page.body, page.header("Content-Type") or ""


def _article(kind: FileKind) -> str:
    return "an" if kind[0] in "aeioMSX" else "a"
